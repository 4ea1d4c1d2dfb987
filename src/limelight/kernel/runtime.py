"""Work that goes on beside something else."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

_LOG = structlog.get_logger("limelight.background")


async def run_forever(work: Callable[[], Awaitable[None]]) -> None:
    """Work that begins again when it is done, and a second after it failed."""
    while True:
        try:
            await work()
        except Exception:
            _LOG.exception("background work failed")
            await asyncio.sleep(1)


@asynccontextmanager
async def background_task(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The work goes on beside the block, endlessly, and is cancelled at its end."""
    task = asyncio.create_task(run_forever(work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


_GC_THRESHOLDS: Final = (100_000, 20, 20)


def raise_gc_thresholds() -> None:
    """Records come by the thousand and are no garbage: looking often takes a third of the time."""
    gc.set_threshold(*_GC_THRESHOLDS)
