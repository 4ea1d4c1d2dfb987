"""The analytics report of a public creator."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from limelight.analytics.audience import not_followers_percentage
from limelight.analytics.engagement import average_likes, engagement_rate, recent_posts
from limelight.analytics.growth import reputation_history
from limelight.analytics.histograms import HistogramBand, credibility_bands, engagement_rate_histogram
from limelight.analytics.pricing import PriceDrivers, pricing
from limelight.analytics.sponsored import is_sponsored, sponsored_performance
from limelight.analytics.tiers import tier
from limelight.catalog.result_documents import creator_card
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.lookups import find_creator
from limelight.jobs.profile_analytics.audience_section import (
    AUDIENCE_FORMULAS,
    FRACTION_FIELDS,
    AudienceMeasures,
    audience_report,
    basic_details,
    measure_audience,
    significant_fields,
)
from limelight.jobs.profile_analytics.profile_section import (
    COMPARISON_FIELDS,
    CONTENT_FIELDS,
    content_fields,
    peer_comparison,
    pricing_section,
)
from limelight.jobs.profile_analytics.report_inputs import ReportInputs, collect_inputs
from limelight.jobs.provenance import formula_versions, newest_origin, rounded_interval, sample_provenance
from limelight.kernel.records import Audience, AudienceKind, ContactDetail, Creator
from limelight.kernel.struct_mapping import copy_fields
from limelight.kernel.timestamps import format_timestamp
from limelight.schemas.creator_discovery.profile_analytics import (
    AudienceReport,
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
from limelight.schemas.creator_discovery.search import CreatorSummary
from limelight.schemas.provenance import Interval, Provenance
from limelight.webhooks.events import PROFILE_ANALYTICS_FAILURE, PROFILE_ANALYTICS_SUCCESS

_AUDIENCE_PATHS: Final = {
    AudienceKind.FOLLOWERS: "profile.audience",
    AudienceKind.LIKERS: "profile.audience_likers",
    AudienceKind.COMMENTERS: "profile.audience_commenters",
}

_to_profile: Final = copy_fields(
    CreatorSummary,
    CreatorProfileAnalytics,
    given=(
        *CONTENT_FIELDS,
        *COMPARISON_FIELDS,
        "lookalikes",
        "audience",
        "audience_likers",
        "audience_commenters",
        "audience_likes",
        "contact_details",
    ),
)
_to_followers_report: Final = copy_fields(
    AudienceReport,
    FollowersReport,
    given=("credibility_score_band", "significant_followers_percentage", "significant_followers"),
)
_to_likers_report: Final = copy_fields(
    AudienceReport,
    LikersReport,
    given=("significant_likers_percentage", "significant_likers", "likers_not_followers_percentage"),
)
_to_commenters_report: Final = copy_fields(
    AudienceReport,
    CommentersReport,
    given=(
        "significant_commenters_percentage",
        "significant_commenters",
        "commenters_not_followers_percentage",
    ),
)
_to_credibility_band: Final = copy_fields(HistogramBand, CredibilityBand)
_to_contact: Final = copy_fields(ContactDetail, ReportContact, given=("label", "verified"))
_with_intervals: Final = copy_fields(Provenance, Provenance, given=("intervals", "formulas"))


def report_provenance(
    inputs: ReportInputs, measured: Mapping[AudienceKind, AudienceMeasures]
) -> list[Provenance]:
    """Sections that are computed from other sections, or from many creators, have no source."""
    return [
        _profile_provenance(inputs.creator),
        _contents_provenance(inputs),
        *(_audience_provenance(inputs, kind, measured.get(kind)) for kind in AudienceKind),
        _peers_provenance(inputs),
        Provenance(part="pricing", source=None, is_estimate=True, formulas=formula_versions(pricing)),
    ]


def _profile_provenance(creator: Creator) -> Provenance:
    """Returns the newest origin of the profile."""
    newest = max(creator.origins, key=lambda origin: origin.at, default=None)
    return Provenance(
        part="profile",
        source=newest.source if newest else None,
        seen_at=newest.at if newest else None,
        formulas=formula_versions(reputation_history),
    )


def _contents_provenance(inputs: ReportInputs) -> Provenance:
    """Metrics of all posts are estimated from the posts that were read."""
    seen = inputs.contents
    if seen is None:
        return Provenance(part="profile.contents", source=None)
    return Provenance(
        part="profile.contents",
        source=seen.source,
        seen_at=seen.observed_at,
        sample_size=len(recent_posts(seen.items, inputs.now)),
        population=inputs.creator.content_count,
        is_estimate=True,
        formulas=formula_versions(average_likes, engagement_rate, is_sponsored, sponsored_performance),
    )


def _audience_provenance(
    inputs: ReportInputs, kind: AudienceKind, measured: AudienceMeasures | None
) -> Provenance:
    part, sample = _AUDIENCE_PATHS[kind], inputs.samples.get(kind)
    if sample is not None and measured is not None:
        return _with_intervals(
            sample_provenance(part, sample),
            intervals=dict(_share_intervals(measured)),
            formulas=formula_versions(*AUDIENCE_FORMULAS),
        )
    shares: Audience | None = getattr(inputs.creator, kind)
    if shares is None:
        return Provenance(part=part, source=None)
    delivery = newest_origin(inputs.creator, kind)
    return Provenance(
        part=part,
        source=delivery.source if delivery else None,
        seen_at=delivery.at if delivery else None,
        sample_size=shares.sample_size,
        is_estimate=True,
    )


def _share_intervals(measured: AudienceMeasures) -> Iterator[tuple[str, Interval]]:
    """Yields the interval of every share, by its position in the report's list, in the unit of its value."""
    for name, shares in measured.shares.items():
        scale = 0.01 if name in FRACTION_FIELDS else 1
        for place, key in enumerate(shares.percentages):
            yield f"{name}[{place}]", rounded_interval(shares.interval(key).scaled(scale))
    if measured.credibility is not None:
        yield "credibility_score", rounded_interval(measured.credibility.interval)


def _peers_provenance(inputs: ReportInputs) -> Provenance:
    return Provenance(
        part="profile.engagement_rate_histogram",
        source=None,
        seen_at=format_timestamp(inputs.now),
        sample_size=inputs.peers.count if inputs.peers else None,
        formulas=formula_versions(engagement_rate_histogram, tier),
    )


async def run(job_run: JobRun[ProfileAnalyticsRequest], context: JobContext) -> ProfileAnalytics:
    creator = await find_creator(context, job_run.request.work_platform_id, job_run.request.identifier)
    return await asyncio.to_thread(report, await collect_inputs(context, creator))


def report(inputs: ReportInputs) -> ProfileAnalytics:
    """Computes the report; equal inputs give equal reports."""
    found = content_fields(inputs)
    audiences = {kind: measure_audience(sample) for kind, sample in inputs.samples.items()}
    followers = _followers(inputs, audiences.get(AudienceKind.FOLLOWERS))
    rate, credibility = found["engagement_rate"], followers.credibility_score
    comparison = peer_comparison(inputs.peers, rate, credibility)
    usual: Benchmark | None = comparison["benchmark"]
    drivers = PriceDrivers(
        engagement_rate=rate,
        peer_median_engagement_rate=usual.engagement_rate if usual else None,
        countries={country.code: country.value for country in followers.countries},
        credibility_score=credibility,
    )
    pricing, explanations = pricing_section(inputs, drivers)
    profile = _to_profile(
        creator_card(inputs.creator),
        **found,
        **comparison,
        lookalikes=basic_details(inputs.lookalikes),
        audience=followers,
        audience_likers=_likers(inputs, audiences.get(AudienceKind.LIKERS)),
        audience_commenters=_commenters(inputs, audiences.get(AudienceKind.COMMENTERS)),
        audience_likes=[CredibilityOf(credibility=band) for band in followers.credibility_score_band],
        contact_details=_contacts(inputs.creator.contact_details or ()),
    )
    return ProfileAnalytics(
        report_generated_at=format_timestamp(inputs.now),
        profile=profile,
        pricing=pricing,
        pricing_explanations=explanations,
        provenance=report_provenance(inputs, audiences),
    )


def _followers(inputs: ReportInputs, found: AudienceMeasures | None) -> FollowersReport:
    bands = credibility_bands(inputs.peers) if inputs.peers else ()
    return _to_followers_report(
        audience_report(inputs, AudienceKind.FOLLOWERS, found),
        credibility_score_band=[_to_credibility_band(band) for band in bands],
        **significant_fields(inputs, AudienceKind.FOLLOWERS),
    )


def _likers(inputs: ReportInputs, found: AudienceMeasures | None) -> LikersReport:
    kind = AudienceKind.LIKERS
    return _to_likers_report(audience_report(inputs, kind, found), **_engaged(inputs, kind))


def _commenters(inputs: ReportInputs, found: AudienceMeasures | None) -> CommentersReport:
    kind = AudienceKind.COMMENTERS
    return _to_commenters_report(audience_report(inputs, kind, found), **_engaged(inputs, kind))


def _engaged(inputs: ReportInputs, kind: AudienceKind) -> dict[str, Any]:
    sample, membership = inputs.samples.get(kind), inputs.membership
    percentage = not_followers_percentage(sample, membership) if sample and membership else None
    return {**significant_fields(inputs, kind), f"{kind}_not_followers_percentage": percentage}


def _contacts(details: Sequence[ContactDetail]) -> list[ReportContact]:
    return [_to_contact(detail, label=None, verified=None) for detail in details]


PROFILE_ANALYTICS: Final = Job(
    name="profile_analytics",
    request=ProfileAnalyticsRequest,
    result=ProfileAnalytics,
    run=run,
    check=lambda request: require_platform(request.work_platform_id),
    completion_events=CompletionEvents(PROFILE_ANALYTICS_SUCCESS, PROFILE_ANALYTICS_FAILURE),
)
