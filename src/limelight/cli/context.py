"""Shared by commands: settings, database, event loop, console and progress bar."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from limelight.settings import Settings, load
from limelight.store.database import Database

Result = TypeVar("Result")

STDOUT: Final = Console(highlight=False, soft_wrap=True)


def current_settings() -> Settings:
    """Raises SettingsError."""
    return load(os.environ)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Opens the database and migrates it if it is embedded.

    Raises DatabaseUnreachable or DatabaseOutdated.
    """
    database = Database(settings)
    try:
        if database.is_embedded:
            await database.migrate()
        await database.check()
        yield database
    finally:
        await database.close()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine to completion. Call it once per command."""
    return asyncio.run(work)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr. Yields ``update(done, total)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
