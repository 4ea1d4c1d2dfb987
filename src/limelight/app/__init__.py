"""The composition root: the one place where the rooms are built and handed to each other."""

import asyncio
import os
from collections.abc import Mapping
from functools import partial

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from limelight.accounts.credentials import Vault
from limelight.accounts.tokens import SdkTokens
from limelight.api.auth import Doorkeeper
from limelight.api.document import openapi_config, openapi_document
from limelight.api.errors import render
from limelight.api.metrics import Measure, Metrics, QueueMetrics, remembered
from limelight.api.operations import Check, operations
from limelight.api.trace import traced
from limelight.app.handlers import api
from limelight.app.parts import sign_ins, workbench
from limelight.app.starting import Beside, Start
from limelight.app.working import working
from limelight.catalog.indexing import SearchIndex
from limelight.catalog.opening import search_index
from limelight.connectors.client import PlatformClient
from limelight.durable.backlog import Backlog
from limelight.jobs.declaration import Workbench
from limelight.jobs.report_links import ReportLinks
from limelight.pages import pages, template_config
from limelight.pages.connect import connect_pages
from limelight.pages.reports import report_pages
from limelight.settings import Settings, load
from limelight.store.creators import Creators
from limelight.store.database import Database

__all__ = ["Beside", "create_app", "working"]


def create_app(settings: Settings | None = None, beside: Beside | None = None) -> Litestar:
    """The whole server. Without settings, they come from the environment."""
    settings = settings or load(os.environ)
    database = Database(settings)
    index = search_index(settings, database)
    platforms = PlatformClient(settings)
    start = Start(settings, database, index, platforms, beside)
    size = _catalogue_size(database)
    metrics = Metrics(
        {("limelight_creators", "Creators in the catalogue."): size},
        [QueueMetrics(Backlog(settings, database).states)],
    )
    app = Litestar(
        [
            *_of_tenants(settings, database, workbench(settings, database, index, platforms)),
            *operations(_checks(database, index), metrics),
            openapi_document,
            *pages(settings, size),
        ],
        lifespan=[start.lifespan],
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


def _of_tenants(
    settings: Settings, database: Database, bench: Workbench
) -> tuple[ControllerRouterHandler, ...]:
    """Whatever shows something of a tenant."""
    doorkeeper, tokens, links = Doorkeeper(database, settings), SdkTokens(settings), ReportLinks(settings)
    return (
        api(settings, database, doorkeeper, bench, tokens, links),
        *connect_pages(database, Vault(settings), tokens, sign_ins(settings)),
        *report_pages(settings, database, links, doorkeeper.tenant),
    )


def _checks(database: Database, index: SearchIndex) -> Mapping[str, Check]:
    return {"database": database.check, "search": partial(asyncio.to_thread, index.look)}


def _catalogue_size(database: Database) -> Measure:
    @remembered(seconds=30)
    async def size() -> float:
        async with database.session() as session:
            return sum((await Creators(session).count()).values())

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
