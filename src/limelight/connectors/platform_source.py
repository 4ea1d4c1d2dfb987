"""Connected accounts and public profiles as the platforms themselves answer for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from limelight.connectors.calling import AccountGrant, GrantKeeper, Holder, NewGrant, PlatformCalls
from limelight.connectors.client import PlatformClient
from limelight.connectors.fetching import Asked, Fetch, Found
from limelight.connectors.grants import Grant
from limelight.connectors.oauth import GrantClient
from limelight.connectors.source import Item, Page, ProductNotSupported
from limelight.connectors.spec import Platform
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import moment


class PlatformSource:
    """A source that asks the platform, as it is declared."""

    def __init__(self, platform: Platform, client: PlatformClient, holder: Holder) -> None:
        self._platform = platform
        self._calls = PlatformCalls(platform, client, holder)

    async def page(
        self,
        kind: type[Item],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> Page[Item]:
        """See ``Source.page``."""
        declared = self._platform.fetches.get(kind)
        if declared is None:
            raise ProductNotSupported(
                f"{self._platform.name} has no official way to tell of {kind.__name__}."
            )
        asked = Asked(since=since, of=of, cursor=cursor)
        if isinstance(declared, Fetch):
            found = await self._fetched(declared, asked)
        else:
            found = await declared.page(self._calls, asked)
        return Page(items=found.items, cursor=found.cursor)

    async def _fetched(self, fetch: Fetch[Any, Any], asked: Asked) -> Found[Any]:
        params = {fetch.of: asked.of} if fetch.of and asked.of else {}
        found = await self._calls.found(fetch, params, asked.cursor)
        return recent(found, asked.since, newest_first=fetch.newest_first)


def recent(found: Found[Any], since: datetime | None, *, newest_first: bool) -> Found[Any]:
    """What was published since; with the newest first, a page that is too old altogether is the last."""
    if since is None or not found.items:
        return found
    kept = tuple(item for item in found.items if moment(item.published_at) >= since)
    return Found(kept, None if newest_first and not kept else found.cursor, found.rows)


class PlatformSources:
    """The sources of accounts, for those who bring accounts up to date."""

    def __init__(self, client: PlatformClient, keeper: GrantKeeper) -> None:
        self._client = client
        self._keeper = keeper
        self._grants = GrantClient(client)

    def of(self, platform: Platform, account_id: UUID) -> PlatformSource:
        async def refresh(stale: Grant) -> Grant:
            return await self._grants.refreshed(platform, stale)

        return PlatformSource(platform, self._client, AccountGrant(self._keeper, account_id, refresh))


def new_source(platform: Platform, client: PlatformClient, grant: Grant) -> PlatformSource:
    """The source of a grant that belongs to no account yet."""
    return PlatformSource(platform, client, NewGrant(grant))


async def public_creator(platform: Platform, client: PlatformClient, name: str) -> Creator | None:
    """The public profile of a handle or id. Raises ProductNotSupported, SourceError."""
    if platform.creators is None:
        raise ProductNotSupported(f"{platform.name} has no official way to look up a public profile.")
    return await platform.creators.named(PlatformCalls(platform, client), name)
