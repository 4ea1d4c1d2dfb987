"""Rate limit per tenant: a number of requests per minute."""

import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from math import ceil
from pathlib import Path
from struct import Struct
from time import time
from typing import Final
from uuid import UUID

from litestar.types import ASGIApp, Middleware, Receive, Scope, Send

from limelight.api.instrumentation import add_headers
from limelight.errors import TooManyRequests

_WINDOW_SECONDS: Final = 60.0
_WINDOW_FORMAT: Final = Struct("=dQ")
"""Start of a tenant's current minute (Unix time) and number of requests in it."""


class RateLimitExceeded(TooManyRequests):
    """The tenant has exceeded its requests per minute."""


class RequestLimiter:
    """A fixed-window counter in one file per tenant, shared by all processes of a data directory.

    A tenant's window starts with its first request.
    """

    def __init__(self, per_minute: int, directory: Path, clock: Callable[[], float] = time) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.per_minute = per_minute
        self._directory = directory
        self._clock = clock

    def count(self, tenant_id: UUID) -> tuple[int, int]:
        """Counts a request. Returns the requests left (negative: over the limit) and the seconds to reset."""
        file = os.open(self._directory / str(tenant_id), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            flock(file, LOCK_EX)
            now = self._clock()
            start, used = _current_window(os.pread(file, _WINDOW_FORMAT.size, 0), now)
            os.pwrite(file, _WINDOW_FORMAT.pack(start, used + 1), 0)
        finally:
            os.close(file)
        return self.per_minute - used - 1, ceil(_WINDOW_SECONDS - (now - start))


def _current_window(stored: bytes, now: float) -> tuple[float, int]:
    start, used = _WINDOW_FORMAT.unpack(stored) if stored else (now, 0)
    return (start, used) if 0 <= now - start < _WINDOW_SECONDS else (now, 0)


def rate_limit_middleware(limit: RequestLimiter) -> Middleware:
    """Rejects requests over the limit and adds ``ratelimit-*`` headers to every response."""

    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            remaining, reset = limit.count(scope["user"].id)
            add_headers(scope, _headers(limit.per_minute, max(remaining, 0), reset))
            if remaining < 0:
                message = f"The limit is {limit.per_minute} requests per minute. Retry in {reset} s."
                raise RateLimitExceeded(message, retry_after=reset)
            await app(scope, receive, send)

        return handle

    return middleware


def _headers(limit: int, remaining: int, reset: int) -> list[tuple[bytes, bytes]]:
    return [
        (b"ratelimit-limit", b"%d" % limit),
        (b"ratelimit-remaining", b"%d" % remaining),
        (b"ratelimit-reset", b"%d" % reset),
    ]
