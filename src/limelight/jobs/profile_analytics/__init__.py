"""The analytics report of a public creator."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import asdict

from limelight.analytics.audience import not_followers_percentage
from limelight.analytics.histograms import credibility_bands
from limelight.analytics.pricing import Drivers
from limelight.catalog.cards import creator_card
from limelight.catalog.platforms import asked_platform
from limelight.jobs.declaration import Ending, Job, Task, Workbench
from limelight.jobs.people import asked_creator
from limelight.jobs.profile_analytics.audiences import audience_report, basics, significant_people
from limelight.jobs.profile_analytics.gathering import Gathered, gathered
from limelight.jobs.profile_analytics.measuring import Measured, measured
from limelight.jobs.profile_analytics.origins import origins
from limelight.jobs.profile_analytics.prices import prices
from limelight.jobs.profile_analytics.profiles import compared, figures
from limelight.kernel.extending import extend
from limelight.kernel.records import AudienceKind, ContactDetail
from limelight.kernel.timestamps import timestamp
from limelight.schemas.creator_discovery.analytics import (
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
from limelight.webhooks.events import PROFILE_ANALYTICS_FAILURE, PROFILE_ANALYTICS_SUCCESS


async def run(task: Task[ProfileAnalyticsRequest], workbench: Workbench) -> ProfileAnalytics:
    creator = await asked_creator(workbench, task.request.work_platform_id, task.request.identifier)
    return await asyncio.to_thread(report, await gathered(workbench, creator))


def report(gathered: Gathered) -> ProfileAnalytics:
    """The same for the same data."""
    found = figures(gathered)
    audiences = {kind: measured(sample) for kind, sample in gathered.samples.items()}
    followers = _followers(gathered, audiences.get(AudienceKind.FOLLOWERS))
    rate, credibility = found["engagement_rate"], followers.credibility_score
    comparison = compared(gathered.peers, rate, credibility)
    usual: Benchmark | None = comparison["benchmark"]
    drivers = Drivers(
        engagement_rate=rate,
        usual_engagement_rate=usual.engagement_rate if usual else None,
        countries={country.code: country.value for country in followers.countries},
        credibility_score=credibility,
    )
    pricing, explanations = prices(gathered, drivers)
    profile = extend(
        CreatorProfileAnalytics,
        creator_card(gathered.creator),
        **found,
        **comparison,
        lookalikes=basics(gathered.lookalikes),
        audience=followers,
        audience_likers=_likers(gathered, audiences.get(AudienceKind.LIKERS)),
        audience_commenters=_commenters(gathered, audiences.get(AudienceKind.COMMENTERS)),
        audience_likes=[CredibilityOf(credibility=band) for band in followers.credibility_score_band],
        contact_details=_contacts(gathered.creator.contact_details or ()),
    )
    return ProfileAnalytics(
        report_generated_at=timestamp(gathered.now),
        profile=profile,
        pricing=pricing,
        pricing_explanations=explanations,
        provenance=origins(gathered, audiences),
    )


def _followers(gathered: Gathered, found: Measured | None) -> FollowersReport:
    bands = credibility_bands(gathered.peers) if gathered.peers else ()
    return extend(
        FollowersReport,
        audience_report(gathered, AudienceKind.FOLLOWERS, found),
        credibility_score_band=[extend(CredibilityBand, band) for band in bands],
        **significant_people(gathered, AudienceKind.FOLLOWERS),
    )


def _likers(gathered: Gathered, found: Measured | None) -> LikersReport:
    kind = AudienceKind.LIKERS
    return extend(LikersReport, audience_report(gathered, kind, found), **_engaged(gathered, kind))


def _commenters(gathered: Gathered, found: Measured | None) -> CommentersReport:
    kind = AudienceKind.COMMENTERS
    return extend(CommentersReport, audience_report(gathered, kind, found), **_engaged(gathered, kind))


def _engaged(gathered: Gathered, kind: AudienceKind) -> dict[str, Any]:
    sample, membership = gathered.samples.get(kind), gathered.membership
    strangers = not_followers_percentage(sample, membership) if sample and membership else None
    return {**significant_people(gathered, kind), f"{kind}_not_followers_percentage": strangers}


def _contacts(details: Sequence[ContactDetail]) -> list[ReportContact]:
    return [ReportContact(**asdict(detail), label=None, verified=None) for detail in details]


PROFILE_ANALYTICS: Final = Job(
    name="profile_analytics",
    request=ProfileAnalyticsRequest,
    result=ProfileAnalytics,
    run=run,
    check=lambda request: asked_platform(request.work_platform_id),
    ending=Ending(PROFILE_ANALYTICS_SUCCESS, PROFILE_ANALYTICS_FAILURE),
)
