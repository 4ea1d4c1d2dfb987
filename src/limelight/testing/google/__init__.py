"""A fake Google on loopback HTTP: OAuth, the YouTube Data API and YouTube Analytics.

Point ``LIMELIGHT_PLATFORMS__YOUTUBE__GATEWAY_URL`` at its ``url``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from limelight.settings import PlatformSettings
from limelight.testing.google.channel import CHANNEL_ID, EMAIL, HANDLE, TITLE, FakeChannel
from limelight.testing.google.http import (
    FakeRequest,
    FakeResponse,
    RequestHandler,
    RequestRejected,
    quota_exceeded,
    too_many_requests,
    unavailable,
)
from limelight.testing.google.oauth import CLIENT_ID, CLIENT_SECRET, FakeOAuthServer
from limelight.testing.google.youtube import API_KEY, FakeYouTube

__all__ = [
    "API_KEY",
    "CHANNEL_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "EMAIL",
    "HANDLE",
    "TITLE",
    "FakeChannel",
    "FakeGoogle",
    "FakeRequest",
    "FakeResponse",
    "quota_exceeded",
    "serve_fake_google",
    "too_many_requests",
    "unavailable",
]


def _no_fault(_: FakeRequest) -> FakeResponse | None:
    return None


@dataclass
class FakeGoogle:
    """``fault`` may replace a response; ``quota_units`` is the rest of the daily quota."""

    channel: FakeChannel = field(default_factory=FakeChannel)
    oauth: FakeOAuthServer = field(default_factory=FakeOAuthServer)
    fault: Callable[[FakeRequest], FakeResponse | None] = _no_fault
    quota_units: int = 10_000
    url: str = ""
    exchanges: list[tuple[FakeRequest, FakeResponse]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def settings(self) -> PlatformSettings:
        """Platform settings with the fake's OAuth app, API key and URL."""
        return PlatformSettings(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET, api_key=API_KEY, gateway_url=self.url
        )

    @property
    def requests(self) -> list[FakeRequest]:
        return [asked for asked, _ in self.exchanges]

    def handle(self, asked: FakeRequest) -> FakeResponse:
        with self._lock:
            try:
                reply = self.fault(asked) or self._dispatch(asked)
            except RequestRejected as refused:
                reply = refused.response
            self.exchanges.append((asked, reply))
            return reply

    def _dispatch(self, asked: FakeRequest) -> FakeResponse:
        endpoint = self._routes.get(f"{asked.host}{asked.path}")
        if endpoint is None:
            return FakeResponse(404, b"<html>404</html>", content_type="text/html")
        if asked.host == "www.googleapis.com":
            self.quota_units -= 1
            if self.quota_units < 0:
                return quota_exceeded()
        return endpoint(asked)

    @property
    def _routes(self) -> dict[str, RequestHandler]:
        return {
            "accounts.google.com/o/oauth2/v2/auth": self.oauth.consent_page,
            "oauth2.googleapis.com/token": self.oauth.token,
            "oauth2.googleapis.com/revoke": self.oauth.revoke,
            **FakeYouTube(self.channel, self.oauth).routes,
        }


@contextmanager
def serve_fake_google(google: FakeGoogle) -> Iterator[FakeGoogle]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            reply = google.handle(_parse_request(self))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", reply.content_type)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may be gone by now
                self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            """Disable request logging."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    google.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _parse_request(handler: BaseHTTPRequestHandler) -> FakeRequest:
    """The first path segment is the intended host."""
    parts = urlsplit(handler.path)
    host, _, path = parts.path.lstrip("/").partition("/")
    body = handler.rfile.read(int(handler.headers["content-length"] or 0)).decode()
    return FakeRequest(
        method=handler.command,
        host=host,
        path=f"/{path}",
        query=dict(parse_qsl(parts.query)),
        headers={name.lower(): value for name, value in handler.headers.items()},
        form=dict(parse_qsl(body)),
    )
