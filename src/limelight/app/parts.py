"""Parts that more than one process or room is built with, as the environment wants them."""

from collections.abc import Awaitable, Callable

from limelight.accounts.authority import PlatformAuthority
from limelight.accounts.connecting import expire
from limelight.accounts.credentials import Grants, Vault
from limelight.accounts.pretended import PretendedPlatforms
from limelight.accounts.sign_ins import SignIns
from limelight.catalog.discovery import Discovery
from limelight.catalog.imported import ImportedSource
from limelight.catalog.indexing import SearchIndex
from limelight.catalog.resolving import PublicCreators, PublicLookup
from limelight.connectors.client import PlatformClient
from limelight.connectors.observing import Observations, PublicSource
from limelight.connectors.platform_source import PlatformSources, public_creator
from limelight.connectors.source import Source
from limelight.connectors.spec import Platform
from limelight.jobs.declaration import Workbench
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.platforms import platform as platform_of
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.syncs import Subject
from limelight.sync.accounts import AccountSync
from limelight.sync.fetching import SourceOf
from limelight.sync.sources import WorldSources
from limelight.world import World, stored_world
from limelight.world.public import WorldPublicSource


def sign_ins(settings: Settings) -> SignIns:
    """Where creators sign in: in the sandbox as somebody of its world, else at the platforms."""
    if not settings.is_sandbox:
        return SignIns(authority=PlatformAuthority(settings))
    return SignIns(pretended=PretendedPlatforms(World(settings.sandbox.seed, now().date())))


def account_sync(settings: Settings, database: Database, client: PlatformClient) -> AccountSync:
    """What brings connected accounts up to date."""
    return AccountSync(database, account_sources(settings, database, client), expire, settings.sync)


def account_sources(settings: Settings, database: Database, client: PlatformClient) -> SourceOf:
    """Whom connected accounts are read from: in the sandbox the simulated world, else the platforms."""
    grants = Grants(database, Vault(settings))
    platforms = PlatformSources(client, grants)

    async def source(subject: Subject) -> Source:
        return platforms.of(platform_of(subject.platform), subject.id)

    return WorldSources(_world(settings, database), grants.of).of if settings.is_sandbox else source


def workbench(
    settings: Settings, database: Database, index: SearchIndex, client: PlatformClient
) -> Workbench:
    """What jobs are done with."""
    return Workbench(
        database=database,
        public_creators=PublicCreators(database, _public_lookup(settings, client)),
        observations=Observations(public_sources(settings, database)),
        discovery=Discovery(index),
        settings=settings.jobs,
        clock=now,
    )


def _public_lookup(settings: Settings, client: PlatformClient) -> PublicLookup | None:
    """Whom public profiles are asked of that are not in the catalogue: in the sandbox nobody."""

    async def lookup(platform: Platform, name: str) -> Creator | None:
        return await public_creator(platform, client, name)

    return None if settings.is_sandbox else lookup


def public_sources(settings: Settings, database: Database) -> list[PublicSource]:
    """Who tells of public creators: what was imported, and in the sandbox the simulated world."""
    imported: list[PublicSource] = [ImportedSource(database)]
    simulated = [WorldPublicSource(_world(settings, database))] if settings.is_sandbox else []
    return [*imported, *simulated]


def _world(settings: Settings, database: Database) -> Callable[[], Awaitable[World]]:
    """The simulated world as it was begun."""

    async def world() -> World:
        return await stored_world(database, settings.sandbox.seed, now().date())

    return world
