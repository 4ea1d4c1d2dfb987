"""All of /v1: which handlers stand in it, who may enter, and what reaches them by name."""

from collections.abc import AsyncIterator
from typing import Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, Middleware

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
from limelight.api.engagement import Comments, ContentGroups, Contents, PublicationContents
from limelight.api.identity import Audiences, Profiles
from limelight.api.jobs import own_jobs
from limelight.api.limits import RateLimit, rate_limited
from limelight.api.public_content import PUBLIC_CONTENT
from limelight.api.readers import own_accounts
from limelight.api.refreshing import REFRESHING
from limelight.api.router import api_router
from limelight.api.webhooks import Webhooks
from limelight.jobs.declaration import Workbench
from limelight.jobs.export_files import ExportFiles
from limelight.jobs.report_links import ReportLinks
from limelight.settings import Settings
from limelight.store.database import Database, Session

HANDLERS: Final[tuple[ControllerRouterHandler, ...]] = (
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
)
"""The sections of the reference."""


def api(
    settings: Settings,
    database: Database,
    doorkeeper: Doorkeeper,
    bench: Workbench,
    tokens: SdkTokens,
    links: ReportLinks,
) -> Router:
    async def transaction() -> AsyncIterator[Session]:
        async with database.session() as session:
            yield session

    return api_router(
        HANDLERS,
        guards=_guards(settings, doorkeeper),
        dependencies={
            "session": Provide(transaction),
            "accounts": Provide(own_accounts, sync_to_thread=False),
            "jobs": Provide(own_jobs, sync_to_thread=False),
            "public_creators": Provide(lambda: bench.public_creators, sync_to_thread=False),
            "discovery": Provide(lambda: bench.discovery, sync_to_thread=False),
            "workbench": Provide(lambda: bench, sync_to_thread=False),
            "report_links": Provide(lambda: links, sync_to_thread=False),
            "export_files": Provide(lambda: ExportFiles(database), sync_to_thread=False),
            "tokens": Provide(lambda: tokens, sync_to_thread=False),
        },
    )


def _guards(settings: Settings, doorkeeper: Doorkeeper) -> list[Middleware]:
    guards = [authentication(doorkeeper)]
    if settings.limits.requests_per_minute:
        limit = RateLimit(settings.limits.requests_per_minute, settings.data_dir / "limits")
        guards.append(rate_limited(limit))
    return guards
