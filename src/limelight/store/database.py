"""The database: its connections, its transactions and its migrations."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from limelight.settings import Settings, SettingsError
from limelight.store.keys import SecretBox

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
_PRAGMAS = (
    *("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=NORMAL"),
    # An import touches most pages of the indexes with every batch: 32 MB are kept and written together.
    *("cache_size=-32768", "wal_autocheckpoint=8000"),
)
_REVISIONS = Path(__file__).parent / "migrations" / "versions"

_REVISION_LENGTH = 4

Session = AsyncSession
"""One transaction, by the name that the rooms above the store have for it."""


class DatabaseUnreachable(Exception):
    """The database does not answer, or not to us."""


class DatabaseOutdated(Exception):
    """The tables are those of another version."""


class Database:
    """The records. One session is one transaction: it commits at the end of its block, or not at all."""

    def __init__(self, settings: Settings) -> None:
        self.url = _parse_url(settings.database_url)
        self.engine = _create_engine(self.url, settings.database.pool_size)
        self.wakeup = asyncio.Event()
        """Set when a transaction of this process has committed messages of the outbox."""
        info = {"wakeup": self.wakeup, "seals": SecretBox(settings, "client secrets")}
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, info=info)

    @property
    def display_url(self) -> str:
        """The URL, fit to be shown."""
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=True)

    @property
    def is_embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with self._sessions.begin() as session:
            yield session

    async def check(self) -> None:
        """Raises DatabaseUnreachable, or DatabaseOutdated when its tables are not those of this version."""
        with self._translate_connection_errors():
            async with self.engine.connect() as connection:
                is_current = await connection.run_sync(_is_current)
        if not is_current:
            raise DatabaseOutdated(
                f"The tables of {self.display_url} are not of this version: run limelight migrate."
            )

    async def migrate(self) -> None:
        """Bring the tables up to this version; processes that start together wait for each other.

        Raises DatabaseUnreachable.
        """
        with self._translate_connection_errors():
            async with self.engine.begin() as connection:
                await connection.run_sync(_upgrade)

    async def close(self) -> None:
        await self.engine.dispose()

    @contextmanager
    def _translate_connection_errors(self) -> Iterator[None]:
        try:
            yield
        except (InterfaceError, OperationalError) as error:
            reason = str(error.orig).splitlines()[0]
            raise DatabaseUnreachable(
                f"The database {self.display_url} cannot be reached: {reason}"
            ) from error


def _upgrade(connection: Connection) -> None:
    lock = "BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "SELECT pg_advisory_xact_lock(7231)"
    connection.exec_driver_sql(lock)
    if not _is_current(connection):
        # Alembic takes a quarter of a second to import, and few starts have something to do for it.
        from limelight.store.alembic_runner import upgrade

        upgrade(connection)


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return (
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == _latest_revision()
    )


def _latest_revision() -> str:
    """The last revision: their files begin with their numbers."""
    return max(path.name for path in _REVISIONS.glob("*.py"))[:_REVISION_LENGTH]


def _parse_url(given: str) -> URL:
    try:
        url = make_url(given)
        return url.set(drivername=_DRIVERS[url.drivername.partition("+")[0]])
    except (ArgumentError, KeyError):
        known = "sqlite:///path or postgresql://user:password@host/name"
        raise SettingsError(
            f"LIMELIGHT_DATABASE__URL is not a database that is known: it takes {known}."
        ) from None


def _create_engine(url: URL, pool_size: int) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
    if url.database:
        _make_directory(Path(url.database).parent)
    # A transaction opens with its first write and takes the write lock at once: one that read before
    # waits for its turn, where a deferred one would fail as soon as another had written in between.
    options = {"isolation_level": "IMMEDIATE", "factory": _SqliteConnection}
    engine = create_async_engine(url, connect_args=options)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


class _SqliteConnection(sqlite3.Connection):
    """Rolls back before it closes: after a cancelled statement SQLite would keep the write lock."""

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


def _make_directory(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachable(f"The directory {path} cannot be made: {error.strerror}.") from None


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
