"""What a job is declared in."""

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
    """What jobs are done with. ``clock`` is when it is."""

    database: Database
    public_creators: CreatorLookup
    observations: PublicSourceChain
    discovery: Discovery
    settings: JobsSettings
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class JobRun(Generic[Request]):
    """``id`` is that of the computation, for what a job keeps beside its result."""

    id: UUID
    request: Request


@dataclass(frozen=True)
class CompletionEvents:
    """The events that tell a customer of a job's end."""

    success: Event[JobEnded]
    failure: Event[JobEnded]


@dataclass(frozen=True, kw_only=True)
class Job(Generic[Request, Result]):
    """``run`` may be called again after a kill, until it has ended once; a refusal of it is a FAILURE.

    ``check`` refuses at once what can be known to be wrong. All fields of ``result`` have a default, which
    is what is answered until the job is done. A new ``version`` computes in another way: it
    shares nothing with older ones.
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
        """Tells results of this job from those of another version, which it may not be able to read."""
        return msgspec.json.encode(msgspec.json.schema(self.result))
