"""A report as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import charts, rankings, words
from limelight.pages.reports.audiences import Audience, Comparison, audience, comparisons
from limelight.pages.reports.charts import Bin, Chart
from limelight.pages.reports.headlines import (
    Headline,
    Person,
    counted,
    headline_figures,
    link,
    peers,
    person,
    picture,
)
from limelight.pages.reports.posts import Post, best_posts, sponsored_words
from limelight.pages.reports.prices import PriceCard, price_card
from limelight.pages.reports.rankings import Ranking
from limelight.pages.reports.sources import Origin, origins, source_names
from limelight.schemas.creator_discovery.analytics import (
    CreatorProfileAnalytics,
    LivestreamMetrics,
    ProfileAnalytics,
)
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails
from limelight.schemas.provenance import Interval

_SHOWN_LOOKALIKES: Final = 8


@dataclass(frozen=True)
class Lookalike:
    handle: str
    initial: str
    picture: str | None
    url: str | None
    size: str


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """All that ``report.html`` writes down. What is unknown is empty or None."""

    platform: str
    generated: str
    sources: str
    person: Person
    headlines: Sequence[Headline]
    growth: Chart | None
    counted: str
    sudden: Sequence[str]
    engagement: Chart | None
    peers: str
    audience: Audience
    comparisons: Sequence[Comparison]
    posts: Sequence[Post]
    sponsored: Sequence[str]
    subjects: Sequence[Ranking]
    livestream: Mapping[str, str]
    lookalikes: Sequence[Lookalike]
    prices: PriceCard
    origins: Sequence[Origin]


def report_page(result: ProfileAnalytics, profile: CreatorProfileAnalytics, platform: str) -> ReportPage:
    intervals = _audience_intervals(result)
    return ReportPage(
        platform=platform,
        generated=words.minute(result.report_generated_at) if result.report_generated_at else "",
        sources=source_names(result.provenance),
        person=person(profile),
        headlines=headline_figures(profile, platform, intervals),
        growth=charts.growth(profile.reputation_history, profile.sudden_growth, counted(profile)),
        counted=counted(profile),
        sudden=_sudden(profile),
        engagement=_engagement(profile),
        peers=_peers(profile, platform),
        audience=audience(profile, intervals),
        comparisons=comparisons(profile),
        posts=best_posts(profile),
        sponsored=sponsored_words(profile),
        subjects=rankings.subjects(profile),
        livestream=_livestream(profile.livestream_metrics),
        lookalikes=[_lookalike(each) for each in profile.lookalikes[:_SHOWN_LOOKALIKES]],
        prices=price_card(result),
        origins=origins(result.provenance),
    )


def _audience_intervals(result: ProfileAnalytics) -> Mapping[str, Interval]:
    return next((part.intervals for part in result.provenance if part.part == "profile.audience"), {})


def _sudden(profile: CreatorProfileAnalytics) -> list[str]:
    """Months of sudden growth in sentences, the newest first."""
    found = sorted(profile.sudden_growth, key=lambda jump: jump.month, reverse=True)
    return [
        f"{words.month(jump.month)}: {counted(profile).lower()} {words.change(jump.follower_growth)}"
        + ("" if jump.likes_growth is None else f", average likes {words.change(jump.likes_growth)}")
        for jump in found
    ]


def _engagement(profile: CreatorProfileAnalytics) -> Chart | None:
    bins = [Bin(band.min, band.max, band.total_profile_count) for band in profile.engagement_rate_histogram]
    usual = profile.benchmark.engagement_rate if profile.benchmark else None
    return charts.histogram(
        bins, words.percentage(profile.engagement_rate), words.percentage(usual), "engagement rate"
    )


def _peers(profile: CreatorProfileAnalytics, platform: str) -> str:
    usual = profile.benchmark
    if usual is None:
        return ""
    return f"{words.whole(usual.profile_count)} {peers(usual, platform)}"


def _livestream(found: LivestreamMetrics | None) -> dict[str, str]:
    if found is None:
        return {}
    hours = None if found.airtime is None else found.airtime / 60
    figures = {
        "Hours watched": found.hours_watched,
        "Most viewers at once": found.peak_viewers,
        "Average viewers": found.average_viewers,
        "Hours live": hours,
        "Days live": found.days_streamed,
    }
    return {name: words.number(value) for name, value in figures.items() if value is not None}


def _lookalike(creator: CreatorProfileBasicDetails) -> Lookalike:
    size = creator.follower_count if creator.subscriber_count is None else creator.subscriber_count
    noun = "followers" if creator.subscriber_count is None else "subscribers"
    return Lookalike(
        handle=f"@{creator.platform_username}",
        initial=creator.platform_username[:1].upper(),
        picture=picture(creator.image_url),
        url=link(creator.url),
        size="" if size is None else f"{words.number(size)} {noun}",
    )
