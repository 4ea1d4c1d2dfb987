"""Speaking HTTP to platforms, with the operator's credentials at each."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from limelight import __version__
from limelight.connectors.addresses import AddressRefused, GuardedTransport, is_public
from limelight.connectors.answers import Answer, Credential
from limelight.connectors.source import SourceError
from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.settings import PlatformSettings, Settings

LARGEST_ANSWER: Final = 32 * 1024 * 1024
_NO_CREDENTIALS: Final = PlatformSettings()


class PlatformClient:
    """``async with`` keeps connections open between requests."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.platforms
        self._clients: dict[PlatformKey, httpx2.AsyncClient] = {}

    async def __aenter__(self) -> "PlatformClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._clients:
            await self._clients.popitem()[1].aclose()

    def own(self, platform: Platform) -> PlatformSettings:
        """What the operator has at the platform."""
        found: PlatformSettings = getattr(self._settings, platform.key, _NO_CREDENTIALS)
        return found

    def url(self, platform: Platform, url: str) -> str:
        """Where the URL leads to, past the operator's gateway if there is one."""
        gateway = self.own(platform).gateway_url
        if gateway is None:
            return url
        parts = urlsplit(url)
        return f"{gateway.rstrip('/')}/{parts.netloc}{parts.path}"

    def options(self, platform: Platform) -> dict[str, Any]:
        """How connections to the platform are made: to public addresses, or to the operator's gateway."""
        own = self.own(platform)
        allows = is_public if own.gateway_url is None else lambda _: True
        return {
            "transport": GuardedTransport(allows),
            "headers": {"user-agent": f"Limelight/{__version__}", "accept": "application/json"},
            "timeout": own.timeout_seconds,
            "follow_redirects": False,
            "trust_env": False,
        }

    async def get(
        self,
        platform: Platform,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        credential: Credential,
    ) -> Answer:
        """The answer, whatever it is. Raises SourceError if there is none."""
        request = self._client(platform).build_request(
            "GET", self.url(platform, url), params=dict(params), headers=dict(headers)
        )
        try:
            async with asyncio.timeout(self.own(platform).timeout_seconds):
                return await self._sent(platform, request, credential)
        except (httpx2.HTTPError, httpx2.InvalidURL, AddressRefused, OSError) as error:
            raise SourceError(f"{platform.name} did not answer: {error or type(error).__name__}") from error

    async def _sent(self, platform: Platform, request: httpx2.Request, credential: Credential) -> Answer:
        response = await self._client(platform).send(request, stream=True)
        try:
            body = await _body(response)
        finally:
            await response.aclose()
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=body,
            credential=credential,
            at=now(),
        )

    def _client(self, platform: Platform) -> httpx2.AsyncClient:
        if platform.key not in self._clients:
            self._clients[platform.key] = httpx2.AsyncClient(**self.options(platform))
        return self._clients[platform.key]


async def _body(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise SourceError(f"The answer has more than {LARGEST_ANSWER} bytes.")
    return bytes(body)
