"""Work that goes on beside something else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

_LOG = structlog.get_logger("limelight.app")


@asynccontextmanager
async def background(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Work that goes on beside the block, and begins again a second after it failed."""

    async def endless() -> None:
        while True:
            try:
                await work()
            except Exception:
                _LOG.exception("background work failed")
            await asyncio.sleep(1)

    task = asyncio.create_task(endless())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
