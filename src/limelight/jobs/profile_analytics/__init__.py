"""The analytics report of a public creator."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import asdict

from limelight.analytics.audience import not_followers_percentage
from limelight.analytics.engagement import average_likes, engagement_rate, recent_posts
from limelight.analytics.growth import reputation_history
from limelight.analytics.histograms import credibility_bands, engagement_rate_histogram
from limelight.analytics.pricing import PriceDrivers, pricing
from limelight.analytics.sponsored import is_sponsored, sponsored_performance
from limelight.analytics.tiers import tier
from limelight.catalog.result_documents import creator_card
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.profile_analytics.audience_section import (
    AUDIENCE_FORMULAS,
    FRACTION_FIELDS,
    AudienceMeasures,
    audience_report,
    basic_details,
    measure_audience,
    significant_fields,
)
from limelight.jobs.profile_analytics.profile_section import content_fields, peer_comparison, pricing_section
from limelight.jobs.profile_analytics.report_inputs import ReportInputs, collect_inputs
from limelight.jobs.provenance import (
    find_creator,
    formula_versions,
    newest_origin,
    rounded_interval,
    sample_provenance,
)
from limelight.kernel.records import Audience, AudienceKind, ContactDetail, Creator
from limelight.kernel.struct_mapping import extend
from limelight.kernel.timestamps import format_timestamp
from limelight.schemas.creator_discovery.profile_analytics import (
    Benchmark,
    CommentersReport,
    CreatorProfileAnalytics,
    CredibilityBand,
    CredibilityOf,
    FollowersReport,
    LikersReport,
    ProfileAnalytics,
    ProfileAnalyticsRequest,
    ReportContact,
)
from limelight.schemas.provenance import Interval, Provenance
from limelight.webhooks.events import PROFILE_ANALYTICS_FAILURE, PROFILE_ANALYTICS_SUCCESS

_AUDIENCE_PATHS: Final = {
    AudienceKind.FOLLOWERS: "profile.audience",
    AudienceKind.LIKERS: "profile.audience_likers",
    AudienceKind.COMMENTERS: "profile.audience_commenters",
}


def report_provenance(
    gathered: ReportInputs, measured: Mapping[AudienceKind, AudienceMeasures]
) -> list[Provenance]:
    """What is computed from other parts, or from many creators, has no source of its own."""
    return [
        _profile_provenance(gathered.creator),
        _contents_provenance(gathered),
        *(_audience_provenance(gathered, kind, measured.get(kind)) for kind in AudienceKind),
        _peers_provenance(gathered),
        Provenance(part="pricing", source=None, is_estimate=True, formulas=formula_versions(pricing)),
    ]


def _profile_provenance(creator: Creator) -> Provenance:
    """The newest delivery of the profile."""
    newest = max(creator.origins, key=lambda origin: origin.at, default=None)
    return Provenance(
        part="profile",
        source=newest.source if newest else None,
        seen_at=newest.at if newest else None,
        formulas=formula_versions(reputation_history),
    )


def _contents_provenance(gathered: ReportInputs) -> Provenance:
    """Figures of all posts are told of those that were looked at."""
    seen = gathered.contents
    if seen is None:
        return Provenance(part="profile.contents", source=None)
    return Provenance(
        part="profile.contents",
        source=seen.source,
        seen_at=seen.observed_at,
        sample_size=len(recent_posts(seen.items, gathered.now)),
        population=gathered.creator.content_count,
        is_estimate=True,
        formulas=formula_versions(average_likes, engagement_rate, is_sponsored, sponsored_performance),
    )


def _audience_provenance(
    gathered: ReportInputs, kind: AudienceKind, measured: AudienceMeasures | None
) -> Provenance:
    part, sample = _AUDIENCE_PATHS[kind], gathered.samples.get(kind)
    if sample is not None and measured is not None:
        return extend(
            Provenance,
            sample_provenance(part, sample),
            intervals=dict(_share_intervals(measured)),
            formulas=formula_versions(*AUDIENCE_FORMULAS),
        )
    told: Audience | None = getattr(gathered.creator, kind)
    if told is None:
        return Provenance(part=part, source=None)
    delivery = newest_origin(gathered.creator, kind)
    return Provenance(
        part=part,
        source=delivery.source if delivery else None,
        seen_at=delivery.at if delivery else None,
        sample_size=told.sample_size,
        is_estimate=True,
    )


def _share_intervals(measured: AudienceMeasures) -> Iterator[tuple[str, Interval]]:
    """Of every share, by its place in the list that the report shows, in the unit of its value."""
    for name, shares in measured.shares.items():
        scale = 0.01 if name in FRACTION_FIELDS else 1
        for place, key in enumerate(shares.percentages):
            yield f"{name}[{place}]", rounded_interval(shares.interval(key).scaled(scale))
    if measured.credibility is not None:
        yield "credibility_score", rounded_interval(measured.credibility.interval)


def _peers_provenance(gathered: ReportInputs) -> Provenance:
    return Provenance(
        part="profile.engagement_rate_histogram",
        source=None,
        seen_at=format_timestamp(gathered.now),
        sample_size=gathered.peers.count if gathered.peers else None,
        formulas=formula_versions(engagement_rate_histogram, tier),
    )


async def run(task: JobRun[ProfileAnalyticsRequest], workbench: JobContext) -> ProfileAnalytics:
    creator = await find_creator(workbench, task.request.work_platform_id, task.request.identifier)
    return await asyncio.to_thread(report, await collect_inputs(workbench, creator))


def report(gathered: ReportInputs) -> ProfileAnalytics:
    """The same for the same data."""
    found = content_fields(gathered)
    audiences = {kind: measure_audience(sample) for kind, sample in gathered.samples.items()}
    followers = _followers(gathered, audiences.get(AudienceKind.FOLLOWERS))
    rate, credibility = found["engagement_rate"], followers.credibility_score
    comparison = peer_comparison(gathered.peers, rate, credibility)
    usual: Benchmark | None = comparison["benchmark"]
    drivers = PriceDrivers(
        engagement_rate=rate,
        peer_median_engagement_rate=usual.engagement_rate if usual else None,
        countries={country.code: country.value for country in followers.countries},
        credibility_score=credibility,
    )
    pricing, explanations = pricing_section(gathered, drivers)
    profile = extend(
        CreatorProfileAnalytics,
        creator_card(gathered.creator),
        **found,
        **comparison,
        lookalikes=basic_details(gathered.lookalikes),
        audience=followers,
        audience_likers=_likers(gathered, audiences.get(AudienceKind.LIKERS)),
        audience_commenters=_commenters(gathered, audiences.get(AudienceKind.COMMENTERS)),
        audience_likes=[CredibilityOf(credibility=band) for band in followers.credibility_score_band],
        contact_details=_contacts(gathered.creator.contact_details or ()),
    )
    return ProfileAnalytics(
        report_generated_at=format_timestamp(gathered.now),
        profile=profile,
        pricing=pricing,
        pricing_explanations=explanations,
        provenance=report_provenance(gathered, audiences),
    )


def _followers(gathered: ReportInputs, found: AudienceMeasures | None) -> FollowersReport:
    bands = credibility_bands(gathered.peers) if gathered.peers else ()
    return extend(
        FollowersReport,
        audience_report(gathered, AudienceKind.FOLLOWERS, found),
        credibility_score_band=[extend(CredibilityBand, band) for band in bands],
        **significant_fields(gathered, AudienceKind.FOLLOWERS),
    )


def _likers(gathered: ReportInputs, found: AudienceMeasures | None) -> LikersReport:
    kind = AudienceKind.LIKERS
    return extend(LikersReport, audience_report(gathered, kind, found), **_engaged(gathered, kind))


def _commenters(gathered: ReportInputs, found: AudienceMeasures | None) -> CommentersReport:
    kind = AudienceKind.COMMENTERS
    return extend(CommentersReport, audience_report(gathered, kind, found), **_engaged(gathered, kind))


def _engaged(gathered: ReportInputs, kind: AudienceKind) -> dict[str, Any]:
    sample, membership = gathered.samples.get(kind), gathered.membership
    strangers = not_followers_percentage(sample, membership) if sample and membership else None
    return {**significant_fields(gathered, kind), f"{kind}_not_followers_percentage": strangers}


def _contacts(details: Sequence[ContactDetail]) -> list[ReportContact]:
    return [ReportContact(**asdict(detail), label=None, verified=None) for detail in details]


PROFILE_ANALYTICS: Final = Job(
    name="profile_analytics",
    request=ProfileAnalyticsRequest,
    result=ProfileAnalytics,
    run=run,
    check=lambda request: require_platform(request.work_platform_id),
    completion_events=CompletionEvents(PROFILE_ANALYTICS_SUCCESS, PROFILE_ANALYTICS_FAILURE),
)
