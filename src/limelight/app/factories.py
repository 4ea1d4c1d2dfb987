"""Factories of components that several rooms use. They choose sandbox or real sources by environment."""

from collections.abc import Awaitable, Callable

from limelight.accounts.credentials import DatabaseGrantStore, GrantCipher
from limelight.accounts.lifecycle import expire
from limelight.accounts.oauth_sign_in import OAuthSignIn
from limelight.accounts.sign_in import SignInMethods
from limelight.catalog.creator_lookup import CreatorLookup, PublicLookup
from limelight.catalog.discovery import Discovery
from limelight.catalog.imported_source import ImportedSource
from limelight.catalog.index.indexer import SearchIndex
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.platform_source import PlatformSourceFactory, fetch_public_creator
from limelight.connectors.public_source import PublicSource, PublicSourceChain
from limelight.connectors.source import AccountSource
from limelight.connectors.spec import Platform
from limelight.jobs.declaration import JobContext
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.platforms import platform_by_key as platform_of
from limelight.sandbox import World, load_world
from limelight.sandbox.accounts.account_sources import SandboxSources
from limelight.sandbox.accounts.sign_in import SandboxSignIn
from limelight.sandbox.public_source import SandboxPublicSource
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.syncs import SyncTarget
from limelight.sync.account_sync import AccountSync
from limelight.sync.page_fetcher import SourceForAccount


def sign_ins(settings: Settings) -> SignInMethods:
    """The sign-in of creators: simulated in the sandbox, else OAuth at the platforms."""
    if not settings.is_sandbox:
        return SignInMethods(oauth=OAuthSignIn(settings))
    return SignInMethods(sandbox=SandboxSignIn(World(settings.sandbox.seed, now().date())))


def account_sync(settings: Settings, database: Database, client: PlatformHttpClient) -> AccountSync:
    """The service that syncs connected accounts."""
    return AccountSync(database, account_sources(settings, database, client), expire, settings.sync)


def account_sources(settings: Settings, database: Database, client: PlatformHttpClient) -> SourceForAccount:
    """The source of account data: simulated in the sandbox, else the platforms."""
    grants = DatabaseGrantStore(database, GrantCipher(settings))
    platforms = PlatformSourceFactory(client, grants)

    async def source(subject: SyncTarget) -> AccountSource:
        return platforms.source_for(platform_of(subject.platform), subject.id)

    return (
        SandboxSources(_world_loader(settings, database), grants.get).source_for
        if settings.is_sandbox
        else source
    )


def workbench(
    settings: Settings, database: Database, index: SearchIndex, client: PlatformHttpClient
) -> JobContext:
    """The dependencies of jobs."""
    return JobContext(
        database=database,
        public_creators=CreatorLookup(database, _public_profile_lookup(settings, client)),
        observations=PublicSourceChain(public_sources(settings, database)),
        discovery=Discovery(index),
        settings=settings.jobs,
        clock=now,
    )


def _public_profile_lookup(settings: Settings, client: PlatformHttpClient) -> PublicLookup | None:
    """Fetches public profiles that the catalogue lacks. None in the sandbox."""

    async def lookup(platform: Platform, name: str) -> Creator | None:
        return await fetch_public_creator(platform, client, name)

    return None if settings.is_sandbox else lookup


def public_sources(settings: Settings, database: Database) -> list[PublicSource]:
    """The sources of public data: imported files and, in the sandbox, simulated creators."""
    imported: list[PublicSource] = [ImportedSource(database)]
    simulated = [SandboxPublicSource(_world_loader(settings, database))] if settings.is_sandbox else []
    return [*imported, *simulated]


def _world_loader(settings: Settings, database: Database) -> Callable[[], Awaitable[World]]:
    """Loads the sandbox with the seed and start date that are stored in the database."""

    async def world() -> World:
        return await load_world(database, settings.sandbox.seed, now().date())

    return world
