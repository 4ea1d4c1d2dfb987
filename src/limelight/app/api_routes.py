"""The /v1 API: its handlers, middleware and dependencies."""

from collections.abc import AsyncIterator
from typing import Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, Middleware

from limelight.accounts.sdk_tokens import SdkTokens
from limelight.api.activity import ActivityArtists, ActivityContents
from limelight.api.auth import Authenticator, authentication_middleware
from limelight.api.connect import (
    ConnectedAccounts,
    Users,
    WorkPlatforms,
    create_connection_link,
    create_sdk_token,
)
from limelight.api.creator_discovery.creator_jobs import CREATOR_JOB_ROUTES
from limelight.api.creator_discovery.dictionaries import CreatorDictionaries, CreatorTopics
from limelight.api.creator_discovery.email_lookup import EmailLookups
from limelight.api.creator_discovery.profile_analytics import PROFILE_ANALYTICS_ROUTES
from limelight.api.creator_discovery.profiles import CreatorProfiles
from limelight.api.creator_discovery.search import CreatorSearch
from limelight.api.creator_discovery.search_export import SearchExports
from limelight.api.dependencies import provide_accounts
from limelight.api.engagement import Comments, ContentGroups, Contents, PublicationContents
from limelight.api.identity import Audiences, Profiles
from limelight.api.jobs import provide_jobs
from limelight.api.public_content import PUBLIC_CONTENT_ROUTES
from limelight.api.refresh import REFRESH_ROUTES
from limelight.api.request_limits import RequestLimiter, rate_limit_middleware
from limelight.api.router import api_router
from limelight.api.webhooks import Webhooks
from limelight.jobs.declaration import JobContext
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
    *REFRESH_ROUTES,
    *CREATOR_JOB_ROUTES,
    EmailLookups,
    SearchExports,
    *PROFILE_ANALYTICS_ROUTES,
    *PUBLIC_CONTENT_ROUTES,
)
"""All handlers of /v1, by section of the reference."""


def build_api(
    settings: Settings,
    database: Database,
    authenticator: Authenticator,
    job_context: JobContext,
    tokens: SdkTokens,
    links: ReportLinks,
) -> Router:
    async def transaction() -> AsyncIterator[Session]:
        async with database.session() as session:
            yield session

    return api_router(
        HANDLERS,
        middleware=_middleware(settings, authenticator),
        dependencies={
            "session": Provide(transaction),
            "accounts": Provide(provide_accounts, sync_to_thread=False),
            "jobs": Provide(provide_jobs, sync_to_thread=False),
            "public_creators": Provide(lambda: job_context.public_creators, sync_to_thread=False),
            "discovery": Provide(lambda: job_context.discovery, sync_to_thread=False),
            "workbench": Provide(lambda: job_context, sync_to_thread=False),
            "report_links": Provide(lambda: links, sync_to_thread=False),
            "export_files": Provide(lambda: ExportFiles(database), sync_to_thread=False),
            "tokens": Provide(lambda: tokens, sync_to_thread=False),
        },
    )


def _middleware(settings: Settings, authenticator: Authenticator) -> list[Middleware]:
    middleware = [authentication_middleware(authenticator)]
    if settings.limits.requests_per_minute:
        limit = RequestLimiter(settings.limits.requests_per_minute, settings.data_dir / "limits")
        middleware.append(rate_limit_middleware(limit))
    return middleware
