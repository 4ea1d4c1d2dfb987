"""Discovery: searching the catalogue, with results ready to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from msgspec.json import decode, encode

from limelight.catalog.cards import stored_card
from limelight.catalog.indexing import SearchIndex
from limelight.catalog.lexicon import CatalogueLexicon
from limelight.catalog.topics import Topics
from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import tag
from limelight.schemas.creator_discovery.search import CreatorCard, CreatorSearchRequest
from limelight.search.clauses import AnyOf, Clause, StartsWith
from limelight.search.compiling import Compiled, compiled
from limelight.search.engine import Engine
from limelight.search.evidence import evidence
from limelight.search.queries import CreatorQuery, Hit

HandleUse = Literal["lookalike", "search", "topic-tags"]

_KNOWN_FOR_USE: Final[Mapping[HandleUse, str]] = {
    "lookalike": "posts",
    "search": "sketch",
    "topic-tags": "topics",
}


@dataclass(frozen=True)
class Found:
    """Results as JSON objects that still lack their work platform, and the filters set aside."""

    results: Sequence[bytes]
    ignored: tuple[str, ...]


class Discovery:
    """Every call blocks for some milliseconds at most; none touches the database."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def search(self, request: CreatorSearchRequest, platform: PlatformKey) -> Found:
        """Raises InvalidFilter."""
        asked = self._compiled(request, platform)
        hits = self._engine.search(asked.query, with_documents=bool(asked.clauses))
        return Found([_search_result(hit, asked.clauses) for hit in hits], asked.ignored)

    def quick_search(self, request: CreatorSearchRequest, platform: PlatformKey) -> Found:
        """Raises InvalidFilter."""
        asked = self._compiled(request, platform)
        return Found([_quick_result(hit) for hit in self._engine.search(asked.query)], asked.ignored)

    def handles(self, text: str, use: HandleUse, platform: PlatformKey, limit: int) -> list[CreatorCard]:
        """Creators of whom the use's data is known, with a handle or a name that begins so, largest first."""
        query = CreatorQuery(
            platform=platform,
            clauses=(
                StartsWith(field="names", prefix=tag(text)),
                AnyOf(field="flags", terms=(_KNOWN_FOR_USE[use],)),
            ),
            limit=limit,
        )
        return [decode(stored_card(hit.card).card, type=CreatorCard) for hit in self._engine.search(query)]

    def topics(self, platform: PlatformKey) -> Topics:
        return self._index.generation.topics(platform)

    @property
    def _engine(self) -> Engine:
        return self._index.generation.engine

    def _compiled(self, request: CreatorSearchRequest, platform: PlatformKey) -> Compiled:
        return compiled(
            request,
            platform=platform,
            audience_source=request.audience_source,
            sort_by=request.sort_by.field,
            paging=Paging(limit=request.limit, offset=request.offset),
            lexicon=CatalogueLexicon(platform, self._engine, self.topics),
        )


def _search_result(hit: Hit, clauses: Mapping[str, Clause]) -> bytes:
    card, document = stored_card(hit.card), hit.document
    matches = {name: evidence(clause, document) for name, clause in clauses.items()} if document else {}
    return _joined(card.card, card.search, encode({"filter_match": matches}))


def _quick_result(hit: Hit) -> bytes:
    card = stored_card(hit.card)
    return _joined(card.card, card.quick_search)


def _joined(*objects: bytes) -> bytes:
    """One JSON object with the members of several, none of which is empty."""
    return b"{" + b",".join(bytes(each)[1:-1] for each in objects) + b"}"
