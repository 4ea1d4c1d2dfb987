"""What handlers are written with: steps that are done once, and sleeps that outlast the process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, ParamSpec, TypeVar
from weakref import WeakSet

from dbos import DBOS, StepOptions, error

from limelight.errors import LimelightError
from limelight.kernel.timestamps import now

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SLEEPING_TASKS: Final[WeakSet[asyncio.Task[Any]]] = WeakSet()
"""The tasks of handlers that sleep: a worker that ends does not wait for them."""
MAX_STEP_ATTEMPTS: Final = 5
FIRST_RETRY_DELAY_SECONDS: Final = 0.5


def is_durable() -> bool:
    """Whether the caller is a handler that the worker runs."""
    return DBOS.workflow_id is not None


async def step(
    function: Callable[Arguments, Awaitable[Result]], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Call what touches the world; its result is recorded, so that it is done once.

    A refusal is raised at once; anything else is tried again with growing pauses. Outside the worker
    it is a call as any other.
    """
    if not is_durable():
        return await function(*args, **kwargs)

    async def call() -> Result:
        return await function(*args, **kwargs)

    try:
        return await DBOS.run_step_async(_options(function), call)
    except error.DBOSMaxStepRetriesExceeded as exhausted:
        raise exhausted.errors[-1] from exhausted


async def sleep_until(moment: datetime) -> None:
    """Wait; a worker that was killed meanwhile waits for the rest only."""
    seconds = max(0.001, (moment - now()).total_seconds())
    task = asyncio.current_task()
    if task is None or not is_durable():
        await asyncio.sleep(seconds)
        return
    SLEEPING_TASKS.add(task)
    try:
        await DBOS.sleep_async(seconds)
    finally:
        SLEEPING_TASKS.discard(task)


def _options(function: Callable[..., object]) -> StepOptions:
    return {
        "name": getattr(function, "__qualname__", type(function).__qualname__),
        "retries_allowed": True,
        "max_attempts": MAX_STEP_ATTEMPTS,
        "interval_seconds": FIRST_RETRY_DELAY_SECONDS,
        "backoff_rate": 3.0,
        "should_retry": _is_retryable,
    }


def _is_retryable(error: BaseException) -> bool:
    return not isinstance(error, LimelightError)
