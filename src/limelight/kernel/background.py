"""Work that goes on beside something else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

_LOG = structlog.get_logger("limelight.background")


async def endlessly(work: Callable[[], Awaitable[None]]) -> None:
    """Work that begins again when it is done, and a second after it failed."""
    while True:
        try:
            await work()
        except Exception:
            _LOG.exception("background work failed")
            await asyncio.sleep(1)


@asynccontextmanager
async def background(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The work goes on beside the block, endlessly, and is cancelled at its end."""
    task = asyncio.create_task(endlessly(work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
