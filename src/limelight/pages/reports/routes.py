"""The routes of reports: access, the report page and its waiting and error pages, and the formulas page."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import structlog
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.response import Template

from limelight import __version__
from limelight.analytics.formula import formula_of
from limelight.analytics.formula_registry import FORMULAS
from limelight.catalog.work_platforms import require_platform
from limelight.errors import LimelightError, Unauthorized
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.report_links import ReportLinkInvalid, ReportLinks
from limelight.jobs.service import JobService, JobState
from limelight.kernel.jobs import JobStatus
from limelight.pages.reports.report_view import report_page
from limelight.schemas.creator_discovery.profile_analytics import ProfileAnalytics, ProfileAnalyticsRequest
from limelight.settings import Settings
from limelight.store.database import Session
from limelight.store.jobs import IncorrectJobId
from limelight.store.tenants import Tenant

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def report_template(
    name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> Template:
    return Template(
        f"reports/{name}.html",
        context={"version": __version__} | context,
        status_code=status,
        headers={
            "content-security-policy": _POLICY,
            "cache-control": "no-store",
            "x-robots-tag": "noindex",
            **(headers or {}),
        },
    )


@get("/formulas", include_in_schema=False, sync_to_thread=False)
def show_formulas() -> Template:
    """All formulas by topic. No authentication."""
    topics = groupby(map(formula_of, FORMULAS), key=lambda formula: formula.topic)
    return report_template("formulas", topics=[(topic, list(formulas)) for topic, formulas in topics])


_LOG = structlog.get_logger("limelight.reports")
_CHALLENGE: Final = {"www-authenticate": 'Basic realm="limelight", charset="UTF-8"'}


def show_problem(request: Request[Any, Any, Any], raised: Exception) -> Template:
    """The error page for any exception."""
    match raised:
        case ReportLinkInvalid():
            return report_template("problem", status=403, problem="link", home=request.url.path)
        case Unauthorized():
            return report_template("problem", status=401, headers=_CHALLENGE, problem="stranger")
        case LimelightError(status=404) | HTTPException(status_code=404 | 405):
            return report_template("problem", status=404, problem="missing")
        case _:
            _LOG.error("bug", exc_info=raised)
            return report_template("problem", status=500, problem="bug")


Authenticate = Callable[[bytes], Awaitable[Tenant]]
"""The tenant of an ``Authorization`` header. Raises Unauthorized."""


@dataclass(frozen=True)
class ReportAccess:
    links: ReportLinks
    authenticated: Authenticate

    async def tenant_id(self, request: Request[Any, Any, Any], job_id: UUID) -> UUID:
        """The tenant of the link's token or else of the ``Authorization`` header. Raises Unauthorized."""
        token = request.query_params.get("token")
        if token is None:
            authorization = request.headers.get("authorization", "")
            return (await self.authenticated(authorization.encode("latin-1"))).id
        linked = self.links.verify(token)
        if linked.job_id != job_id:
            raise ReportLinkInvalid("The link is that of another report.")
        return linked.tenant_id


@get("/{job_id:str}", include_in_schema=False)
async def show_report(
    request: Request[Any, Any, Any],
    session: NamedDependency[Session],
    readers: NamedDependency[ReportAccess],
    settings: NamedDependency[Settings],
    job_id: str,
) -> Template:
    """The report of a job, or a page that says that it is in progress or has failed."""
    id_ = _job_id(job_id)
    tenant_id = await readers.tenant_id(request, id_)
    job = await JobService(session, tenant_id, settings.jobs).get(PROFILE_ANALYTICS, id_)
    return await asyncio.to_thread(_job_page, job)


def _job_page(job: JobState[ProfileAnalyticsRequest, ProfileAnalytics]) -> Template:
    platform = require_platform(job.request.work_platform_id).name
    shared: dict[str, Any] = {"platform": platform, "identifier": job.request.identifier}
    if job.status is JobStatus.IN_PROGRESS:
        return report_template("waiting", **shared)
    if job.result.profile is None:
        return report_template("failed", **shared, reason=job.failure.message if job.failure else None)
    return report_template("report", report=report_page(job.result, job.result.profile, platform))


def _job_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise IncorrectJobId("The report id is not a job id.") from None
