"""Work that a customer asked for and whose result is read later."""

from enum import StrEnum

from msgspec import Struct


class JobStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class JobFailure(Struct, frozen=True, kw_only=True):
    """Why a job failed, as a refusal would say it."""

    type: str
    code: str
    status: int
    message: str
