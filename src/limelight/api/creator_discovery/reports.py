"""Creator Discovery: the analytics report of a public profile, as a job and at once."""

from typing import Any, Final
from uuid import uuid4

from litestar import Request, get, post
from litestar.types import ControllerRouterHandler

from limelight.api.jobs import JobId, facts, named
from limelight.api.trace import request_id
from limelight.jobs.declaration import Task, Workbench
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.report_links import ReportLinks
from limelight.jobs.requesting import Jobs, Requested
from limelight.schemas.creator_discovery.analytics import (
    ProfileAnalytics,
    ProfileAnalyticsJob,
    ProfileAnalyticsReport,
    ProfileAnalyticsRequest,
)
from limelight.settings import Settings
from limelight.store.tenants import Tenant

_TAGS: Final = ["Creator Discovery"]


@post("/social/creators/async/profiles/analytics", status_code=202, tags=_TAGS)
async def create_profile_analytics(
    jobs: Jobs, report_links: ReportLinks, tenant: Tenant, settings: Settings, data: ProfileAnalyticsRequest
) -> ProfileAnalyticsJob:
    """Submit a profile analytics job: the report of a public profile."""
    job = await jobs.create(PROFILE_ANALYTICS, data)
    known = facts(job, settings)
    return named(ProfileAnalyticsJob, {**known, "report_url": report_links.url(job.id, tenant.id)})


@get("/social/creators/async/profiles/analytics/{id:uuid}", tags=_TAGS)
async def get_profile_analytics(
    request: Request[Any, Any, Any],
    jobs: Jobs,
    report_links: ReportLinks,
    tenant: Tenant,
    settings: Settings,
    id: JobId,  # noqa: A002
) -> ProfileAnalyticsReport:
    """How a profile analytics job stands, with the report once it has ended in SUCCESS.

    `report_url` opens the report as a page, without credentials, for some days.
    """
    job = await jobs.one(PROFILE_ANALYTICS, id)
    return _report(job, report_links.url(job.id, tenant.id), settings, request_id(request.scope))


@post("/social/creators/profiles/analytics", status_code=200, tags=_TAGS)
async def analyse_profile(
    request: Request[Any, Any, Any],
    jobs: Jobs,
    report_links: ReportLinks,
    workbench: Workbench,
    tenant: Tenant,
    settings: Settings,
    data: ProfileAnalyticsRequest,
) -> ProfileAnalyticsReport:
    """The report of a public profile, at once."""
    job = await jobs.fresh(PROFILE_ANALYTICS, data)
    if job is None:
        result = await PROFILE_ANALYTICS.run(Task(uuid4(), data), workbench)
        job = await jobs.keep(PROFILE_ANALYTICS, data, result)
    return _report(job, report_links.url(job.id, tenant.id), settings, request_id(request.scope))


def _report(
    job: Requested[ProfileAnalyticsRequest, ProfileAnalytics], url: str, settings: Settings, request: str
) -> ProfileAnalyticsReport:
    known = facts(job, settings, request)
    more = {
        "report_url": url,
        "updated_at": job.result.report_generated_at,
        "price_explanations": job.result.pricing_explanations,
    }
    return named(ProfileAnalyticsReport, {**known, **more})


REPORTS: Final[tuple[ControllerRouterHandler, ...]] = (
    create_profile_analytics,
    get_profile_analytics,
    analyse_profile,
)
