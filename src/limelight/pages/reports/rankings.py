"""Shares as rows of a table with bars: of countries, languages, interests and the like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import words
from limelight.pages.reports.charts import gender_name
from limelight.schemas.creator_discovery.analytics import (
    AudienceReport,
    CreatorProfileAnalytics,
    FollowerType,
    NamedShare,
    Reachability,
)
from limelight.schemas.provenance import Interval
from limelight.vocabulary.languages import language
from limelight.vocabulary.locations import location

SHOWN: Final = 8
_TYPES: Final = {
    "REAL": "People",
    "INFLUENCERS": "Influencers (over 5,000 followers)",
    "MASS_FOLLOWERS": "Mass followers (follow over 1,500)",
    "SUSPICIOUS": "Suspicious accounts",
}
_NO_INTERVALS: Final[Mapping[str, Interval]] = {}


@dataclass(frozen=True)
class Row:
    """``value`` is the length of the bar, in percent of the longest; ``note`` says how sure the text is."""

    name: str
    text: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Ranking:
    """``left_out`` is how many more there are than rows."""

    title: str
    heading: str
    rows: Sequence[Row]
    left_out: int = 0


@dataclass(frozen=True)
class _Share:
    """``key`` is what its interval is kept under. In percent."""

    key: str
    name: str
    value: float


def audience_places(report: AudienceReport, intervals: Mapping[str, Interval]) -> list[Ranking]:
    """Cities may share a name: their intervals are told apart by being in the same order."""
    countries = [_Share(share.code, country_name(share.code), share.value) for share in report.countries]
    sure = _of(intervals, "cities")
    keys = list(sure) if len(sure) == len(report.cities) else [""] * len(report.cities)
    cities = [_Share(key, city.name, city.value) for key, city in zip(keys, report.cities, strict=True)]
    return [
        _ranking("Countries", "Country", countries, _of(intervals, "countries")),
        _ranking("Cities", "City", cities, sure),
    ]


def audience_people(report: AudienceReport, intervals: Mapping[str, Interval]) -> list[Ranking]:
    languages = [_Share(share.code, language_name(share.code), share.value) for share in report.languages]
    brands = [_Share(share.name, share.name, 100 * share.value) for share in report.brand_affinity]
    return [
        _ranking("Languages", "Language", languages, _of(intervals, "languages")),
        _ranking("Interests", "Interest", _named(report.interests), _of(intervals, "interests")),
        _ranking("Brands they like", "Brand", brands, _of(intervals, "brand_affinity")),
    ]


def genders(report: AudienceReport, intervals: Mapping[str, Interval]) -> Ranking:
    shares = [
        _Share(share.gender, gender_name(share.gender), share.value) for share in report.gender_distribution
    ]
    return _ranking("Gender", "Gender", shares, _of(intervals, "gender_distribution"))


def account_kinds(report: AudienceReport, intervals: Mapping[str, Interval]) -> list[Ranking]:
    return [
        _ranking(
            "Who they are",
            "Kind of account",
            [_type(share) for share in report.follower_types],
            _of(intervals, "follower_types"),
        ),
        _ranking(
            "How many others they follow",
            "Follows",
            [_reach(share) for share in report.follower_reachability],
            _of(intervals, "follower_reachability"),
        ),
    ]


def subjects(profile: CreatorProfileAnalytics) -> list[Ranking]:
    """What the posts are about: of how many posts, in percent."""
    hashtags = [_Share(share.name, f"#{share.name}", share.value) for share in profile.top_hashtags]
    mentions = [_Share(share.name, f"@{share.name}", share.value) for share in profile.top_mentions]
    brands = [_Share(share.name, share.name, 100 * share.value) for share in profile.brand_affinity]
    return [
        _ranking("Hashtags", "Hashtag", hashtags),
        _ranking("Mentions", "Account", mentions),
        _ranking("Brands", "Brand", brands),
    ]


def country_name(code: str) -> str:
    found = location(code)
    return found.name if found else code


def language_name(code: str) -> str:
    found = language(code)
    return found.name if found else code


def _ranking(
    title: str, heading: str, shares: Sequence[_Share], intervals: Mapping[str, Interval] = _NO_INTERVALS
) -> Ranking:
    longest = max((share.value for share in shares), default=0) or 1
    rows = [
        Row(
            name=share.name,
            text=words.percent(share.value),
            value=100 * share.value / longest,
            note=words.between(intervals[share.key]) if share.key in intervals else "",
        )
        for share in shares[:SHOWN]
    ]
    return Ranking(title, heading, rows, max(len(shares) - SHOWN, 0))


def _of(intervals: Mapping[str, Interval], field: str) -> dict[str, Interval]:
    prefix = f"{field}."
    return {
        path.removeprefix(prefix): interval for path, interval in intervals.items() if path.startswith(prefix)
    }


def _named(shares: Iterable[NamedShare]) -> list[_Share]:
    return [_Share(share.name, share.name, share.value) for share in shares]


def _type(share: FollowerType) -> _Share:
    return _Share(share.type, _TYPES.get(share.type, words.capitalised(share.type)), share.value)


def _reach(share: Reachability) -> _Share:
    least, _, most = share.following_range.partition("-")
    if not least:
        name = f"fewer than {int(most):,}"
    elif not most:
        name = f"{int(least):,} and more"
    else:
        name = f"{int(least):,} to {int(most):,}"
    return _Share(share.following_range, name, share.value)
