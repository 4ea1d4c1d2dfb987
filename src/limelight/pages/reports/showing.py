"""The page of a report, and those that stand in for it while there is none."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from limelight.catalog.platforms import asked_platform
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.requesting import Jobs, Requested
from limelight.kernel.jobs import JobStatus
from limelight.pages.reports.access import Readers
from limelight.pages.reports.screens import screen
from limelight.pages.reports.view import report_page
from limelight.schemas.creator_discovery.analytics import ProfileAnalytics, ProfileAnalyticsRequest
from limelight.settings import Settings
from limelight.store.database import Session
from limelight.store.jobs import IncorrectJobId


@get("/{job_id:str}", include_in_schema=False)
async def show_report(
    request: Request[Any, Any, Any],
    session: NamedDependency[Session],
    readers: NamedDependency[Readers],
    settings: NamedDependency[Settings],
    job_id: str,
) -> Template:
    """The report of a job, however far it is."""
    id_ = _job_id(job_id)
    tenant_id = await readers.tenant_id(request, id_)
    job = await Jobs(session, tenant_id, settings.jobs).one(PROFILE_ANALYTICS, id_)
    return await asyncio.to_thread(_page, job)


def _page(job: Requested[ProfileAnalyticsRequest, ProfileAnalytics]) -> Template:
    platform = asked_platform(job.request.work_platform_id).name
    shared: dict[str, Any] = {"platform": platform, "identifier": job.request.identifier}
    if job.status is JobStatus.IN_PROGRESS:
        return screen("waiting", **shared)
    if job.result.profile is None:
        return screen("failed", **shared, reason=job.failure.message if job.failure else None)
    return screen("report", report=report_page(job.result, job.result.profile, platform))


def _job_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise IncorrectJobId("A report is known by the id of its job.") from None
