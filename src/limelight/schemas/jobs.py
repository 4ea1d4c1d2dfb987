"""Structs that the responses of all jobs share."""

from uuid import UUID

from msgspec import Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.timestamps import Timestamp


class ErrorObject(Struct, frozen=True, kw_only=True):
    type: str
    code: str
    error_code: str
    message: str
    status_code: int
    http_status_code: int
    request_id: str


class Freshness(Struct, frozen=True, kw_only=True):
    """Computation time and age of a result. Equal requests share a result for a while."""

    computed_at: Timestamp | None
    age_seconds: int | None


class JobResponse(Struct, frozen=True, kw_only=True):
    """``error`` is set if the job has failed."""

    id: UUID
    status: JobStatus
    error: ErrorObject | None
    freshness: Freshness
