"""Connected accounts and public profiles, fetched from the platforms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from limelight.connectors.api_client import (
    AccountGrantProvider,
    GrantProvider,
    GrantStore,
    NewGrantProvider,
    PlatformApiClient,
)
from limelight.connectors.endpoints import Endpoint, FetchResult, PageRequest
from limelight.connectors.grants import Grant
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.oauth import OAuthClient
from limelight.connectors.source import AccountRecordT, ProductNotSupported, RecordPage
from limelight.connectors.spec import Platform
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import parse_timestamp


class PlatformSource:
    """A connected account, fetched by its platform's declaration."""

    def __init__(self, platform: Platform, client: PlatformHttpClient, holder: GrantProvider) -> None:
        self._platform = platform
        self._calls = PlatformApiClient(platform, client, holder)

    async def page(
        self,
        kind: type[AccountRecordT],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> RecordPage[AccountRecordT]:
        """See ``AccountSource.page``."""
        declared = self._platform.resources.get(kind)
        if declared is None:
            raise ProductNotSupported(
                f"{self._platform.name} has no official way to tell of {kind.__name__}."
            )
        asked = PageRequest(since=since, content_id=of, cursor=cursor)
        if isinstance(declared, Endpoint):
            found = await self._fetch(declared, asked)
        else:
            found = await declared.fetch_page(self._calls, asked)
        return RecordPage(items=found.items, cursor=found.cursor)

    async def _fetch(self, fetch: Endpoint[Any, Any], asked: PageRequest) -> FetchResult[Any]:
        params = (
            {fetch.content_id_param: asked.content_id} if fetch.content_id_param and asked.content_id else {}
        )
        found = await self._calls.fetch(fetch, params, asked.cursor)
        return filter_since(found, asked.since, newest_first=fetch.newest_first)


def filter_since(found: FetchResult[Any], since: datetime | None, *, newest_first: bool) -> FetchResult[Any]:
    """The items published since; with ``newest_first`` a page without any is the last."""
    if since is None or not found.items:
        return found
    kept = tuple(item for item in found.items if parse_timestamp(item.published_at) >= since)
    return FetchResult(kept, None if newest_first and not kept else found.cursor, found.row_count)


class PlatformSourceFactory:
    """Creates the sources that syncs read accounts from."""

    def __init__(self, client: PlatformHttpClient, keeper: GrantStore) -> None:
        self._client = client
        self._keeper = keeper
        self._grants = OAuthClient(client)

    def source_for(self, platform: Platform, account_id: UUID) -> PlatformSource:
        async def refresh(stale: Grant) -> Grant:
            return await self._grants.refresh(platform, stale)

        return PlatformSource(platform, self._client, AccountGrantProvider(self._keeper, account_id, refresh))


def source_for_new_grant(platform: Platform, client: PlatformHttpClient, grant: Grant) -> PlatformSource:
    """The source of a grant that is not stored yet."""
    return PlatformSource(platform, client, NewGrantProvider(grant))


async def fetch_public_creator(platform: Platform, client: PlatformHttpClient, name: str) -> Creator | None:
    """The public profile of a handle or id. Raises ProductNotSupported, SourceError."""
    if platform.profile_lookup is None:
        raise ProductNotSupported(f"{platform.name} has no official way to look up a public profile.")
    return await platform.profile_lookup.find(PlatformApiClient(platform, client), name)
