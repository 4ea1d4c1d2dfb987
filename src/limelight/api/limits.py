"""How often a tenant may call: a number of requests in each minute."""

from collections.abc import Callable
from math import ceil
from time import monotonic
from uuid import UUID

from litestar.types import ASGIApp, Middleware, Receive, Scope, Send

from limelight.api.trace import add_headers
from limelight.errors import TooManyRequests

_MINUTE = 60.0


class RateLimitExceeded(TooManyRequests):
    """The tenant has used up its requests of this minute."""


class RateLimit:
    """Counts in this process. A tenant's minute begins with its first request."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._windows: dict[UUID, tuple[float, int]] = {}

    def take(self, tenant_id: UUID) -> tuple[int, int]:
        """Count a request: how many remain (negative: one too many), and the seconds until all are back."""
        now = self._clock()
        start, used = self._windows.get(tenant_id, (now, 0))
        if now - start >= _MINUTE:
            start, used = now, 0
        self._windows[tenant_id] = (start, used + 1)
        return self.per_minute - used - 1, ceil(start + _MINUTE - now)


def rate_limited(limit: RateLimit) -> Middleware:
    """Refuses what is above the limit, and tells every caller where it stands."""

    def guarded(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            remaining, reset = limit.take(scope["user"].id)
            add_headers(scope, _headers(limit.per_minute, max(remaining, 0), reset))
            if remaining < 0:
                message = f"At most {limit.per_minute} requests a minute are allowed: try again in {reset} s."
                raise RateLimitExceeded(message, retry_after=reset)
            await app(scope, receive, send)

        return handle

    return guarded


def _headers(limit: int, remaining: int, reset: int) -> list[tuple[bytes, bytes]]:
    return [
        (b"ratelimit-limit", b"%d" % limit),
        (b"ratelimit-remaining", b"%d" % remaining),
        (b"ratelimit-reset", b"%d" % reset),
    ]
