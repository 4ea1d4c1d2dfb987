"""The composition root: the one place where the rooms are built and handed to each other."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace

import structlog
from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import Middleware
from sqlalchemy.ext.asyncio import AsyncSession

from limelight.accounts.authority import PlatformAuthority
from limelight.accounts.connecting import expire
from limelight.accounts.credentials import Grants, Vault
from limelight.accounts.demo import demo_synced, ensure_demo, sync_demo
from limelight.accounts.pretended import PretendedPlatforms
from limelight.accounts.sign_ins import SignIns
from limelight.accounts.tokens import SdkTokens
from limelight.api.activity import ActivityArtists, ActivityContents
from limelight.api.auth import Doorkeeper, authentication
from limelight.api.connect import (
    ConnectedAccounts,
    Users,
    WorkPlatforms,
    create_connection_link,
    create_sdk_token,
)
from limelight.api.creator_discovery.analyses import CREATOR_JOBS
from limelight.api.creator_discovery.dictionaries import CreatorDictionaries
from limelight.api.creator_discovery.email_lookup import EmailLookups
from limelight.api.creator_discovery.profiles import CreatorProfiles
from limelight.api.creator_discovery.reports import REPORTS
from limelight.api.creator_discovery.search import CreatorSearch
from limelight.api.creator_discovery.search_export import SearchExports
from limelight.api.creator_discovery.topics import CreatorTopics
from limelight.api.document import openapi_config, openapi_document
from limelight.api.engagement import Comments, ContentGroups, Contents, PublicationContents
from limelight.api.errors import render
from limelight.api.identity import Audiences, Profiles
from limelight.api.jobs import own_jobs
from limelight.api.limits import RateLimit, rate_limited
from limelight.api.metrics import Metrics, QueueMetrics, remembered
from limelight.api.operations import operations
from limelight.api.public_content import PUBLIC_CONTENT
from limelight.api.readers import own_accounts
from limelight.api.refreshing import REFRESHING
from limelight.api.router import api_router
from limelight.api.trace import traced
from limelight.api.webhooks import Webhooks
from limelight.catalog.discovery import Discovery
from limelight.catalog.following import MANY, indexed_beside
from limelight.catalog.imported import ImportedSource
from limelight.catalog.indexing import SearchIndex
from limelight.catalog.opening import search_index
from limelight.catalog.resolving import PublicCreators, PublicLookup
from limelight.connectors.client import PlatformClient
from limelight.connectors.observing import Observations, PublicSource
from limelight.connectors.platform_source import PlatformSources, public_creator
from limelight.connectors.source import Source
from limelight.connectors.spec import Platform
from limelight.durable.backlog import Backlog
from limelight.durable.calls import GIVEN_UP, Handler
from limelight.durable.queues import Queue
from limelight.durable.worker import Worker
from limelight.jobs import JOBS
from limelight.jobs.declaration import QUEUES, Workbench
from limelight.jobs.export_files import ExportFiles
from limelight.jobs.report_links import ReportLinks
from limelight.jobs.requesting import RUN
from limelight.jobs.running import JobRunner
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.pages import pages, template_config
from limelight.pages.connect import connect_pages
from limelight.pages.reports import report_pages
from limelight.platforms import platform as platform_of
from limelight.settings import Settings, load
from limelight.store.creators import Creators
from limelight.store.database import Database
from limelight.store.syncs import Subject
from limelight.store.tenants import Tenants
from limelight.sync.accounts import AccountSync
from limelight.sync.fetching import SourceOf
from limelight.sync.queues import SYNC_ACCOUNT, SYNC_QUEUES
from limelight.sync.schedule import Schedule
from limelight.sync.sources import WorldSources
from limelight.webhooks.delivery import Deliverer
from limelight.webhooks.emitting import DELIVER, DELIVERIES
from limelight.world import World, ensure_grown, stored_world
from limelight.world.public import WorldPublicSource

_LOG = structlog.get_logger("limelight.app")


Beside = Callable[[Settings, Database, SearchIndex], AbstractAsyncContextManager[None]]
"""What goes on in a server's process beside the requests."""


def create_app(settings: Settings | None = None, beside: Beside | None = None) -> Litestar:
    """The whole server. Without settings, they come from the environment."""
    settings = settings or load(os.environ)
    database = Database(settings)
    index = search_index(settings, database)
    platforms = PlatformClient(settings)

    @remembered(seconds=30)
    async def catalogue_size() -> float:
        async with database.session() as session:
            return sum((await Creators(session).count()).values())

    async def search_check() -> None:
        await asyncio.to_thread(index.look)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        is_first = index.is_empty
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(platforms)
            await _prepare(settings, database)
            if settings.is_sandbox:
                async with _indexing(settings, is_first=is_first):
                    await _populate(settings, database)
                    if beside is not None:
                        await _sync_demo(settings, database, platforms)
            if is_first:
                await index.wait_until_caught_up()
            if beside is not None:
                await stack.enter_async_context(beside(settings, database, index))
                if is_first:
                    await demo_synced(database)
            # Left first: the worker takes the threads with it that this runs on.
            await stack.enter_async_context(background(index.keep_up))
            yield
        await database.close()

    metrics = Metrics(
        {("limelight_creators", "Creators in the catalogue."): catalogue_size},
        [QueueMetrics(Backlog(settings, database).states)],
    )
    app = Litestar(
        [
            _api(settings, database, workbench(settings, database, index, platforms)),
            *operations({"database": database.check, "search": search_check}, metrics),
            openapi_document,
            *pages(settings, catalogue_size),
            *connect_pages(database, Vault(settings), SdkTokens(settings), sign_ins(settings)),
            *report_pages(settings, database, ReportLinks(settings), Doorkeeper(database, settings).tenant),
        ],
        lifespan=[lifespan],
        dependencies={"settings": Provide(lambda: settings, sync_to_thread=False)},
        exception_handlers={Exception: render},
        request_max_body_size=settings.limits.body_bytes,
        openapi_config=openapi_config(),
        template_config=template_config(),
        cors_config=_cors(settings),
        logging_config=None,
        state=State({"settings": settings}),
    )
    app.asgi_handler = traced(app.asgi_handler, metrics)
    return app


def sign_ins(settings: Settings) -> SignIns:
    """Where creators sign in: in the sandbox as somebody of its world, else at the platforms."""
    if not settings.is_sandbox:
        return SignIns(authority=PlatformAuthority(settings))
    return SignIns(pretended=PretendedPlatforms(World(settings.sandbox.seed, now().date())))


def account_sources(settings: Settings, database: Database, client: PlatformClient) -> SourceOf:
    """Whom connected accounts are read from: in the sandbox the simulated world, else the platforms."""
    grants = Grants(database, Vault(settings))

    async def world() -> World:
        return await stored_world(database, settings.sandbox.seed, now().date())

    async def source(subject: Subject) -> Source:
        return platforms.of(platform_of(subject.platform), subject.id)

    platforms = PlatformSources(client, grants)
    return WorldSources(world, grants.of).of if settings.is_sandbox else source


def public_lookup(settings: Settings, client: PlatformClient) -> PublicLookup | None:
    """Whom public profiles are asked of that are not in the catalogue: in the sandbox nobody."""

    async def lookup(platform: Platform, name: str) -> Creator | None:
        return await public_creator(platform, client, name)

    return None if settings.is_sandbox else lookup


def workbench(
    settings: Settings, database: Database, index: SearchIndex, client: PlatformClient
) -> Workbench:
    """What jobs are done with."""
    return Workbench(
        database=database,
        public_creators=PublicCreators(database, public_lookup(settings, client)),
        observations=Observations(public_sources(settings, database)),
        discovery=Discovery(index),
        settings=settings.jobs,
        clock=now,
    )


def public_sources(settings: Settings, database: Database) -> list[PublicSource]:
    """Who tells of public creators: what was imported, and in the sandbox the simulated world."""

    async def world() -> World:
        return await stored_world(database, settings.sandbox.seed, now().date())

    imported: list[PublicSource] = [ImportedSource(database)]
    return [*imported, WorldPublicSource(world)] if settings.is_sandbox else imported


@asynccontextmanager
async def working(settings: Settings, database: Database, index: SearchIndex) -> AsyncIterator[None]:
    """The worker, with the handlers of all rooms. Somebody else keeps the index up with the records."""
    async with Deliverer(settings, database) as deliverer, PlatformClient(settings) as client:
        sources = account_sources(settings, database, client)
        account_sync = AccountSync(database, sources, expire, settings.sync)
        jobs = JobRunner(JOBS, workbench(settings, database, index, client), settings.jobs)
        handlers: dict[str, Handler] = {
            DELIVER: deliverer.deliver,
            SYNC_ACCOUNT: account_sync.sync,
            SYNC_ACCOUNT + GIVEN_UP: account_sync.give_up,
            RUN: jobs.run,
            RUN + GIVEN_UP: jobs.give_up,
        }
        async with (
            Worker(settings, database, handlers, (DELIVERIES, *_sync_queues(settings), *QUEUES)),
            background(Schedule(database, settings.sync).keep),
            background(deliverer.tend),
            background(jobs.tend),
        ):
            yield


def _sync_queues(settings: Settings) -> list[Queue]:
    """The simulated world has no limits that would have to be spared."""
    queues = list(SYNC_QUEUES.values())
    return [replace(queue, rate=None) for queue in queues] if settings.is_sandbox else queues


@asynccontextmanager
async def background(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Work that goes on beside the block, and begins again a second after it failed."""

    async def endless() -> None:
        while True:
            try:
                await work()
            except Exception:
                _LOG.exception("background work failed")
            await asyncio.sleep(1)

    task = asyncio.create_task(endless())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _prepare(settings: Settings, database: Database) -> None:
    """What every start makes sure of, before the first request."""
    if database.is_embedded:
        await database.migrate()
    if settings.is_sandbox:
        async with database.session() as session:
            await Tenants(session).create_demo()


def _indexing(settings: Settings, *, is_first: bool) -> AbstractAsyncContextManager[object]:
    """The many creators of a first start are indexed while they are stored."""
    if is_first and settings.sandbox.creators >= MANY:
        return indexed_beside(settings)
    return nullcontext()


async def _populate(settings: Settings, database: Database) -> None:
    """The sandbox's creators and its demo users, unless they are there."""
    world = await ensure_grown(database, settings.sandbox.seed, settings.sandbox.creators, now().date())
    await ensure_demo(database, Vault(settings), world)


async def _sync_demo(settings: Settings, database: Database, client: PlatformClient) -> None:
    sources = account_sources(settings, database, client)
    await sync_demo(database, AccountSync(database, sources, expire, settings.sync).sync_as)


def _api(settings: Settings, database: Database, bench: Workbench) -> Router:
    tokens, report_links = SdkTokens(settings), ReportLinks(settings)

    async def transaction() -> AsyncIterator[AsyncSession]:
        async with database.session() as session:
            yield session

    return api_router(
        [
            WorkPlatforms,
            Users,
            create_sdk_token,
            create_connection_link,
            ConnectedAccounts,
            Profiles,
            Audiences,
            Contents,
            ContentGroups,
            PublicationContents,
            Comments,
            ActivityArtists,
            ActivityContents,
            CreatorDictionaries,
            CreatorTopics,
            CreatorSearch,
            CreatorProfiles,
            Webhooks,
            *REFRESHING,
            *CREATOR_JOBS,
            EmailLookups,
            SearchExports,
            *REPORTS,
            *PUBLIC_CONTENT,
        ],
        guards=_guards(settings, database),
        dependencies={
            "session": Provide(transaction),
            "accounts": Provide(own_accounts, sync_to_thread=False),
            "jobs": Provide(own_jobs, sync_to_thread=False),
            "public_creators": Provide(lambda: bench.public_creators, sync_to_thread=False),
            "discovery": Provide(lambda: bench.discovery, sync_to_thread=False),
            "workbench": Provide(lambda: bench, sync_to_thread=False),
            "report_links": Provide(lambda: report_links, sync_to_thread=False),
            "export_files": Provide(lambda: ExportFiles(database), sync_to_thread=False),
            "tokens": Provide(lambda: tokens, sync_to_thread=False),
        },
    )


def _guards(settings: Settings, database: Database) -> list[Middleware]:
    guards = [authentication(Doorkeeper(database, settings))]
    if settings.limits.requests_per_minute:
        limit = RateLimit(settings.limits.requests_per_minute, settings.data_dir / "limits")
        guards.append(rate_limited(limit))
    return guards


def _cors(settings: Settings) -> CORSConfig | None:
    if not settings.http.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.http.cors_origins),
        allow_headers=["authorization", "content-type"],
        expose_headers=[
            "request-id",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "retry-after",
        ],
    )
