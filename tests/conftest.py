"""What all tests share: how they are distributed to workers, settings, databases of both kinds, the app."""

import asyncio
import gc
import itertools
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from xdist.remote import Producer

from limelight.app import create_app
from limelight.settings import DatabaseSettings, SandboxSettings, Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from limelight.testing.google import FakeGoogle, serve_fake_google
from limelight.testing.postgresql import find_binaries, memory_directory, temporary_server
from tests.distribution import PROCESSES, GroupScheduling, group
from tests.examples import PROFILE
from tests.shared_data import HAS_SHARED_DATA, SHARED_DATA

Client = TestClient[Litestar]
_database_numbers = itertools.count(1)


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    return GroupScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: group(item.nodeid) != PROCESSES)


def pytest_collection_finish() -> None:
    """What is imported stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a database runs on SQLite; one that is marked ``both_databases``, on PostgreSQL, too."""
    if "database_url" in metafunc.fixturenames:
        is_marked = metafunc.definition.get_closest_marker("both_databases")
        kinds = ["sqlite", "postgresql"] if is_marked else ["sqlite"]
        metafunc.parametrize("database_url", kinds, indirect=True)


def pytest_report_header() -> str:
    return f"Hypothesis profile: {PROFILE} (LIMELIGHT_TEST_PROFILE)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not HAS_SHARED_DATA:
        terminalreporter.section("No shared data", red=True, bold=True)
        terminalreporter.line(f"{SHARED_DATA} does not exist, so that the tests of real files were skipped.")
        terminalreporter.line("Set LIMELIGHT_SHARED_DATA to the folder.")


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


async def migrate(settings: Settings) -> None:
    database = Database(settings)
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with temporary_server(directory=memory_directory()) as url:
        execute(url, "CREATE DATABASE migrated")
        migrated = DatabaseSettings(url=url.replace("/postgres?", "/migrated?"))
        asyncio.run(migrate(Settings(database=migrated)))
        yield url


@pytest.fixture(scope="session")
def migrated_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose SQLite database has its tables and nothing else."""
    directory = tmp_path_factory.mktemp("migrated")
    asyncio.run(migrate(Settings(data_dir=directory)))
    return directory


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """A database; ``None`` is the embedded default."""
    if request.param == "sqlite":
        yield None
        return
    server = request.getfixturevalue("postgresql")
    name = f"test_{next(_database_numbers)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield server.replace("/postgres?", f"/{name}?")
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str | None, embedded: Settings) -> Settings:
    """A sandbox without creators, on the kind of database that the test runs on."""
    return replace(embedded, database=DatabaseSettings(url=database_url, pool_size=5))


@pytest.fixture
def embedded(migrated_data_dir: Path, tmp_path: Path) -> Settings:
    """A sandbox without creators on SQLite, with all tables."""
    data_dir = tmp_path / "limelight"
    shutil.copytree(migrated_data_dir, data_dir)
    return Settings(data_dir=data_dir, sandbox=SandboxSettings(creators=0))


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
def client(app: Litestar) -> Iterator[Client]:
    """Speaks HTTP to the whole app as the demo tenant."""
    with TestClient(app, raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


@pytest.fixture(scope="session")
def _session_client(migrated_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data_dir = tmp_path_factory.mktemp("session") / "limelight"
    shutil.copytree(migrated_data_dir, data_dir)
    app = create_app(Settings(data_dir=data_dir, sandbox=SandboxSettings(creators=0)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def shared_client(_session_client: Client) -> Client:
    """As ``client``, of one app for the whole session: for tests that store nothing."""
    _session_client.auth = (DEMO_NAME, DEMO_SECRET)
    return _session_client


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    """A stand-in for Google, with an app that is registered for one address."""
    with serve_fake_google(FakeGoogle()) as google:
        google.oauth.redirect_uris.add("https://limelight.example/connect/callback")
        yield google
