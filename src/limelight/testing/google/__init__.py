"""A stand-in for Google that speaks HTTP on loopback: OAuth, the YouTube Data API and YouTube Analytics.

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
from limelight.testing.google.answers import (
    Asked,
    Endpoint,
    Refused,
    Reply,
    quota_exceeded,
    too_many_requests,
    unavailable,
)
from limelight.testing.google.channel import CHANNEL_ID, EMAIL, HANDLE, TITLE, Channel
from limelight.testing.google.consents import CLIENT_ID, CLIENT_SECRET, Consents
from limelight.testing.google.youtube import API_KEY, YouTube

__all__ = [
    "API_KEY",
    "CHANNEL_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "EMAIL",
    "HANDLE",
    "TITLE",
    "Asked",
    "Channel",
    "Google",
    "Reply",
    "quota_exceeded",
    "standing_in",
    "too_many_requests",
    "unavailable",
]


def _none(_: Asked) -> Reply | None:
    return None


@dataclass
class Google:
    """``trouble`` may answer in its place; ``units`` is what is left of the day's quota."""

    channel: Channel = field(default_factory=Channel)
    consents: Consents = field(default_factory=Consents)
    trouble: Callable[[Asked], Reply | None] = _none
    units: int = 10_000
    url: str = ""
    answered: list[tuple[Asked, Reply]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def settings(self) -> PlatformSettings:
        """Of an operator whose app and key are Google's."""
        return PlatformSettings(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET, api_key=API_KEY, gateway_url=self.url
        )

    @property
    def asked(self) -> list[Asked]:
        return [asked for asked, _ in self.answered]

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            try:
                reply = self.trouble(asked) or self._own(asked)
            except Refused as refused:
                reply = refused.reply
            self.answered.append((asked, reply))
            return reply

    def _own(self, asked: Asked) -> Reply:
        endpoint = self._endpoints.get(f"{asked.host}{asked.path}")
        if endpoint is None:
            return Reply(404, b"<html>404</html>", content_type="text/html")
        if asked.host == "www.googleapis.com":
            self.units -= 1
            if self.units < 0:
                return quota_exceeded()
        return endpoint(asked)

    @property
    def _endpoints(self) -> dict[str, Endpoint]:
        return {
            "accounts.google.com/o/oauth2/v2/auth": self.consents.page,
            "oauth2.googleapis.com/token": self.consents.token,
            "oauth2.googleapis.com/revoke": self.consents.revoke,
            **YouTube(self.channel, self.consents).endpoints,
        }


@contextmanager
def standing_in(google: Google) -> Iterator[Google]:
    """The stand-in listens until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            reply = google.answer(_asked(self))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", reply.content_type)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may be gone by now
                self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

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


def _asked(handler: BaseHTTPRequestHandler) -> Asked:
    """The first part of the path is the host that was meant."""
    parts = urlsplit(handler.path)
    host, _, path = parts.path.lstrip("/").partition("/")
    body = handler.rfile.read(int(handler.headers["content-length"] or 0)).decode()
    return Asked(
        method=handler.command,
        host=host,
        path=f"/{path}",
        query=dict(parse_qsl(parts.query)),
        headers={name.lower(): value for name, value in handler.headers.items()},
        form=dict(parse_qsl(body)),
    )
