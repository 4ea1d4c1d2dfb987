"""Asynchronous jobs: status and failure."""

from enum import StrEnum

from msgspec import Struct


class JobStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class JobFailure(Struct, frozen=True, kw_only=True):
    """Why a job failed, in the fields of an API error."""

    type: str
    code: str
    status: int
    message: str
