"""The view model of a report page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import charts, formatting, rankings
from limelight.pages.reports.audiences import AudienceComparison, AudienceView, audience_view, comparisons
from limelight.pages.reports.charts import Chart, HistogramBin
from limelight.pages.reports.data_sources import DataSource, data_sources, source_names
from limelight.pages.reports.headlines import (
    CreatorHeader,
    Headline,
    creator_header,
    follower_noun,
    headline_figures,
    peer_group_name,
    safe_image_url,
    safe_link,
)
from limelight.pages.reports.posts import PostView, PriceCard, best_posts, price_card, sponsored_sentences
from limelight.pages.reports.rankings import Ranking
from limelight.schemas.creator_discovery.profile_analytics import (
    CreatorProfileAnalytics,
    LivestreamMetrics,
    ProfileAnalytics,
)
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails
from limelight.schemas.provenance import Interval

_MAX_LOOKALIKES: Final = 8


@dataclass(frozen=True)
class LookalikeView:
    handle: str
    initial: str
    picture: str | None
    url: str | None
    size: str


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """The context of ``report.html``. Unknown values are empty or None."""

    platform: str
    generated: str
    sources: str
    person: CreatorHeader
    headlines: Sequence[Headline]
    growth: Chart | None
    counted: str
    sudden: Sequence[str]
    engagement: Chart | None
    peers: str
    audience: AudienceView
    comparisons: Sequence[AudienceComparison]
    posts: Sequence[PostView]
    sponsored: Sequence[str]
    subjects: Sequence[Ranking]
    livestream: Mapping[str, str]
    lookalikes: Sequence[LookalikeView]
    prices: PriceCard
    origins: Sequence[DataSource]


def report_page(result: ProfileAnalytics, profile: CreatorProfileAnalytics, platform: str) -> ReportPage:
    intervals = _audience_intervals(result)
    return ReportPage(
        platform=platform,
        generated=formatting.minute(result.report_generated_at) if result.report_generated_at else "",
        sources=source_names(result.provenance),
        person=creator_header(profile),
        headlines=headline_figures(profile, platform, intervals),
        growth=charts.growth_chart(profile.reputation_history, profile.sudden_growth, follower_noun(profile)),
        counted=follower_noun(profile),
        sudden=_sudden(profile),
        engagement=_engagement(profile),
        peers=_peers(profile, platform),
        audience=audience_view(profile, intervals),
        comparisons=comparisons(profile),
        posts=best_posts(profile),
        sponsored=sponsored_sentences(profile),
        subjects=rankings.subjects(profile),
        livestream=_livestream(profile.livestream_metrics),
        lookalikes=[_lookalike(each) for each in profile.lookalikes[:_MAX_LOOKALIKES]],
        prices=price_card(result),
        origins=data_sources(result.provenance),
    )


def _audience_intervals(result: ProfileAnalytics) -> Mapping[str, Interval]:
    return next((part.intervals for part in result.provenance if part.part == "profile.audience"), {})


def _sudden(profile: CreatorProfileAnalytics) -> list[str]:
    """Months of sudden growth in sentences, the newest first."""
    found = sorted(profile.sudden_growth, key=lambda jump: jump.month, reverse=True)
    return [
        f"{formatting.month(jump.month)}: {follower_noun(profile).lower()} "
        f"{formatting.change_percent(jump.follower_growth)}"
        + (
            ""
            if jump.likes_growth is None
            else f", average likes {formatting.change_percent(jump.likes_growth)}"
        )
        for jump in found
    ]


def _engagement(profile: CreatorProfileAnalytics) -> Chart | None:
    bins = [
        HistogramBin(band.min, band.max, band.total_profile_count)
        for band in profile.engagement_rate_histogram
    ]
    usual = profile.benchmark.engagement_rate if profile.benchmark else None
    return charts.histogram_chart(
        bins, formatting.to_percent(profile.engagement_rate), formatting.to_percent(usual), "engagement rate"
    )


def _peers(profile: CreatorProfileAnalytics, platform: str) -> str:
    usual = profile.benchmark
    if usual is None:
        return ""
    return f"{formatting.full_number(usual.profile_count)} {peer_group_name(usual, platform)}"


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
    return {name: formatting.compact_number(value) for name, value in figures.items() if value is not None}


def _lookalike(creator: CreatorProfileBasicDetails) -> LookalikeView:
    size = creator.follower_count if creator.subscriber_count is None else creator.subscriber_count
    noun = "followers" if creator.subscriber_count is None else "subscribers"
    return LookalikeView(
        handle=f"@{creator.platform_username}",
        initial=creator.platform_username[:1].upper(),
        picture=safe_image_url(creator.image_url),
        url=safe_link(creator.url),
        size="" if size is None else f"{formatting.compact_number(size)} {noun}",
    )
