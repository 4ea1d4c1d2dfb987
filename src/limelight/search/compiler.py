"""Compiles a search request to the query that an engine runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import (
    And,
    AnyPhrase,
    Clause,
    MoreLikeThis,
    Or,
    ShareClause,
)
from limelight.search.creator_filters import CreatorFilters, SortField
from limelight.search.filters import (
    Filter,
    FilterContext,
    NotAvailableOnPlatform,
    TermStatistics,
    audiences_of_source,
    declared_filters,
)
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, SortOrder

NUMERIC_SORTS: Final[Mapping[str, str]] = {
    "AVERAGE_LIKES": "average_likes",
    "AVERAGE_LIKE": "average_likes",
    "ENGAGEMENT_RATE": "engagement_rate",
    "AVERAGE_VIEWS": "average_views",
    "CONTENT_COUNT": "content_count",
    "REELS_VIEWS": "average_reel_views",
    "PEAK_VIEWERS": "peak_viewers",
    "AVG_CONCURRENT_VIEWERS": "average_viewers",
    "AIRTIME": "airtime",
    "HOURS_WATCHED": "hours_watched",
}
GROWTH_SORTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "FOLLOWER_GROWTH": ("follower_growth", ("follower_growth", "subscriber_growth")),
    "TOTAL_VIEWS_GROWTH": ("views_growth", ("views_growth",)),
    "TOTAL_LIKES_GROWTH": ("likes_growth", ("follower_growth", "subscriber_growth", "views_growth")),
}
SHARE_SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "AUDIENCE_LOCATIONS": ("audience_locations", "audience_location"),
    "AUDIENCE_LOCATION": ("audience_locations", "audience_location"),
    "AUDIENCE_LANGUAGE": ("audience_language",),
    "AUDIENCE_BRAND_AFFINITIES": ("audience_brand_affinities",),
    "AUDIENCE_INTERESTS": ("audience_interests", "audience_interest_affinities"),
    "AUDIENCE_AGE": ("audience_age",),
}
SCORE_SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "DESCRIPTION": ("description_keywords", "bio_phrase"),
    "CREATOR_LOOKALIKES": ("creator_lookalikes",),
    "AUDIENCE_LOOKALIKES": ("audience_lookalikes",),
    "TOPIC_RELEVANCE": ("topic_relevance",),
}


@dataclass(frozen=True)
class CompiledQuery:
    """``clauses`` are by filter name; ``ignored`` names the filters that the platform does not have."""

    query: CreatorQuery
    clauses: Mapping[str, Clause]
    ignored: tuple[str, ...]


def compile_query(
    request: CreatorFilters,
    *,
    platform: PlatformKey,
    audience_source: str,
    sort_by: SortField,
    paging: Paging,
    lexicon: TermStatistics,
) -> CompiledQuery:
    """Raises InvalidFilter where a value is not allowed."""
    clauses: dict[str, Clause] = {}
    ignored: list[str] = []
    for name, value, declared in _set_filters(request):
        asked = FilterContext(
            filter_name=name,
            platform=platform,
            audiences=audiences_of_source(audience_source),
            statistics=lexicon,
        )
        try:
            clause = declared.build_clause(value, asked)
        except NotAvailableOnPlatform:
            ignored.append(name)
        else:
            clauses |= {name: clause} if clause else {}
    query = CreatorQuery(
        platform=platform,
        clauses=tuple(clauses.values()),
        order=_sort_order(sort_by, request, clauses),
        limit=paging.limit,
        offset=paging.offset,
    )
    return CompiledQuery(query=query, clauses=clauses, ignored=tuple(ignored))


def _set_filters(request: CreatorFilters) -> Iterator[tuple[str, object, Filter]]:
    for name, declared in declared_filters(type(request)):
        value = getattr(request, name)
        if value is not None:
            yield name, value, declared


def _sort_order(sort_by: SortField, request: CreatorFilters, clauses: Mapping[str, Clause]) -> SortOrder:
    """By rank where the sort field needs a filter that the request does not set."""
    if sort_by in NUMERIC_SORTS:
        return ByNumber(NUMERIC_SORTS[sort_by])
    if sort_by in GROWTH_SORTS:
        field, by = GROWTH_SORTS[sort_by]
        return ByNumber(f"{field}.{_growth_interval(request, by)}")
    if sort_by in SHARE_SORTS:
        shares = tuple(share for name in SHARE_SORTS[sort_by] for share in _share_clauses(clauses.get(name)))
        return ByShare(shares) if shares else ByRank()
    scored = (part for name in SCORE_SORTS.get(sort_by, ()) for part in _flatten(clauses.get(name)))
    return next((ByScore(part) for part in scored if isinstance(part, AnyPhrase | MoreLikeThis)), ByRank())


def _growth_interval(request: CreatorFilters, names: tuple[str, ...]) -> int:
    given = (getattr(request, name) for name in names)
    return next((growth.interval for growth in given if growth is not None), 1)


def _share_clauses(clause: Clause | None) -> Iterator[ShareClause]:
    """The share clauses; without a bound where they are alternatives of each other."""
    if isinstance(clause, Or):
        yield from (replace(share, gte=0) for share in _flatten(clause) if isinstance(share, ShareClause))
    else:
        yield from (share for share in _flatten(clause) if isinstance(share, ShareClause))


def _flatten(clause: Clause | None) -> Iterator[Clause]:
    """The clause itself, or the clauses that it combines."""
    if isinstance(clause, And | Or):
        for inner in clause.clauses:
            yield from _flatten(inner)
    elif clause is not None:
        yield clause
