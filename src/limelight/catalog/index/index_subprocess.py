"""Indexing very many creators in a process of its own, while this one stores them."""

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
"""From so many creators on it is worth while to start a process for them."""


@asynccontextmanager
async def index_in_subprocess(settings: Settings) -> AsyncIterator[Callable[[], None]]:
    """What is stored within the block is indexed by another process at the same time.

    It is told that all is stored by the block, or by its end, and ends with everything in the index.
    Should it die, nothing is lost: the index is behind, and whoever catches up next goes on where it was.
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
    """Ends after the other end of the pipe is closed, which also death does."""
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
    """Nothing is ever sent: what can be read is the end."""
    return listening.poll()
