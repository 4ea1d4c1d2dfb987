"""The two endpoints of a job: submit it, and get its status and result."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from msgspec import Struct
from msgspec.structs import asdict

from limelight.api.connect import work_platform_attribute
from limelight.api.errors import error_object
from limelight.api.instrumentation import request_id
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import Job
from limelight.jobs.service import JobService, JobState
from limelight.kernel.timestamps import Timestamp, now, parse_timestamp
from limelight.schemas.jobs import Freshness
from limelight.settings import Settings
from limelight.store.database import Session
from limelight.store.tenants import Tenant

Target = TypeVar("Target", bound=Struct)

JobId = Annotated[UUID, PathParameter(description="The id of the job.")]


def provide_jobs(session: Session, tenant: Tenant, settings: Settings) -> JobService:
    return JobService(session, tenant.id, settings.jobs)


def job_routes(
    path: str,
    job: Job[Any, Any],
    *,
    receipt: type[Struct],
    response: type[Struct],
    status: int = 202,
    tag: str = "Creator Discovery",
    compose: Callable[[dict[str, Any]], Struct] | None = None,
) -> list[HTTPRouteHandler]:
    """``POST path`` and ``GET path/{id}``, with operation ids ``create_…`` and ``get_…`` after the job.

    Receipt and response are filled by field name from ``job_fields``; ``compose`` builds a response that
    needs more than that.
    """
    noun = job.name.replace("_", " ")

    async def create(jobs: JobService, settings: Settings, data: Any) -> Any:
        job_row = await jobs.create(job, data)
        return select_fields(receipt, job_fields(job_row, settings))

    async def read(request: Request[Any, Any, Any], jobs: JobService, settings: Settings, id: JobId) -> Any:  # noqa: A002
        fields = job_fields(await jobs.get(job, id), settings, request_id(request.scope))
        return compose(fields) if compose else select_fields(response, fields)

    create.__name__, read.__name__ = f"create_{job.name}", f"get_{job.name}"
    create.__doc__ = f"Submit a {noun} job."
    read.__doc__ = f"Get the status of a {noun} job and, once it is SUCCESS, its result."
    create.__annotations__ |= {"data": job.request, "return": receipt}
    read.__annotations__ |= {"return": response}
    return [
        post(path, status_code=status, tags=[tag])(create),
        get(f"{path}/{{id:uuid}}", tags=[tag])(read),
    ]


def job_fields(job: JobState[Any, Any], settings: Settings, request_id: str = "") -> dict[str, Any]:
    """All fields of a job by wire name. ``request_id`` appears only in the error of a failed job."""
    return {
        **asdict(job.request),
        **asdict(job.result),
        "id": job.id,
        "status": job.status,
        "created_at": job.created_at,
        "error": error_object(job.failure, request_id) if job.failure else None,
        "freshness": result_freshness(job.computed_at),
        **_platform_field(job.request, settings),
    }


def select_fields(kind: type[Target], fields: dict[str, Any]) -> Target:
    """A struct from the fields that it declares; the others are ignored."""
    return kind(**{name: fields[name] for name in kind.__struct_fields__ if name in fields})


def result_freshness(computed_at: Timestamp | None) -> Freshness:
    age = None if computed_at is None else max(0, int((now() - parse_timestamp(computed_at)).total_seconds()))
    return Freshness(computed_at=computed_at, age_seconds=age)


def _platform_field(request: Struct, settings: Settings) -> dict[str, Any]:
    work_platform_id = getattr(request, "work_platform_id", None)
    if work_platform_id is None:
        return {}
    return {"work_platform": work_platform_attribute(require_platform(work_platform_id), settings)}
