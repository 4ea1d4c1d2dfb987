"""An HTTP client per platform, configured by the operator's settings for it."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from limelight import __version__
from limelight.connectors.guarded_transport import AddressBlocked, GuardedTransport, is_public
from limelight.connectors.responses import AuthMethod, Response
from limelight.connectors.source import SourceError
from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.settings import PlatformSettings, Settings

MAX_RESPONSE_BYTES: Final = 32 * 1024 * 1024
_NO_CREDENTIALS: Final = PlatformSettings()


class PlatformHttpClient:
    """Use as an async context manager to reuse connections."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.platforms
        self._clients: dict[PlatformKey, httpx2.AsyncClient] = {}

    async def __aenter__(self) -> "PlatformHttpClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._clients:
            await self._clients.popitem()[1].aclose()

    def settings_for(self, platform: Platform) -> PlatformSettings:
        """What the operator has at the platform."""
        found: PlatformSettings = getattr(self._settings, platform.key, _NO_CREDENTIALS)
        return found

    def resolve_url(self, platform: Platform, url: str) -> str:
        """Where the URL leads to, past the operator's gateway if there is one."""
        gateway = self.settings_for(platform).gateway_url
        if gateway is None:
            return url
        parts = urlsplit(url)
        return f"{gateway.rstrip('/')}/{parts.netloc}{parts.path}"

    def connection_options(self, platform: Platform) -> dict[str, Any]:
        """Options of the HTTP client: only public addresses are allowed, unless a gateway is set."""
        own = self.settings_for(platform)
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
        credential: AuthMethod,
    ) -> Response:
        """The response, whatever its status. Raises SourceError if there is none."""
        request = self._client(platform).build_request(
            "GET", self.resolve_url(platform, url), params=dict(params), headers=dict(headers)
        )
        try:
            async with asyncio.timeout(self.settings_for(platform).timeout_seconds):
                return await self._send(platform, request, credential)
        except (httpx2.HTTPError, httpx2.InvalidURL, AddressBlocked, OSError) as error:
            raise SourceError(f"{platform.name} did not answer: {error or type(error).__name__}") from error

    async def _send(self, platform: Platform, request: httpx2.Request, credential: AuthMethod) -> Response:
        response = await self._client(platform).send(request, stream=True)
        try:
            body = await _read_body(response)
        finally:
            await response.aclose()
        return Response(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=body,
            auth_method=credential,
            received_at=now(),
        )

    def _client(self, platform: Platform) -> httpx2.AsyncClient:
        if platform.key not in self._clients:
            self._clients[platform.key] = httpx2.AsyncClient(**self.connection_options(platform))
        return self._clients[platform.key]


async def _read_body(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_RESPONSE_BYTES:
            raise SourceError(f"The answer has more than {MAX_RESPONSE_BYTES} bytes.")
    return bytes(body)
