"""From a search request to the query that an engine runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import (
    Alike,
    AllOf,
    Clause,
    HasPhrase,
    OneOf,
    ShareClause,
)
from limelight.search.creators import CreatorFilters, SortField
from limelight.search.filters import Asked, Filter, Lexicon, NotOnThisPlatform, audiences, filters
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, Order

BY_NUMBER: Final[Mapping[str, str]] = {
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
BY_GROWTH: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "FOLLOWER_GROWTH": ("follower_growth", ("follower_growth", "subscriber_growth")),
    "TOTAL_VIEWS_GROWTH": ("views_growth", ("views_growth",)),
    "TOTAL_LIKES_GROWTH": ("likes_growth", ("follower_growth", "subscriber_growth", "views_growth")),
}
BY_SHARE: Final[Mapping[str, tuple[str, ...]]] = {
    "AUDIENCE_LOCATIONS": ("audience_locations", "audience_location"),
    "AUDIENCE_LOCATION": ("audience_locations", "audience_location"),
    "AUDIENCE_LANGUAGE": ("audience_language",),
    "AUDIENCE_BRAND_AFFINITIES": ("audience_brand_affinities",),
    "AUDIENCE_INTERESTS": ("audience_interests", "audience_interest_affinities"),
    "AUDIENCE_AGE": ("audience_age",),
}
BY_SCORE: Final[Mapping[str, tuple[str, ...]]] = {
    "DESCRIPTION": ("description_keywords", "bio_phrase"),
    "CREATOR_LOOKALIKES": ("creator_lookalikes",),
    "AUDIENCE_LOOKALIKES": ("audience_lookalikes",),
    "TOPIC_RELEVANCE": ("topic_relevance",),
}


@dataclass(frozen=True)
class Compiled:
    """``clauses`` are by the filter that asked for them; ``ignored`` are the filters set aside."""

    query: CreatorQuery
    clauses: Mapping[str, Clause]
    ignored: tuple[str, ...]


def compiled(
    request: CreatorFilters,
    *,
    platform: PlatformKey,
    audience_source: str,
    sort_by: SortField,
    paging: Paging,
    lexicon: Lexicon,
) -> Compiled:
    """Raises InvalidFilter where a value is not allowed."""
    clauses: dict[str, Clause] = {}
    ignored: list[str] = []
    for name, value, declared in _given(request):
        asked = Asked(name=name, platform=platform, audiences=audiences(audience_source), lexicon=lexicon)
        try:
            clause = declared.clause(value, asked)
        except NotOnThisPlatform:
            ignored.append(name)
        else:
            clauses |= {name: clause} if clause else {}
    query = CreatorQuery(
        platform=platform,
        clauses=tuple(clauses.values()),
        order=_order(sort_by, request, clauses),
        limit=paging.limit,
        offset=paging.offset,
    )
    return Compiled(query=query, clauses=clauses, ignored=tuple(ignored))


def _given(request: CreatorFilters) -> Iterator[tuple[str, object, Filter]]:
    for name, declared in filters(type(request)):
        value = getattr(request, name)
        if value is not None:
            yield name, value, declared


def _order(sort_by: SortField, request: CreatorFilters, clauses: Mapping[str, Clause]) -> Order:
    """The order asked for; by rank where it needs a filter that the request does not have."""
    if sort_by in BY_NUMBER:
        return ByNumber(BY_NUMBER[sort_by])
    if sort_by in BY_GROWTH:
        field, by = BY_GROWTH[sort_by]
        return ByNumber(f"{field}.{_interval(request, by)}")
    if sort_by in BY_SHARE:
        shares = tuple(share for name in BY_SHARE[sort_by] for share in _shares(clauses.get(name)))
        return ByShare(shares) if shares else ByRank()
    scored = (part for name in BY_SCORE.get(sort_by, ()) for part in _parts(clauses.get(name)))
    return next((ByScore(part) for part in scored if isinstance(part, HasPhrase | Alike)), ByRank())


def _interval(request: CreatorFilters, names: tuple[str, ...]) -> int:
    given = (getattr(request, name) for name in names)
    return next((growth.interval for growth in given if growth is not None), 1)


def _shares(clause: Clause | None) -> Iterator[ShareClause]:
    """The shares asked for; without a bound where another may be enough."""
    if isinstance(clause, OneOf):
        yield from (replace(share, least=0) for share in _parts(clause) if isinstance(share, ShareClause))
    else:
        yield from (share for share in _parts(clause) if isinstance(share, ShareClause))


def _parts(clause: Clause | None) -> Iterator[Clause]:
    """The clause itself, or those that it joins."""
    if isinstance(clause, AllOf | OneOf):
        for inner in clause.clauses:
            yield from _parts(inner)
    elif clause is not None:
        yield clause
