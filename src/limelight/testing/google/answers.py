"""What the stand-in is asked, and how Google answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request. ``host`` and ``path`` are those of the real API; ``headers`` have lower-case names."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=UTF-8"


Endpoint = Callable[[Asked], Reply]


class Refused(Exception):
    """Ends a request with the reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def told(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode())


def error(status: int, reason: str, message: str, domain: str = "youtube.api", **headers: str) -> Reply:
    """An error as the Data and Analytics APIs have it."""
    detail = {"message": message, "domain": domain, "reason": reason}
    body = {"error": {"code": status, "message": message, "errors": [detail]}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body).encode(), named)


def quota_exceeded() -> Reply:
    message = "The request cannot be completed because you have exceeded your quota."
    return error(403, "quotaExceeded", message, "youtube.quota")


def too_many_requests(retry_after: int) -> Reply:
    message = "Too many requests."
    return error(429, "rateLimitExceeded", message, "usageLimits", retry_after=str(retry_after))


def unavailable() -> Reply:
    return Reply(503, b"<html><title>Error 503</title></html>", content_type="text/html")


def unauthorized() -> Reply:
    message = "Request had invalid authentication credentials."
    return error(401, "authError", message, "global", www_authenticate="Bearer")


def lacks_scope() -> Reply:
    message = "Request had insufficient authentication scopes."
    return error(403, "insufficientPermissions", message, "global")


def not_found(reason: str, what: str) -> Reply:
    return error(404, reason, f"The {what} cannot be found.", f"youtube.{what}")
