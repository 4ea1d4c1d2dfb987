"""The database: its connections, its transactions and its migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from limelight.settings import Settings, SettingsError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
_PRAGMAS = ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=NORMAL")
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The records. One session is one transaction: it commits at the end of its block, or not at all."""

    def __init__(self, settings: Settings) -> None:
        self.url = _url(settings.database_url)
        self.engine = _engine(self.url, settings.database.pool_size)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with self._sessions.begin() as session:
            yield session

    async def ping(self) -> None:
        """Raises what the driver raises when the database cannot be reached."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def migrate(self) -> None:
        """Bring the tables up to this version; processes that start together wait for each other."""
        async with self.engine.begin() as connection:
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        await self.engine.dispose()


def migration_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    lock = "BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "SELECT pg_advisory_xact_lock(7231)"
    connection.exec_driver_sql(lock)
    command.upgrade(migration_config(connection), "head")


def _url(given: str) -> URL:
    try:
        url = make_url(given)
        return url.set(drivername=_DRIVERS[url.drivername.partition("+")[0]])
    except (ArgumentError, KeyError):
        known = "sqlite:///path or postgresql://user:password@host/name"
        raise SettingsError(
            f"LIMELIGHT_DATABASE__URL is not a database that is known: it takes {known}."
        ) from None


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # A transaction opens with its first write and takes the write lock at once: one that read before
    # waits for its turn, where a deferred one would fail as soon as another had written in between.
    engine = create_async_engine(url, connect_args={"isolation_level": "IMMEDIATE"})
    event.listen(engine.sync_engine, "connect", _configure)
    return engine


def _configure(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
