"""Instrumentation of every request: request id, access log, metrics and security headers."""

from time import perf_counter
from typing import Final
from uuid import uuid4

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from limelight.api.metrics import Metrics

Headers = list[tuple[bytes, bytes]]

_LOG = structlog.get_logger("limelight.http")
_CONTENT_SECURITY_POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_SECURITY_HEADERS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


def request_id(scope: Scope) -> str:
    """The id generated for this request. An id that the client sends is ignored."""
    return str(scope["state"]["request_id"])


def add_headers(scope: Scope, headers: Headers) -> None:
    """Adds headers to the response, including error responses."""
    scope["state"].setdefault("headers", []).extend(headers)


def instrument(app: ASGIApp, metrics: Metrics) -> ASGIApp:
    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        started, status = perf_counter(), 500
        scope["state"]["request_id"] = identifier = str(uuid4())
        scope["query_string"] = without_empty_values(scope["query_string"])
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=identifier)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_common_headers(scope, list(message.get("headers", ())))
            await send(message)

        try:
            await app(scope, receive, answer)
        finally:
            _log_and_measure(scope, status, perf_counter() - started, metrics)

    return handle


def without_empty_values(query: bytes) -> bytes:
    """Removes empty query values: ``limit=&offset=5`` becomes ``offset=5``."""
    if b"=&" not in query and not query.endswith(b"="):
        return query
    return b"&".join(part for part in query.split(b"&") if part.partition(b"=")[2])


def _with_common_headers(scope: Scope, headers: Headers) -> Headers:
    headers += [
        (b"request-id", request_id(scope).encode()),
        *_SECURITY_HEADERS,
        *scope["state"].get("headers", ()),
    ]
    if not any(name.lower() == _CONTENT_SECURITY_POLICY[0] for name, _ in headers):
        headers.append(_CONTENT_SECURITY_POLICY)
    return headers


def _log_and_measure(scope: HTTPScope, status: int, seconds: float, metrics: Metrics) -> None:
    # The route, not the path: paths and queries contain handles and ids of people.
    route = str(scope.get("path_template", "unknown"))
    metrics.observe(scope["method"], route, status, seconds)
    _LOG.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 2))
