"""A grant store in memory, and sources connected to the fake Google."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import msgspec

from limelight.connectors.grants import Grant
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.oauth import OAuthClient
from limelight.connectors.platform_source import PlatformSource, PlatformSourceFactory
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.settings import PlatformsSettings, Settings
from limelight.testing.google import CHANNEL_ID, FakeGoogle

YOUTUBE = platform_by_key(PlatformKey.YOUTUBE)
CALLBACK = "https://limelight.example/connect/callback"
ALL_PRODUCTS = (Product.IDENTITY, Product.IDENTITY_AUDIENCE, Product.ENGAGEMENT)


@dataclass
class MemoryGrantStore:
    """Stores one grant and counts its refreshes."""

    grant: Grant
    refreshes: int = 0
    account_id: UUID = field(default_factory=uuid4)

    async def get(self, account_id: UUID) -> Grant:
        assert account_id == self.account_id
        return self.grant

    async def refresh(
        self, account_id: UUID, stale: Grant, refresh: Callable[[Grant], Awaitable[Grant]]
    ) -> Grant:
        self.refreshes += 1
        self.grant = await refresh(stale)
        return self.grant


def google_settings(google: FakeGoogle) -> Settings:
    return Settings(platforms=PlatformsSettings(youtube=google.settings))


def authorization_code(url: str) -> str:
    return parse_qs(urlsplit(url).query)["code"][0]


async def obtain_grant(google: FakeGoogle, *, without: tuple[str, ...] = ()) -> Grant:
    """A creator's grant of all scopes except some, obtained through the OAuth flow."""
    grants = OAuthClient(PlatformHttpClient(google_settings(google)))
    url, verifier = grants.authorization_url(YOUTUBE, ALL_PRODUCTS, "state", CALLBACK)
    code = authorization_code(google.oauth.allow(url, without))
    grant = await grants.exchange_code(YOUTUBE, code, CALLBACK, verifier)
    return msgspec.structs.replace(grant, subject=CHANNEL_ID)


@asynccontextmanager
async def connected_source(
    google: FakeGoogle, keeper: MemoryGrantStore, declared: Platform = YOUTUBE
) -> AsyncIterator[PlatformSource]:
    """The source of the account whose grant is stored."""
    async with PlatformHttpClient(google_settings(google)) as client:
        yield PlatformSourceFactory(client, keeper).source_for(declared, keeper.account_id)
