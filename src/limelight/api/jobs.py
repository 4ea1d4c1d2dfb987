"""The two endpoints of a job: submit it, and get its status and result."""

from collections.abc import Callable, Collection
from typing import Annotated, Any, Final, Protocol, TypeVar
from uuid import UUID

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from msgspec import Struct

from limelight.api.connect import work_platform_attribute
from limelight.api.errors import error_object
from limelight.api.instrumentation import request_id
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import Job
from limelight.jobs.service import JobService, JobState
from limelight.kernel.jobs import JobStatus
from limelight.kernel.struct_mapping import combine_fields
from limelight.kernel.timestamps import Timestamp, now, parse_timestamp
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.jobs import ErrorObject, Freshness
from limelight.settings import Settings
from limelight.store.database import Session
from limelight.store.tenants import Tenant

Target = TypeVar("Target", bound=Struct)
Response_co = TypeVar("Response_co", bound=Struct, covariant=True)
_PLATFORM_ID: Final = "work_platform_id"

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
    compose: Callable[[JobState[Any, Any], Settings, str], Struct] | None = None,
) -> list[HTTPRouteHandler]:
    """``POST path`` and ``GET path/{id}``, with operation ids ``create_…`` and ``get_…`` after the job.

    Receipt and response are filled as ``response_mapper`` declares; ``compose`` makes the response of a
    job that needs more than that.
    """
    noun = job.name.replace("_", " ")
    to_receipt = response_mapper(job, receipt)
    to_response = compose or response_mapper(job, response)

    async def create(jobs: JobService, settings: Settings, data: Any) -> Any:
        job_row = await jobs.create(job, data)
        return to_receipt(job_row, settings)

    async def read(request: Request[Any, Any, Any], jobs: JobService, settings: Settings, id: JobId) -> Any:  # noqa: A002
        return to_response(await jobs.get(job, id), settings, request_id(request.scope))

    create.__name__, read.__name__ = f"create_{job.name}", f"get_{job.name}"
    create.__doc__ = f"Submit a {noun} job."
    read.__doc__ = f"Get the status of a {noun} job and, once it is SUCCESS, its result."
    create.__annotations__ |= {"data": job.request, "return": receipt}
    read.__annotations__ |= {"return": response}
    return [
        post(path, status_code=status, tags=[tag])(create),
        get(f"{path}/{{id:uuid}}", tags=[tag])(read),
    ]


class JobFields(Struct, frozen=True, kw_only=True):
    """The fields that every response has. ``error`` is that of a failed job."""

    id: UUID
    status: JobStatus
    created_at: Timestamp
    error: ErrorObject | None
    freshness: Freshness


class PlatformJobFields(JobFields, frozen=True, kw_only=True):
    """``work_platform`` is that of the request."""

    work_platform: WorkPlatformAttribute


class ResponseMapper(Protocol[Response_co]):
    """Makes the response of a job from the values of the declaration's ``given`` fields."""

    def __call__(
        self, job: JobState[Any, Any], settings: Settings, request_id: str = "", **given: Any
    ) -> Response_co: ...


def response_mapper(
    job: Job[Any, Any], response: type[Target], *, given: Collection[str] = ()
) -> ResponseMapper[Target]:
    """Declare how a response is filled: from the job's request, its result and ``JobFields``, or ``given``.

    Raises FieldMismatch for a field that none of them fills.
    """
    has_platform = _PLATFORM_ID in job.request.__struct_fields__
    job_fields = PlatformJobFields if has_platform else JobFields
    combine = combine_fields((job.request, job.result, job_fields), response, given=given)

    def mapper(job: JobState[Any, Any], settings: Settings, request_id: str = "", **given: Any) -> Target:
        return combine(job.request, job.result, _job_fields(job, settings, request_id), **given)

    return mapper


def job_platform(job: JobState[Any, Any], settings: Settings) -> WorkPlatformAttribute:
    """The platform that the job's request names."""
    return work_platform_attribute(require_platform(job.request.work_platform_id), settings)


def _job_fields(job: JobState[Any, Any], settings: Settings, request_id: str) -> JobFields:
    fields: dict[str, Any] = {
        "id": job.id,
        "status": job.status,
        "created_at": job.created_at,
        "error": error_object(job.failure, request_id) if job.failure else None,
        "freshness": result_freshness(job.computed_at),
    }
    if _PLATFORM_ID in job.request.__struct_fields__:
        return PlatformJobFields(**fields, work_platform=job_platform(job, settings))
    return JobFields(**fields)


def result_freshness(computed_at: Timestamp | None) -> Freshness:
    age = None if computed_at is None else max(0, int((now() - parse_timestamp(computed_at)).total_seconds()))
    return Freshness(computed_at=computed_at, age_seconds=age)
