"""What tests hold grants and ask platforms with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import msgspec

from limelight.connectors.client import PlatformClient
from limelight.connectors.grants import Grant
from limelight.connectors.oauth import GrantClient
from limelight.connectors.platform_source import PlatformSource, PlatformSources
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform
from limelight.settings import PlatformsSettings, Settings
from limelight.testing.google import CHANNEL_ID, Google

YOUTUBE = platform(PlatformKey.YOUTUBE)
CALLBACK = "https://limelight.example/connect/callback"
EVERYTHING = (Product.IDENTITY, Product.IDENTITY_AUDIENCE, Product.ENGAGEMENT)


@dataclass
class Keeper:
    """Keeps one grant, and counts how often it was refreshed."""

    grant: Grant
    refreshes: int = 0
    account_id: UUID = field(default_factory=uuid4)

    async def of(self, account_id: UUID) -> Grant:
        assert account_id == self.account_id
        return self.grant

    async def refreshed(
        self, account_id: UUID, stale: Grant, refresh: Callable[[Grant], Awaitable[Grant]]
    ) -> Grant:
        self.refreshes += 1
        self.grant = await refresh(stale)
        return self.grant


def settings_of(google: Google) -> Settings:
    return Settings(platforms=PlatformsSettings(youtube=google.settings))


def code_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["code"][0]


async def granted(google: Google, *, without: tuple[str, ...] = ()) -> Grant:
    """A creator's grant of everything but some scopes, by the whole way through OAuth."""
    grants = GrantClient(PlatformClient(settings_of(google)))
    url, verifier = grants.authorization_url(YOUTUBE, EVERYTHING, "state", CALLBACK)
    code = code_of(google.consents.allow(url, without))
    grant = await grants.exchange(YOUTUBE, code, CALLBACK, verifier)
    return msgspec.structs.replace(grant, subject=CHANNEL_ID)


@asynccontextmanager
async def connected(
    google: Google, keeper: Keeper, declared: Platform = YOUTUBE
) -> AsyncIterator[PlatformSource]:
    """The source of the account whose grant is kept."""
    async with PlatformClient(settings_of(google)) as client:
        yield PlatformSources(client, keeper).of(declared, keeper.account_id)
