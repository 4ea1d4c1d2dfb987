"""Shares as rows of a table with bars: of countries, languages, interests and the like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import formatting
from limelight.pages.reports.charts import gender_name
from limelight.schemas.creator_discovery.profile_analytics import (
    AudienceReport,
    CreatorProfileAnalytics,
)
from limelight.schemas.provenance import Interval
from limelight.vocabulary.languages import language
from limelight.vocabulary.locations import location

MAX_ROWS: Final = 8
_TYPES: Final = {
    "REAL": "People",
    "INFLUENCERS": "Influencers (over 5,000 followers)",
    "MASS_FOLLOWERS": "Mass followers (follow over 1,500)",
    "SUSPICIOUS": "Suspicious accounts",
}
Intervals = Mapping[str, Interval]
"""By path in the report of an audience: ``countries[0]``."""


@dataclass(frozen=True)
class RankingRow:
    """``value`` is the bar's length in percent of the longest; ``note`` is the interval as text."""

    name: str
    text: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Ranking:
    """``left_out`` is the number of entries beyond ``rows``."""

    title: str
    heading: str
    rows: Sequence[RankingRow]
    left_out: int = 0


_Shares = Sequence[tuple[str, float]]
"""Names and percentages, as long as the list of the report and in its order."""


def audience_places(report: AudienceReport, intervals: Intervals) -> list[Ranking]:
    countries = [(country_name(share.code), share.value) for share in report.countries]
    cities = [(share.name, share.value) for share in report.cities]
    return [
        _ranking("Countries", "Country", countries, _field_intervals(intervals, "countries")),
        _ranking("Cities", "City", cities, _field_intervals(intervals, "cities")),
    ]


def audience_people(report: AudienceReport, intervals: Intervals) -> list[Ranking]:
    languages = [(language_name(share.code), share.value) for share in report.languages]
    interests = [(share.name, share.value) for share in report.interests]
    brands = [(share.name, 100 * share.value) for share in report.brand_affinity]
    return [
        _ranking("Languages", "Language", languages, _field_intervals(intervals, "languages")),
        _ranking("Interests", "Interest", interests, _field_intervals(intervals, "interests")),
        _ranking(
            "Brands they like", "Brand", brands, _field_intervals(intervals, "brand_affinity"), scale=100
        ),
    ]


def genders(report: AudienceReport, intervals: Intervals) -> Ranking:
    shares = [(gender_name(share.gender), share.value) for share in report.gender_distribution]
    return _ranking("Gender", "Gender", shares, _field_intervals(intervals, "gender_distribution"))


def account_kinds(report: AudienceReport, intervals: Intervals) -> list[Ranking]:
    types = [(_type_name(share.type), share.value) for share in report.follower_types]
    reach = [(_range_name(share.following_range), share.value) for share in report.follower_reachability]
    return [
        _ranking("Who they are", "Kind of account", types, _field_intervals(intervals, "follower_types")),
        _ranking(
            "How many others they follow",
            "Follows",
            reach,
            _field_intervals(intervals, "follower_reachability"),
        ),
    ]


def subjects(profile: CreatorProfileAnalytics) -> list[Ranking]:
    """Hashtags, mentions and brands, in percent of posts."""
    hashtags = [(f"#{share.name}", share.value) for share in profile.top_hashtags]
    mentions = [(f"@{share.name}", share.value) for share in profile.top_mentions]
    brands = [(share.name, 100 * share.value) for share in profile.brand_affinity]
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
    title: str, heading: str, shares: _Shares, intervals: Sequence[Interval] = (), scale: float = 1
) -> Ranking:
    """``scale`` makes percentages of the intervals, of which there are none or one for each share."""
    longest = max((value for _, value in shares), default=0) or 1
    notes = [formatting.interval_text(interval, scale) for interval in intervals] or [""] * len(shares)
    rows = [
        RankingRow(name=name, text=formatting.percent(value), value=100 * value / longest, note=note)
        for (name, value), note in zip(shares, notes, strict=True)
    ]
    return Ranking(title, heading, rows[:MAX_ROWS], max(len(rows) - MAX_ROWS, 0))


def _field_intervals(intervals: Intervals, field: str) -> list[Interval]:
    """Those of the field's list, in its order."""
    prefix = f"{field}["
    return [interval for path, interval in intervals.items() if path.startswith(prefix)]


def _type_name(kind: str) -> str:
    return _TYPES.get(kind, formatting.capitalised(kind))


def _range_name(following: str) -> str:
    least, _, most = following.partition("-")
    if not least:
        return f"fewer than {int(most):,}"
    if not most:
        return f"{int(least):,} and more"
    return f"{int(least):,} to {int(most):,}"
