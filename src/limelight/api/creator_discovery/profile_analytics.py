"""Creator Discovery: the analytics report of a public profile, as a job or synchronously."""

from typing import Any, Final
from uuid import uuid4

from litestar import Request, get, post
from litestar.types import ControllerRouterHandler

from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, response_mapper
from limelight.jobs.declaration import JobContext, JobRun
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.report_links import ReportLinks
from limelight.jobs.service import JobService, JobState
from limelight.schemas.creator_discovery.profile_analytics import (
    ProfileAnalytics,
    ProfileAnalyticsJob,
    ProfileAnalyticsReport,
    ProfileAnalyticsRequest,
)
from limelight.settings import Settings
from limelight.store.tenants import Tenant

_TAGS: Final = ["Creator Discovery"]
_to_receipt: Final = response_mapper(PROFILE_ANALYTICS, ProfileAnalyticsJob, given=("report_url",))
_to_report: Final = response_mapper(
    PROFILE_ANALYTICS,
    ProfileAnalyticsReport,
    given=("report_url", "updated_at", "price_explanations"),
)


@post("/social/creators/async/profiles/analytics", status_code=202, tags=_TAGS)
async def create_profile_analytics(
    jobs: JobService,
    report_links: ReportLinks,
    tenant: Tenant,
    settings: Settings,
    data: ProfileAnalyticsRequest,
) -> ProfileAnalyticsJob:
    """Submit a profile analytics job: the report of a public profile."""
    job = await jobs.create(PROFILE_ANALYTICS, data)
    return _to_receipt(job, settings, report_url=report_links.create_url(job.id, tenant.id))


@get("/social/creators/async/profiles/analytics/{id:uuid}", tags=_TAGS)
async def get_profile_analytics(
    request: Request[Any, Any, Any],
    jobs: JobService,
    report_links: ReportLinks,
    tenant: Tenant,
    settings: Settings,
    id: JobId,  # noqa: A002
) -> ProfileAnalyticsReport:
    """Get the status of a profile analytics job and, once it is SUCCESS, the report.

    `report_url` opens the report as a web page without credentials until the link expires.
    """
    job = await jobs.get(PROFILE_ANALYTICS, id)
    return _report(job, report_links.create_url(job.id, tenant.id), settings, request_id(request.scope))


@post("/social/creators/profiles/analytics", status_code=200, tags=_TAGS)
async def analyse_profile(
    request: Request[Any, Any, Any],
    jobs: JobService,
    report_links: ReportLinks,
    workbench: JobContext,
    tenant: Tenant,
    settings: Settings,
    data: ProfileAnalyticsRequest,
) -> ProfileAnalyticsReport:
    """Compute the report of a public profile and return it in the response."""
    job = await jobs.find_fresh(PROFILE_ANALYTICS, data)
    if job is None:
        result = await PROFILE_ANALYTICS.run(JobRun(uuid4(), data), workbench)
        job = await jobs.store_result(PROFILE_ANALYTICS, data, result)
    return _report(job, report_links.create_url(job.id, tenant.id), settings, request_id(request.scope))


def _report(
    job: JobState[ProfileAnalyticsRequest, ProfileAnalytics], url: str, settings: Settings, request: str
) -> ProfileAnalyticsReport:
    return _to_report(
        job,
        settings,
        request,
        report_url=url,
        updated_at=job.result.report_generated_at,
        price_explanations=job.result.pricing_explanations,
    )


PROFILE_ANALYTICS_ROUTES: Final[tuple[ControllerRouterHandler, ...]] = (
    create_profile_analytics,
    get_profile_analytics,
    analyse_profile,
)
