"""The declaration of a job, its queues, and what it runs with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Generic, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from limelight.catalog.creator_lookup import CreatorLookup
from limelight.catalog.discovery import Discovery
from limelight.connectors.public_source import PublicSourceChain
from limelight.durable.queues import Queue
from limelight.settings import JobsSettings
from limelight.store.database import Database
from limelight.webhooks.events import Event, JobEnded

Request = TypeVar("Request", bound=Struct)
Result = TypeVar("Result", bound=Struct)

ANALYSIS_QUEUE: Final = Queue("analysis", concurrency=8, per_partition=4, poll_seconds=0.2)
EXPORT_QUEUE: Final = Queue("exports", concurrency=2, per_partition=1, poll_seconds=0.2)
QUEUES: Final = (ANALYSIS_QUEUE, EXPORT_QUEUE)
"""A partition is a tenant."""


@dataclass(frozen=True)
class JobContext:
    """The dependencies of jobs. ``clock`` returns the current time."""

    database: Database
    public_creators: CreatorLookup
    observations: PublicSourceChain
    discovery: Discovery
    settings: JobsSettings
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class JobRun(Generic[Request]):
    """``id`` is the id of the computation, for data that a job stores beside its result."""

    id: UUID
    request: Request


@dataclass(frozen=True)
class CompletionEvents:
    """The events that are emitted when a job ends."""

    success: Event[JobEnded]
    failure: Event[JobEnded]


@dataclass(frozen=True, kw_only=True)
class Job(Generic[Request, Result]):
    """``run`` has to be repeatable: it is called again if the process dies. Its errors end in FAILURE.

    ``check`` validates a request before the job is created. All fields of ``result`` have a default, which
    is returned until the job has ended. Increase ``version`` when results change: they are shared only
    within a version.
    """

    name: str
    request: type[Request]
    result: type[Result]
    run: Callable[[JobRun[Request], JobContext], Awaitable[Result]]
    check: Callable[[Request], object]
    queue: Queue = ANALYSIS_QUEUE
    completion_events: CompletionEvents | None = None
    version: int = 1

    @cached_property
    def result_schema(self) -> bytes:
        """The JSON schema of the result; results with another schema are not reused."""
        return msgspec.json.encode(msgspec.json.schema(self.result))
