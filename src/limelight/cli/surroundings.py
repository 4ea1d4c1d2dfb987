"""What commands stand on: the settings of the environment, and a database to work with."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from rich.console import Console

from limelight.settings import Settings, load
from limelight.store.database import Database

Result = TypeVar("Result")

OUT: Final = Console(highlight=False, soft_wrap=True)


def settings() -> Settings:
    """Raises SettingsError."""
    return load(os.environ)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
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
