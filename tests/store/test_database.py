"""Migrations, transactions and column types, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, inspect, select, update
from sqlalchemy.exc import StatementError

from limelight.settings import DatabaseSettings, Settings, SettingsError
from limelight.store.alembic_runner import MIGRATIONS, migration_config
from limelight.store.creators import CreatorRow
from limelight.store.database import Database, DatabaseOutdated
from limelight.store.tables import METADATA
from limelight.store.tenants import TenantRow, Tenants

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


async def test_the_migrations_create_the_declared_tables(database: Database):
    def differences(connection: Connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, METADATA)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_latest_revision_is_read_from_the_file_names(database: Database):
    """The check of the tables' version does not import Alembic."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_heads() == [max(path.name for path in (MIGRATIONS / "versions").glob("*.py"))[:4]]
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda sync: downgrade(migration_config(sync), "-1"))
    with pytest.raises(DatabaseOutdated):
        await database.check()
    await database.migrate()
    await database.check()


async def test_the_migrations_can_be_undone(database: Database):
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda sync: downgrade(migration_config(sync), "base"))
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]


async def test_processes_that_start_together_migrate_once(settings: Settings):
    databases = [Database(settings) for _ in range(4)]
    await databases[0].migrate()
    async with databases[0].engine.connect() as connection:
        await connection.run_sync(lambda sync: downgrade(migration_config(sync), "base"))
    await asyncio.gather(*(each.migrate() for each in databases))
    await asyncio.gather(*(each.check() for each in databases))
    for each in databases:
        await each.close()


async def test_writers_that_have_read_before_wait_for_each_other(database: Database):
    async def add(number: int):
        async with database.session() as session:
            await session.scalar(select(func.count()).select_from(TenantRow))
            await asyncio.sleep(0.01)
            await Tenants(session).create(f"tenant {number}")

    await asyncio.gather(*(add(number) for number in range(20)))
    async with database.session() as session:
        assert len(await Tenants(session).all()) == 20


async def test_datetimes_are_read_in_utc(database: Database):
    moment = datetime(2026, 6, 5, 11, 12, 4, 637922, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("acme")
        (await session.get_one(TenantRow, tenant.id)).created_at = moment
    async with database.session() as session:
        found = (await session.get_one(TenantRow, tenant.id)).created_at
    assert (found, found.tzinfo) == (moment, UTC)


async def test_a_naive_datetime_is_refused(database: Database):
    async with database.session() as session:
        statement = insert(CreatorRow).values(updated_at=datetime(2026, 6, 5))  # noqa: DTZ001
        with pytest.raises(StatementError, match="time zone"):
            await session.execute(statement)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "redis://"])
async def test_an_unsupported_database_is_refused(url: str):
    with pytest.raises(SettingsError, match="LIMELIGHT_DATABASE__URL"):
        Database(Settings(database=DatabaseSettings(url=url)))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
async def test_every_scheme_of_postgresql_is_accepted(scheme: str):
    database = Database(Settings(database=DatabaseSettings(url=f"{scheme}://user:secret@host/name")))
    assert database.url.drivername == "postgresql+psycopg"
    assert not database.is_embedded


async def test_a_cancelled_transaction_leaves_no_lock(database: Database):
    """Cancelled at many moments: on SQLite a connection that was closed in a transaction kept the lock."""

    async def write():
        async with database.session() as session:
            await session.execute(update(TenantRow).values(name=TenantRow.name))
            await session.execute(select(1))
            await session.execute(update(TenantRow).values(name=TenantRow.name))

    for step in range(60):
        writers = [asyncio.create_task(write()) for _ in range(4)]
        await asyncio.sleep(step / 10_000)
        for writer in writers:
            writer.cancel()
        await asyncio.wait(writers)
        await write()
