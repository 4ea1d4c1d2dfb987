"""Requests to the fake Google, and its responses."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FakeRequest:
    """One request. ``host`` and ``path`` are those of the real API; ``headers`` have lower-case names."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str]


@dataclass(frozen=True)
class FakeResponse:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=UTF-8"


RequestHandler = Callable[[FakeRequest], FakeResponse]


class RequestRejected(Exception):
    """Ends a request with the given response."""

    def __init__(self, reply: FakeResponse) -> None:
        super().__init__(reply.status)
        self.response = reply


def json_response(body: Any, status: int = 200) -> FakeResponse:
    return FakeResponse(status, json.dumps(body).encode())


def error_response(
    status: int, reason: str, message: str, domain: str = "youtube.api", **headers: str
) -> FakeResponse:
    """An error as the Data and Analytics APIs have it."""
    detail = {"message": message, "domain": domain, "reason": reason}
    body = {"error": {"code": status, "message": message, "errors": [detail]}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return FakeResponse(status, json.dumps(body).encode(), named)


def quota_exceeded() -> FakeResponse:
    message = "The request cannot be completed because you have exceeded your quota."
    return error_response(403, "quotaExceeded", message, "youtube.quota")


def too_many_requests(retry_after: int) -> FakeResponse:
    message = "Too many requests."
    return error_response(429, "rateLimitExceeded", message, "usageLimits", retry_after=str(retry_after))


def unavailable() -> FakeResponse:
    return FakeResponse(503, b"<html><title>Error 503</title></html>", content_type="text/html")


def unauthorized() -> FakeResponse:
    message = "Request had invalid authentication credentials."
    return error_response(401, "authError", message, "global", www_authenticate="Bearer")


def lacks_scope() -> FakeResponse:
    message = "Request had insufficient authentication scopes."
    return error_response(403, "insufficientPermissions", message, "global")


def not_found(reason: str, what: str) -> FakeResponse:
    return error_response(404, reason, f"The {what} cannot be found.", f"youtube.{what}")
