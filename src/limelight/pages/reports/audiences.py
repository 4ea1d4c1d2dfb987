"""The audience section of a report, and the comparison of followers, likers and commenters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import charts, formatting, rankings
from limelight.pages.reports.charts import Chart, HistogramBin
from limelight.pages.reports.rankings import Ranking
from limelight.schemas.creator_discovery.profile_analytics import AudienceReport, CreatorProfileAnalytics
from limelight.schemas.provenance import Interval

_UNKNOWN: Final = "not known"


@dataclass(frozen=True)
class AudienceView:
    """``credibility`` and ``significant`` are sentences."""

    pyramid: Chart | None
    genders: Ranking
    places: Sequence[Ranking]
    people: Sequence[Ranking]
    kinds: Sequence[Ranking]
    credibility: str
    histogram: Chart | None
    significant: str

    @property
    def is_known(self) -> bool:
        return bool(
            self.pyramid or any(ranking.rows for ranking in (self.genders, *self.places, *self.people))
        )


@dataclass(frozen=True)
class AudienceComparison:
    """A line of the table: the same figure of three audiences."""

    name: str
    followers: str
    likers: str
    commenters: str

    @property
    def is_known(self) -> bool:
        return (self.followers, self.likers, self.commenters) != (_UNKNOWN,) * 3


def audience_view(profile: CreatorProfileAnalytics, intervals: Mapping[str, Interval]) -> AudienceView:
    found = profile.audience
    score = formatting.to_percent(found.credibility_score)
    usual = formatting.to_percent(profile.benchmark.credibility_score) if profile.benchmark else None
    bins = [
        HistogramBin(band.min, band.max, band.total_profile_count) for band in found.credibility_score_band
    ]
    return AudienceView(
        pyramid=charts.age_pyramid(found.gender_age_distribution),
        genders=rankings.genders(found, intervals),
        places=rankings.audience_places(found, intervals),
        people=rankings.audience_people(found, intervals),
        kinds=rankings.account_kinds(found, intervals),
        credibility=_credibility(score, intervals.get("credibility_score")),
        histogram=None if score is None else charts.histogram_chart(bins, score, usual, "credibility"),
        significant=_significant_followers(found.significant_followers_percentage),
    )


def comparisons(profile: CreatorProfileAnalytics) -> list[AudienceComparison]:
    """One line per figure that is known of any audience; empty if only followers are known."""
    likers, commenters = profile.audience_likers, profile.audience_commenters
    three: tuple[AudienceReport, ...] = (profile.audience, likers, commenters)
    if not any(each.countries or each.gender_distribution for each in three[1:]):
        return []
    strangers = likers.likers_not_followers_percentage, commenters.commenters_not_followers_percentage
    lines = [
        AudienceComparison("Credibility", *(_score(each.credibility_score) for each in three)),
        AudienceComparison("Women", *(_women(each) for each in three)),
        AudienceComparison("First country", *(_first_country(each) for each in three)),
        AudienceComparison("First language", *(_first_language(each) for each in three)),
        AudienceComparison("First interest", *(_first_interest(each) for each in three)),
        AudienceComparison("Do not follow the creator", "–", *map(_share, strangers)),
    ]
    return [line for line in lines if line.is_known]


def _credibility(score: float | None, interval: Interval | None) -> str:
    if score is None:
        return ""
    sure = formatting.interval_text(interval, 100) if interval else ""
    bounds = f" ({sure})" if sure else ""
    return f"{formatting.percent(score)} of the audience{bounds} seem to be real people and influencers."


def _significant_followers(share: float | None) -> str:
    return "" if share is None else f"{formatting.percent(share)} have many followers themselves."


def _score(fraction: float | None) -> str:
    return _UNKNOWN if fraction is None else formatting.percent(100 * fraction)


def _share(value: float | None) -> str:
    return _UNKNOWN if value is None else formatting.percent(value)


def _women(report: AudienceReport) -> str:
    return _share(
        next((share.value for share in report.gender_distribution if share.gender == "FEMALE"), None)
    )


def _first_country(report: AudienceReport) -> str:
    return next(
        (_with_percent(rankings.country_name(share.code), share.value) for share in report.countries),
        _UNKNOWN,
    )


def _first_language(report: AudienceReport) -> str:
    return next(
        (_with_percent(rankings.language_name(share.code), share.value) for share in report.languages),
        _UNKNOWN,
    )


def _first_interest(report: AudienceReport) -> str:
    return next((_with_percent(share.name, share.value) for share in report.interests), _UNKNOWN)


def _with_percent(name: str, value: float) -> str:
    return f"{name}, {formatting.percent(value)}"
