"""Compiles request filters and applies them to one creator."""

from typing import Any

import msgspec

from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.search.clauses import And, Clause, MoreLikeThis, NoTerm
from limelight.search.compiler import CompiledQuery, compile_query
from limelight.search.creator_filters import ExportFilters
from limelight.search.documents import CreatorDocument, creator_document


class FakeTermStatistics:
    """Creators with the hashtag ``tea`` are lookalikes, and ``matcha`` is near ``tea``."""

    def lookalikes(self, handle: str, fields: tuple[str, ...]) -> Clause:
        trait = "7" if fields == ("sketch",) else "tea"
        alike = MoreLikeThis(weights={fields[0]: {trait: 5}}, min_score=1)
        return And(clauses=(NoTerm(field="handles", terms=(handle.lstrip("@"),)), alike))

    def near_topics(self, names: tuple[str, ...], least_nearness: float) -> dict[str, float]:
        return {"matcha": 0.6} if "tea" in names and least_nearness <= 0.6 else {}


def compile_request(
    request: dict[str, Any],
    platform: PlatformKey = PlatformKey.INSTAGRAM,
    audience_source: str = "LIKERS",
    sort_by: Any = "FOLLOWER_COUNT",
) -> CompiledQuery:
    """The request as a client sends it, compiled."""
    return compile_query(
        msgspec.convert(request, ExportFilters, strict=False),
        platform=platform,
        audience_source=audience_source,
        sort_by=sort_by,
        paging=Paging(),
        lexicon=FakeTermStatistics(),
    )


def document(platform: PlatformKey = PlatformKey.INSTAGRAM, number: int = 1, **known: Any) -> CreatorDocument:
    """A document with these values only."""
    return creator_document(Creator(platform=platform, **({"username": f"creator{number}"} | known)), number)


def matches(request: dict[str, Any], creator: CreatorDocument, **context: Any) -> bool:
    return all(clause.matches(creator) for clause in compile_request(request, **context).query.clauses)
