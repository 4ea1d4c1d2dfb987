"""The surroundings of every test: settings in a temporary folder, a database of each kind, the app."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app
from limelight.settings import DatabaseSettings, SandboxSettings, Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from limelight.testing.google import Google, standing_in
from limelight.testing.postgresql import binaries, cluster, memory

DATABASE_NUMBERS = itertools.count(1)


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


async def migrate(url: str) -> None:
    database = Database(Settings(database=DatabaseSettings(url=url)))
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster(directory=memory()) as url:
        execute(url, "CREATE DATABASE migrated")
        asyncio.run(migrate(url.replace("/postgres?", "/migrated?")))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A database; ``None`` is the embedded default. Every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        return None
    server = request.getfixturevalue("postgresql")
    name = f"test_{next(DATABASE_NUMBERS)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE migrated")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def settings(database_url: str | None, tmp_path: Path) -> Settings:
    """A sandbox without creators, on both kinds of database."""
    return Settings(
        data_dir=tmp_path / "limelight",
        database=DatabaseSettings(url=database_url, pool_size=5),
        sandbox=SandboxSettings(creators=0),
    )


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    """A sandbox without creators on SQLite alone, for tests that say nothing of the database."""
    return Settings(data_dir=tmp_path / "limelight", sandbox=SandboxSettings(creators=0))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A database with its tables. Tests that use it are marked ``@pytest.mark.anyio``."""
    database = Database(settings)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def app(embedded: Settings) -> Litestar:
    return create_app(embedded)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """Speaks HTTP to the whole app as the demo tenant."""
    with TestClient(app, raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


@pytest.fixture
def google() -> Iterator[Google]:
    """A stand-in for Google, with an app that is registered for one address."""
    with standing_in(Google()) as google:
        google.consents.redirect_uris.add("https://limelight.example/connect/callback")
        yield google
