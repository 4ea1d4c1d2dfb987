"""What commands stand on: the settings of the environment, and a database to work with."""

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
    """The database with its tables: the embedded one is brought up to date on the way.

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
    """The one event loop of a command."""
    return asyncio.run(work)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; tell the function given how much is done, of how much."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
