"""Indexing very many creators in a process of its own, while this one stores them."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from limelight.catalog.opening import search_index
from limelight.kernel.garbage import collect_seldom
from limelight.settings import Settings
from limelight.store.database import Database

MANY: Final = 2_000
"""From so many creators on it is worth while to start a process for them."""


@asynccontextmanager
async def indexed_beside(settings: Settings) -> AsyncIterator[Callable[[], None]]:
    """What is stored within the block is indexed by another process at the same time.

    It is told that all is stored by the block, or by its end, and ends with everything in the index.
    Should it die, nothing is lost: the index is behind, and whoever catches up next goes on where it was.
    """
    spawning = get_context("spawn")
    listening, telling = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_index, args=(settings, listening), daemon=True)
    process.start()
    listening.close()
    try:
        yield telling.close
    finally:
        telling.close()
        await asyncio.to_thread(process.join)


def _index(settings: Settings, listening: Connection) -> None:
    """Ends after the other end of the pipe is closed, which also death does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    asyncio.run(_follow(settings, listening))


async def _follow(settings: Settings, listening: Connection) -> None:
    database = Database(settings)
    try:
        await search_index(settings, database).follow_until(lambda: _is_closed(listening))
    finally:
        await database.close()


def _is_closed(listening: Connection) -> bool:
    """Nothing is ever sent: what can be read is the end."""
    return listening.poll()
