"""Indexes large imports in a subprocess while the current process stores the creators."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from limelight.catalog.index.factory import open_search_index
from limelight.kernel.runtime import raise_gc_thresholds
from limelight.settings import Settings
from limelight.store.database import Database

MIN_CREATORS_FOR_SUBPROCESS: Final = 2_000
"""Number of creators from which starting a subprocess pays off."""


@asynccontextmanager
async def index_in_subprocess(settings: Settings) -> AsyncIterator[Callable[[], None]]:
    """A subprocess indexes what the block stores, while it is being stored.

    Leave the block, or call the yielded function, when all writes are done; the subprocess then indexes
    the rest and exits. If it dies, nothing is lost: the next process that catches up continues its work.
    """
    spawning = get_context("spawn")
    listening, telling = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_run_subprocess, args=(settings, listening), daemon=True)
    process.start()
    listening.close()
    try:
        yield telling.close
    finally:
        telling.close()
        await asyncio.to_thread(process.join)


def _run_subprocess(settings: Settings, listening: Connection) -> None:
    """Exits after the other end of the pipe is closed, which also happens when the parent process dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise_gc_thresholds()
    asyncio.run(_follow_until_closed(settings, listening))


async def _follow_until_closed(settings: Settings, listening: Connection) -> None:
    database = Database(settings)
    try:
        await open_search_index(settings, database).follow_until(lambda: _is_closed(listening))
    finally:
        await database.close()


def _is_closed(listening: Connection) -> bool:
    """Nothing is ever sent, so a readable pipe means end of file."""
    return listening.poll()
