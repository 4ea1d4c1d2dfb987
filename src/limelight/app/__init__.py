"""The composition root: builds all components and wires them together."""

import asyncio
import os
from collections.abc import Mapping
from functools import partial

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.sdk_tokens import SdkTokens
from limelight.api.auth import Authenticator
from limelight.api.errors import error_response
from limelight.api.health import HealthCheck, health_routes
from limelight.api.instrumentation import instrument
from limelight.api.metrics import GaugeReader, Metrics, QueueMetrics, cached
from limelight.api.openapi import openapi_config, openapi_document
from limelight.app.api_routes import build_api
from limelight.app.factories import sign_ins, workbench
from limelight.app.lifespan import ServerLifespan, WorkerFactory
from limelight.app.worker import run_worker
from limelight.catalog.index.factory import open_search_index
from limelight.catalog.index.indexer import SearchIndex
from limelight.connectors.http_client import PlatformHttpClient
from limelight.durable.backlog import Backlog
from limelight.jobs.declaration import JobContext
from limelight.jobs.report_links import ReportLinks
from limelight.pages import site_routes, template_config
from limelight.pages.connect import connect_pages
from limelight.pages.reports import report_pages
from limelight.settings import Settings, load
from limelight.store.creators import Creators
from limelight.store.database import Database

__all__ = ["WorkerFactory", "create_app", "run_worker"]


def create_app(settings: Settings | None = None, worker: WorkerFactory | None = None) -> Litestar:
    """Builds the server. Settings default to the environment's; without ``worker`` it is the API alone."""
    settings = settings or load(os.environ)
    database = Database(settings)
    index = open_search_index(settings, database)
    platforms = PlatformHttpClient(settings)
    start = ServerLifespan(settings, database, index, platforms, worker)
    size = _catalogue_size(database)
    metrics = Metrics(
        {("limelight_creators", "Creators in the catalogue."): size},
        [QueueMetrics(Backlog(settings, database).states)],
    )
    app = Litestar(
        [
            *_tenant_routes(settings, database, workbench(settings, database, index, platforms)),
            *health_routes(_health_checks(database, index), metrics),
            openapi_document,
            *site_routes(settings, size),
        ],
        lifespan=[start.lifespan],
        dependencies={"settings": Provide(lambda: settings, sync_to_thread=False)},
        exception_handlers={Exception: error_response},
        request_max_body_size=settings.limits.body_bytes,
        openapi_config=openapi_config(),
        template_config=template_config(),
        cors_config=_cors(settings),
        logging_config=None,
        state=State({"settings": settings}),
    )
    app.asgi_handler = instrument(app.asgi_handler, metrics)
    return app


def _tenant_routes(
    settings: Settings, database: Database, job_context: JobContext
) -> tuple[ControllerRouterHandler, ...]:
    """All routes that show tenant data: the API, Connect and reports."""
    authenticator, links = Authenticator(database, settings), ReportLinks(settings)
    tokens = SdkTokens(settings)
    return (
        build_api(settings, database, authenticator, job_context, tokens, links),
        *connect_pages(database, GrantCipher(settings), tokens, sign_ins(settings)),
        *report_pages(settings, database, links, authenticator.authenticate),
    )


def _health_checks(database: Database, index: SearchIndex) -> Mapping[str, HealthCheck]:
    return {"database": database.check, "search": partial(asyncio.to_thread, index.refresh)}


def _catalogue_size(database: Database) -> GaugeReader:
    @cached(seconds=30)
    async def size() -> float:
        async with database.session() as session:
            return sum((await Creators(session).count_by_platform()).values())

    return size


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
