"""The clause builders: from a filter's value to its clause."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AGE_BRACKETS
from limelight.kernel.text import normalize_tag, tokenize
from limelight.kernel.timestamps import parse_timestamp
from limelight.search import filter_values
from limelight.search.clauses import (
    AgeShareAtLeast,
    And,
    AnyPhrase,
    AnyTerm,
    Clause,
    InRange,
    MoreLikeThis,
    NoTerm,
    Or,
    ShareInRange,
)
from limelight.search.dictionary_keys import interest_key, language_code, location_key
from limelight.search.documents import PERCENT_SCALE, RATE_SCALE
from limelight.search.filters import ClauseBuilder, FilterContext, InvalidFilter, NotAvailableOnPlatform
from limelight.vocabulary.slugs import slug

CREDIBILITY_RANGES: Final = {
    "BAD": (0, 5499),
    "LOW": (5500, 6999),
    "NORMAL": (7000, 7999),
    "HIGH": (8000, 8999),
    "EXCELLENT": (9000, None),
}
"""The credibility scores, percent × 100, of each category."""
TOPIC_WEIGHT: Final = 1000
_COMMA: Final = re.compile("[,，﹐、،]")
_YOUNGEST, _OLDEST = AGE_BRACKETS[0][0], AGE_BRACKETS[-1][1]


def range_of(field: str) -> ClauseBuilder:
    def read(value: filter_values.Between, asked: FilterContext) -> Clause | None:
        return _in_range(field, value.min, value.max, asked)

    return read


def reel_views(value: filter_values.InstagramOptions, asked: FilterContext) -> Clause | None:
    views = value.reel_views
    return _in_range("average_reel_views", views.min, views.max, asked) if views else None


def true_or_false(name: str) -> ClauseBuilder:
    """True matches a flag known to be set, false one known not to be; unknown never matches."""
    return lambda value, _: AnyTerm(field="flags", terms=(name if value else f"not_{name}",))


def true_only(name: str) -> ClauseBuilder:
    """True matches a flag that is known to be set; false restricts nothing."""
    return lambda value, _: AnyTerm(field="flags", terms=(name,)) if value else None


def not_private(value: bool, _: FilterContext) -> Clause | None:
    return NoTerm(field="flags", terms=("private",)) if value else None


def engagement_rate(value: filter_values.AtLeastPercent, asked: FilterContext) -> Clause:
    least = math.ceil(round(_parse_percent(value.percentage_value, asked) * RATE_SCALE / 100, 3))
    return InRange(field="engagement_rate", gte=least)


def growth(field: str) -> ClauseBuilder:
    def read(value: filter_values.Growth, asked: FilterContext) -> Clause:
        least = share_above(_parse_percent(value.percentage_value, asked, least=-100))
        return InRange(field=f"{field}.{value.interval}", gte=least)

    return read


def views_growth(value: filter_values.ViewsGrowth, asked: FilterContext) -> Clause:
    percent = _parse_percent(value.percentage_value, asked, least=-100)
    field = f"views_growth.{value.interval}"
    if value.operator.startswith("LT"):
        return InRange(field=field, lte=math.ceil(round(percent * PERCENT_SCALE, 6)) - 1)
    return InRange(field=field, gte=share_above(percent))


def posted_since(value: str, asked: FilterContext) -> Clause:
    try:
        return InRange(field="last_posted_at", gte=int(parse_timestamp(value).timestamp()))
    except (ValueError, OverflowError):
        raise InvalidFilter(
            f"{asked.filter_name}: {value!r} is not a date and time of ISO 8601, such as 2026-05-31T00:00:00."
        ) from None


def creator_gender(value: str, asked: FilterContext) -> Clause | None:
    if value == "ORGANIZATION" and asked.platform is not PlatformKey.TWITCH:
        raise NotAvailableOnPlatform
    both = ("MALE", "FEMALE") if value == "MALE_OR_FEMALE" else (value,)
    return None if value == "ANY" else AnyTerm(field="gender", terms=both)


def age_bracket(value: str, _: FilterContext) -> Clause:
    return InRange(field="age", gte=int(value.removeprefix("OVER_")))


def account_type(value: str | Sequence[str], _: FilterContext) -> Clause | None:
    types = (value,) if isinstance(value, str) else tuple(value)
    return None if not types or "ANY" in types else AnyTerm(field="account_type", terms=types)


def post_type(value: str, _: FilterContext) -> Clause | None:
    return None if value.startswith("ALL") else AnyTerm(field="post_types", terms=(value,))


def contact_types(value: Sequence[filter_values.SpecificContact], _: FilterContext) -> Clause | None:
    must = [contact.type for contact in value if contact.type and contact.preference == "MUST_HAVE"]
    should = [contact.type for contact in value if contact.type and contact.preference == "SHOULD_HAVE"]
    clauses = [AnyTerm(field="contacts", terms=(each,)) for each in must]
    return _and(clauses + [AnyTerm(field="contacts", terms=tuple(should))] * bool(should))


def phrase(value: str, _: FilterContext) -> Clause | None:
    return _any_phrase([value], {"introduction": 1})


def keywords(value: str, _: FilterContext) -> Clause | None:
    return _any_phrase(_COMMA.split(value), {"introduction": 3, "captions": 1})


def tags(field: str) -> ClauseBuilder:
    def read(value: Sequence[filter_values.Named], _: FilterContext) -> Clause | None:
        names = tuple(name for named in value if (name := normalize_tag(named.name)))
        return AnyTerm(field=field, terms=names) if names else None

    return read


def creator_language(value: filter_values.CreatorLanguage, asked: FilterContext) -> Clause | None:
    return AnyTerm(field="language", terms=(language_code(value.code, asked),)) if value.code else None


def creator_locations(value: Sequence[Any], asked: FilterContext) -> Clause | None:
    keys = tuple(location_key(found, asked) for found in value)
    return AnyTerm(field="locations", terms=keys) if keys else None


def any_named(field: str, name: Callable[[str, FilterContext], str]) -> ClauseBuilder:
    """Matches at least one of the named dictionary values."""

    def read(value: Sequence[str], asked: FilterContext) -> Clause | None:
        return AnyTerm(field=field, terms=tuple(name(each, asked) for each in value)) if value else None

    return read


def any_audience_share(dimension: str, name: Callable[[str, FilterContext], str]) -> ClauseBuilder:
    """Matches an audience with a share above 0 of at least one of the named dictionary values."""

    def read(value: Sequence[str], asked: FilterContext) -> Clause | None:
        return _or(_share(asked, dimension, name(each, asked), 1) for each in value)

    return read


def audience_affinities(
    value: Sequence[filter_values.InterestAffinity], asked: FilterContext
) -> Clause | None:
    return _and(
        _share(
            asked,
            "interests",
            interest_key(each.value, asked),
            share_above(_parse_percent(each.percentage_value, asked)),
        )
        for each in value
        if each.value
    )


def audience_gender(value: filter_values.AudienceGender, asked: FilterContext) -> Clause | None:
    least = share_above(_parse_percent(value.percentage_value, asked))
    return None if value.type == "ANY" else _share(asked, "genders", value.type, least)


def audience_age(value: filter_values.AudienceAge, asked: FilterContext) -> Clause | None:
    asked_percent = value.percentage_value if value.percentage is None else value.percentage
    youngest = _YOUNGEST if value.min is None else max(value.min, _YOUNGEST)
    oldest = _OLDEST if value.max is None else min(value.max, _OLDEST)
    if value.min is None and value.max is None and not asked_percent:
        return None
    _check_bounds(value.min, value.max, asked)
    least = share_at_least(asked_percent) if asked_percent else 1
    return AgeShareAtLeast(audiences=asked.audiences, min_age=youngest, max_age=oldest, gte=least)


def audience_languages(
    value: Sequence[filter_values.AudienceLanguage], asked: FilterContext
) -> Clause | None:
    return _and(
        _share(
            asked,
            "languages",
            language_code(each.code, asked),
            share_at_least(_parse_percent(each.percentage_value, asked)),
        )
        for each in value
    )


def audience_locations(
    value: Sequence[filter_values.LocationShare | filter_values.NamedLocationShare], asked: FilterContext
) -> Clause | None:
    shares = [(_share_location_key(each, asked), each.percentage_value) for each in value]
    return _and(
        _share(asked, "locations", key, share_above(_parse_percent(percent, asked)))
        for key, percent in shares
        if key
    )


def audience_ethnicity(value: filter_values.AudienceEthnicity, _: FilterContext) -> Clause | None:
    """Not available: the reference lists no ethnicities, and none is inferred."""
    if value.type in {None, "ANY"}:
        return None
    raise NotAvailableOnPlatform


def credibility_categories(value: Sequence[str], asked: FilterContext) -> Clause | None:
    ranges = [CREDIBILITY_RANGES[category] for category in value]
    return _or(_share(asked, "credibility", "score", least, most) for least, most in ranges)


def credibility_score(value: float, asked: FilterContext) -> Clause:
    return _share(asked, "credibility", "score", share_at_least(value * 100))


def lookalikes(*fields: str) -> ClauseBuilder:
    def read(value: str, asked: FilterContext) -> Clause | None:
        return asked.statistics.lookalikes(value, fields) if normalize_tag(value) else None

    return read


def topic_relevance(value: filter_values.TopicRelevance, asked: FilterContext) -> Clause | None:
    names = tuple(name for text in value.name if (name := normalize_tag(text)))
    if not names:
        return None
    near = asked.statistics.near_topics(names, value.threshold)
    weights = {topic: round(TOPIC_WEIGHT * value.weight * nearness) for topic, nearness in near.items()}
    asked_for = dict.fromkeys(names, TOPIC_WEIGHT)
    kept = {topic: weight for topic, weight in {**weights, **asked_for}.items() if weight}
    return MoreLikeThis(weights={"topics": kept}, min_score=1)


def livestream(value: filter_values.LivestreamOptions, asked: FilterContext) -> Clause | None:
    return _and(
        clause
        for clause in (
            _livestream_term("activity", slug(value.recent_activity or "")),
            _livestream_term("category", value.category),
            _categories_streamed(value.categories_streamed),
            *_range_and_growth("hours_watched", "hours_watched_growth", value.hours_watched, asked),
            *_range_and_growth(
                "average_viewers", "average_viewers_growth", value.average_concurrent_viewers, asked
            ),
            *_range_and_growth(
                "live_follower_growth", "live_follower_growth_growth", value.absolute_follower_growth, asked
            ),
            *_range_and_growth("peak_viewers", "", value.peak_viewers, asked),
            *_vtubers(value.vtubers),
        )
        if clause
    )


def share_above(percent: float) -> int:
    """The least share, in percent × 100, above the percentage."""
    return math.floor(round(percent * PERCENT_SCALE, 6)) + 1


def share_at_least(percent: float) -> int:
    return math.ceil(round(percent * PERCENT_SCALE, 6))


def _in_range(field: str, least: int | None, most: int | None, asked: FilterContext) -> Clause | None:
    _check_bounds(least, most, asked)
    if least is None and most is None:
        return None
    return InRange(field=field, gte=_clamp(least), lte=_clamp(most))


def _clamp(bound: int | None) -> int | None:
    return None if bound is None else max(min(bound, 2**62), -(2**62))


def _check_bounds(least: int | None, most: int | None, asked: FilterContext) -> None:
    if least is not None and most is not None and least > most:
        raise InvalidFilter(f"{asked.filter_name}: min {least} is greater than max {most}.")


def _parse_percent(value: filter_values.Percent | None, asked: FilterContext, least: float = 0) -> float:
    try:
        percent = float(value or 0)
    except ValueError:
        percent = math.nan
    if not least <= percent <= 1_000_000:
        raise InvalidFilter(
            f"{asked.filter_name}: percentage_value {value!r} is not a percentage from {least:g}, "
            "such as 12.5."
        )
    return percent


def _share(
    asked: FilterContext, dimension: str, key: str, least: int, most: int | None = None
) -> ShareInRange:
    return ShareInRange(audiences=asked.audiences, dimension=dimension, key=key, gte=least, lte=most)


def _and(clauses: Iterable[Clause]) -> Clause | None:
    found = tuple(clauses)
    return And(clauses=found) if len(found) > 1 else next(iter(found), None)


def _or(clauses: Iterable[Clause]) -> Clause | None:
    found = tuple(clauses)
    return Or(clauses=found) if len(found) > 1 else next(iter(found), None)


def _any_phrase(texts: Iterable[str], fields: Mapping[str, int]) -> Clause | None:
    phrases = tuple(dict.fromkeys(tuple(cut) for text in texts if (cut := tokenize(text))))
    return AnyPhrase(phrases=phrases, fields=dict(fields)) if phrases else None


def _share_location_key(
    value: filter_values.LocationShare | filter_values.NamedLocationShare, asked: FilterContext
) -> str | None:
    place = value.location_id if isinstance(value, filter_values.LocationShare) else value.name
    return location_key(place, asked) if place else None


def _livestream_term(kind: str, value: str | None) -> Clause | None:
    return AnyTerm(field="live", terms=(f"{kind}:{value}",)) if value else None


def _categories_streamed(value: str | int | None) -> Clause | None:
    if value is None:
        return None
    least, _, most = str(value).partition("-")
    return InRange(field="categories_streamed", gte=int(least), lte=int(most or least))


def _range_and_growth(
    field: str, growth_field: str, value: filter_values.Between | None, asked: FilterContext
) -> Iterable[Clause | None]:
    if value is None:
        return
    yield _in_range(field, value.min, value.max, asked)
    if isinstance(value, filter_values.BetweenOrGrown) and value.over_100_percent_growth:
        yield InRange(field=growth_field, gte=share_above(100))


def _vtubers(value: filter_values.Vtubers | None) -> Iterable[Clause | None]:
    if value is None:
        return
    if value.only_vtubers:
        yield AnyTerm(field="live", terms=("vtuber",))
    if value.affiliation:
        yield _livestream_term("affiliation", normalize_tag(value.affiliation))
