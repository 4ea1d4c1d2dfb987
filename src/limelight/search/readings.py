"""The readings: from a filter's value to the clause that it asks for."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AGE_BRACKETS
from limelight.kernel.text import tag, words
from limelight.kernel.timestamps import moment
from limelight.search import values
from limelight.search.clauses import (
    AgeShareAtLeast,
    Alike,
    AllOf,
    AnyOf,
    Clause,
    HasPhrase,
    InRange,
    NoneOf,
    OneOf,
    ShareInRange,
)
from limelight.search.documents import FRACTION, PERCENT
from limelight.search.filters import Asked, InvalidFilter, NotOnThisPlatform, Reading
from limelight.vocabulary.brands import brand, brands
from limelight.vocabulary.closest import closest
from limelight.vocabulary.interests import INTERESTS, interest
from limelight.vocabulary.languages import language, languages
from limelight.vocabulary.locations import location_by_id, location_named, locations
from limelight.vocabulary.slugs import slug

SUGGESTIONS: Final = 10
CREDIBILITY: Final = {
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


def between(field: str) -> Reading:
    def read(value: values.Between, asked: Asked) -> Clause | None:
        return _in_range(field, value.min, value.max, asked)

    return read


def reel_views(value: values.InstagramOptions, asked: Asked) -> Clause | None:
    views = value.reel_views
    return _in_range("average_reel_views", views.min, views.max, asked) if views else None


def flag(name: str) -> Reading:
    """True asks for what is known to be so, false for what is known not to be."""
    return lambda value, _: AnyOf(field="flags", terms=(name if value else f"not_{name}",))


def only(name: str) -> Reading:
    """True asks for what is known to be so, false for nothing."""
    return lambda value, _: AnyOf(field="flags", terms=(name,)) if value else None


def not_private(value: bool, _: Asked) -> Clause | None:
    return NoneOf(field="flags", terms=("private",)) if value else None


def engagement_rate(value: values.AtLeastPercent, asked: Asked) -> Clause:
    least = math.ceil(round(_percent(value.percentage_value, asked) * FRACTION / 100, 3))
    return InRange(field="engagement_rate", least=least)


def growth(field: str) -> Reading:
    def read(value: values.Growth, asked: Asked) -> Clause:
        least = above(_percent(value.percentage_value, asked, least=-100))
        return InRange(field=f"{field}.{value.interval}", least=least)

    return read


def views_growth(value: values.ViewsGrowth, asked: Asked) -> Clause:
    percent = _percent(value.percentage_value, asked, least=-100)
    field = f"views_growth.{value.interval}"
    if value.operator.startswith("LT"):
        return InRange(field=field, most=math.ceil(round(percent * PERCENT, 6)) - 1)
    return InRange(field=field, least=above(percent))


def posted_since(value: str, asked: Asked) -> Clause:
    try:
        return InRange(field="last_posted_at", least=int(moment(value).timestamp()))
    except (ValueError, OverflowError):
        raise InvalidFilter(
            f"{asked.name}: {value!r} is not a date and time of ISO 8601, such as 2026-05-31T00:00:00."
        ) from None


def creator_gender(value: str, asked: Asked) -> Clause | None:
    if value == "ORGANIZATION" and asked.platform is not PlatformKey.TWITCH:
        raise NotOnThisPlatform
    both = ("MALE", "FEMALE") if value == "MALE_OR_FEMALE" else (value,)
    return None if value == "ANY" else AnyOf(field="gender", terms=both)


def age_bracket(value: str, _: Asked) -> Clause:
    return InRange(field="age", least=int(value.removeprefix("OVER_")))


def account_type(value: str | Sequence[str], _: Asked) -> Clause | None:
    types = (value,) if isinstance(value, str) else tuple(value)
    return None if not types or "ANY" in types else AnyOf(field="account_type", terms=types)


def post_type(value: str, _: Asked) -> Clause | None:
    return None if value.startswith("ALL") else AnyOf(field="post_types", terms=(value,))


def contact_types(value: Sequence[values.SpecificContact], _: Asked) -> Clause | None:
    must = [contact.type for contact in value if contact.type and contact.preference == "MUST_HAVE"]
    should = [contact.type for contact in value if contact.type and contact.preference == "SHOULD_HAVE"]
    clauses = [AnyOf(field="contacts", terms=(each,)) for each in must]
    return _all(clauses + [AnyOf(field="contacts", terms=tuple(should))] * bool(should))


def phrase(value: str, _: Asked) -> Clause | None:
    return _phrases([value], {"introduction": 1})


def keywords(value: str, _: Asked) -> Clause | None:
    return _phrases(_COMMA.split(value), {"introduction": 3, "captions": 1})


def tags(field: str) -> Reading:
    def read(value: Sequence[values.Named], _: Asked) -> Clause | None:
        names = tuple(name for named in value if (name := tag(named.name)))
        return AnyOf(field=field, terms=names) if names else None

    return read


def creator_language(value: values.CreatorLanguage, asked: Asked) -> Clause | None:
    return AnyOf(field="language", terms=(_language(value.code, asked),)) if value.code else None


def creator_locations(value: Sequence[Any], asked: Asked) -> Clause | None:
    keys = tuple(_location(found, asked) for found in value)
    return AnyOf(field="locations", terms=keys) if keys else None


def named(field: str, name: Callable[[str, Asked], str]) -> Reading:
    """At least one of the named values of a dictionary."""

    def read(value: Sequence[str], asked: Asked) -> Clause | None:
        return AnyOf(field=field, terms=tuple(name(each, asked) for each in value)) if value else None

    return read


def audience_named(dimension: str, name: Callable[[str, Asked], str]) -> Reading:
    """An audience of which any share is known for at least one of the named values."""

    def read(value: Sequence[str], asked: Asked) -> Clause | None:
        return _one(_share(asked, dimension, name(each, asked), 1) for each in value)

    return read


def audience_affinities(value: Sequence[values.InterestAffinity], asked: Asked) -> Clause | None:
    return _all(
        _share(
            asked, "interests", interest_key(each.value, asked), above(_percent(each.percentage_value, asked))
        )
        for each in value
        if each.value
    )


def audience_gender(value: values.AudienceGender, asked: Asked) -> Clause | None:
    least = above(_percent(value.percentage_value, asked))
    return None if value.type == "ANY" else _share(asked, "genders", value.type, least)


def audience_age(value: values.AudienceAge, asked: Asked) -> Clause | None:
    asked_percent = value.percentage_value if value.percentage is None else value.percentage
    youngest = _YOUNGEST if value.min is None else max(value.min, _YOUNGEST)
    oldest = _OLDEST if value.max is None else min(value.max, _OLDEST)
    if value.min is None and value.max is None and not asked_percent:
        return None
    _ordered(value.min, value.max, asked)
    least = at_least(asked_percent) if asked_percent else 1
    return AgeShareAtLeast(audiences=asked.audiences, youngest=youngest, oldest=oldest, least=least)


def audience_languages(value: Sequence[values.AudienceLanguage], asked: Asked) -> Clause | None:
    return _all(
        _share(
            asked, "languages", _language(each.code, asked), at_least(_percent(each.percentage_value, asked))
        )
        for each in value
    )


def audience_locations(
    value: Sequence[values.LocationShare | values.NamedLocationShare], asked: Asked
) -> Clause | None:
    shares = [(_asked_location(each, asked), each.percentage_value) for each in value]
    return _all(
        _share(asked, "locations", key, above(_percent(percent, asked))) for key, percent in shares if key
    )


def audience_ethnicity(value: values.AudienceEthnicity, _: Asked) -> Clause | None:
    """The reference lists no ethnicities to ask for, so there is nothing that could be looked up."""
    if value.type in {None, "ANY"}:
        return None
    raise NotOnThisPlatform


def credibility_categories(value: Sequence[str], asked: Asked) -> Clause | None:
    ranges = [CREDIBILITY[category] for category in value]
    return _one(_share(asked, "credibility", "score", least, most) for least, most in ranges)


def credibility_score(value: float, asked: Asked) -> Clause:
    return _share(asked, "credibility", "score", at_least(value * 100))


def lookalikes(*fields: str) -> Reading:
    def read(value: str, asked: Asked) -> Clause | None:
        return asked.lexicon.lookalikes(value, fields) if tag(value) else None

    return read


def topic_relevance(value: values.TopicRelevance, asked: Asked) -> Clause | None:
    names = tuple(name for text in value.name if (name := tag(text)))
    if not names:
        return None
    near = asked.lexicon.near_topics(names, value.threshold)
    weights = {topic: round(TOPIC_WEIGHT * value.weight * nearness) for topic, nearness in near.items()}
    asked_for = dict.fromkeys(names, TOPIC_WEIGHT)
    kept = {topic: weight for topic, weight in {**weights, **asked_for}.items() if weight}
    return Alike(weights={"topics": kept}, least=1)


def livestream(value: values.LivestreamOptions, asked: Asked) -> Clause | None:
    return _all(
        clause
        for clause in (
            _live_term("activity", slug(value.recent_activity or "")),
            _live_term("category", value.category),
            _categories(value.categories_streamed),
            *_grown("hours_watched", "hours_watched_growth", value.hours_watched, asked),
            *_grown("average_viewers", "average_viewers_growth", value.average_concurrent_viewers, asked),
            *_grown(
                "live_follower_growth", "live_follower_growth_growth", value.absolute_follower_growth, asked
            ),
            *_grown("peak_viewers", "", value.peak_viewers, asked),
            *_vtubers(value.vtubers),
        )
        if clause
    )


def interest_key(name: str, asked: Asked) -> str:
    return _known(name, interest(name), INTERESTS, asked)


def brand_key(name: str, asked: Asked) -> str:
    return _known(name, brand(name), brands(), asked)


def above(percent: float) -> int:
    """The least share, percent × 100, that is greater than the percentage."""
    return math.floor(round(percent * PERCENT, 6)) + 1


def at_least(percent: float) -> int:
    return math.ceil(round(percent * PERCENT, 6))


def _in_range(field: str, least: int | None, most: int | None, asked: Asked) -> Clause | None:
    _ordered(least, most, asked)
    if least is None and most is None:
        return None
    return InRange(field=field, least=_clipped(least), most=_clipped(most))


def _clipped(bound: int | None) -> int | None:
    return None if bound is None else max(min(bound, 2**62), -(2**62))


def _ordered(least: int | None, most: int | None, asked: Asked) -> None:
    if least is not None and most is not None and least > most:
        raise InvalidFilter(f"{asked.name}: min {least} is greater than max {most}.")


def _percent(value: values.Percent | None, asked: Asked, least: float = 0) -> float:
    try:
        percent = float(value or 0)
    except ValueError:
        percent = math.nan
    if not least <= percent <= 1_000_000:
        raise InvalidFilter(
            f"{asked.name}: percentage_value {value!r} is not a percentage from {least:g}, such as 12.5."
        )
    return percent


def _share(asked: Asked, dimension: str, key: str, least: int, most: int | None = None) -> ShareInRange:
    return ShareInRange(audiences=asked.audiences, dimension=dimension, key=key, least=least, most=most)


def _all(clauses: Iterable[Clause]) -> Clause | None:
    found = tuple(clauses)
    return AllOf(clauses=found) if len(found) > 1 else next(iter(found), None)


def _one(clauses: Iterable[Clause]) -> Clause | None:
    found = tuple(clauses)
    return OneOf(clauses=found) if len(found) > 1 else next(iter(found), None)


def _phrases(texts: Iterable[str], fields: Mapping[str, int]) -> Clause | None:
    phrases = tuple(dict.fromkeys(tuple(cut) for text in texts if (cut := words(text))))
    return HasPhrase(phrases=phrases, fields=dict(fields)) if phrases else None


def _language(code: str, asked: Asked) -> str:
    known = language(code.strip().lower())
    codes = [each.code for each in languages()]
    return known.code if known else _refuse(code, closest(code, codes, SUGGESTIONS), len(codes), asked)


def _location(value: object, asked: Asked) -> str:
    found = location_by_id(value) if isinstance(value, UUID) else location_named(str(value))
    return found.key if found else _refuse_location(value, asked)


def _refuse_location(value: object, asked: Asked) -> str:
    names = () if isinstance(value, UUID) else tuple(each.name for each in locations())
    advice = "Look locations up in /v1/social/creators/dictionary/locations."
    return _refuse(str(value), closest(str(value), names, SUGGESTIONS), len(names), asked, advice)


def _asked_location(value: values.LocationShare | values.NamedLocationShare, asked: Asked) -> str | None:
    place = value.location_id if isinstance(value, values.LocationShare) else value.name
    return _location(place, asked) if place else None


def _known(name: str, found: str | None, allowed: Sequence[str], asked: Asked) -> str:
    return slug(found) if found else _refuse(name, closest(name, allowed, SUGGESTIONS), len(allowed), asked)


def _refuse(value: str, near: list[str], of: int, asked: Asked, advice: str = "") -> str:
    closest_first = f"Allowed are, the closest first: {', '.join(near)}" if near else ""
    more = f" and {of - len(near)} more." if of > len(near) else "." if near else ""
    raise InvalidFilter(f"{asked.name}: {value!r} is not known. {closest_first}{more} {advice}".strip())


def _live_term(kind: str, value: str | None) -> Clause | None:
    return AnyOf(field="live", terms=(f"{kind}:{value}",)) if value else None


def _categories(value: str | int | None) -> Clause | None:
    if value is None:
        return None
    least, _, most = str(value).partition("-")
    return InRange(field="categories_streamed", least=int(least), most=int(most or least))


def _grown(
    field: str, growth_field: str, value: values.Between | None, asked: Asked
) -> Iterable[Clause | None]:
    if value is None:
        return
    yield _in_range(field, value.min, value.max, asked)
    if isinstance(value, values.BetweenOrGrown) and value.over_100_percent_growth:
        yield InRange(field=growth_field, least=above(100))


def _vtubers(value: values.Vtubers | None) -> Iterable[Clause | None]:
    if value is None:
        return
    if value.only_vtubers:
        yield AnyOf(field="live", terms=("vtuber",))
    if value.affiliation:
        yield _live_term("affiliation", tag(value.affiliation))
