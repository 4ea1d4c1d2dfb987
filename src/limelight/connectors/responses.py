"""A platform's HTTP response, and the error and retry time that follow from it."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import msgspec

from limelight.connectors.source import InsufficientScope, RateLimited, SourceError

MIN_RETRY_DELAY: Final = timedelta(seconds=1)
MAX_RETRY_DELAY: Final = timedelta(hours=24)
_DEFAULT_RETRY_DELAY: Final = timedelta(seconds=60)
_JITTER: Final = 0.05
"""Fraction of the delay that is added at random, so that many clients do not retry at once."""

_MIN_EPOCH_SECONDS: Final = 1_000_000_000
"""Numbers from here on are seconds since 1970; smaller ones are seconds from now."""
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_RESET_HEADERS: Final = (
    "x-rate-limit-reset",
    "x-ratelimit-reset",
    "ratelimit-reset",
    "x-ratelimit-reset-after",
)


class AuthMethod(StrEnum):
    """How a request is authorized: with the creator's access token or the operator's API key."""

    ACCESS_TOKEN = "token"  # noqa: S105 -- a kind, not a secret
    API_KEY = "key"


@dataclass(frozen=True)
class Response:
    """``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    auth_method: AuthMethod
    received_at: datetime

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @cached_property
    def json(self) -> Any:
        """The decoded body; ``None`` if it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


class AccessTokenRejected(SourceError):
    """The platform rejected the access token; a refreshed one may work."""


class ResourceGone(SourceError):
    """The resource does not exist or is not visible. The account itself is unaffected."""


ErrorMapper = Callable[[Response], SourceError | None]
"""Maps a platform's own error format to an error; ``None`` falls back to ``default_error``."""


def default_error(answer: Response) -> SourceError:
    """The error that follows from the status and the standard headers."""
    if _lacks_scope(answer):
        return InsufficientScope("The creator did not grant what this takes.")
    match answer.status:
        case 401 if answer.auth_method is AuthMethod.ACCESS_TOKEN:
            return AccessTokenRejected("The access token was refused.")
        case 404 | 410:
            return ResourceGone(f"The answer was {answer.status}.")
        case 429:
            return RateLimited("The platform's limit is used up.", retry_time(answer))
        case 503 if "retry-after" in answer.headers:
            return RateLimited("The platform asks to wait.", retry_time(answer))
        case status:
            return SourceError(f"The answer was {status}.")


def retry_time(answer: Response) -> datetime:
    """When to retry by the response's headers, else in a minute."""
    return bounded_retry_time(
        answer.received_at,
        _parse_headers(answer.headers, answer.received_at) or answer.received_at + _DEFAULT_RETRY_DELAY,
    )


def bounded_retry_time(now: datetime, until: datetime) -> datetime:
    """``until`` plus jitter, at least ``MIN_RETRY_DELAY`` and at most ``MAX_RETRY_DELAY`` from now."""
    wait = min(max(until - now, MIN_RETRY_DELAY), MAX_RETRY_DELAY)
    return now + min(wait * random.uniform(1, 1 + _JITTER), MAX_RETRY_DELAY)  # noqa: S311


def _parse_headers(headers: Mapping[str, str], now: datetime) -> datetime | None:
    told = headers.get("retry-after", "").strip()
    if told:
        return _parse_seconds(told, now) or _parse_http_date(told)
    found = (_parse_seconds(headers[name].strip(), now) for name in _RESET_HEADERS if name in headers)
    return next(filter(None, found), None)


def _parse_seconds(text: str, now: datetime) -> datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = min(float(text), 1e11)
    if number < _MIN_EPOCH_SECONDS:
        return now + timedelta(seconds=number)
    return datetime.fromtimestamp(number, UTC)


def _parse_http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _lacks_scope(answer: Response) -> bool:
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status in {401, 403} and "insufficient_scope" in challenge
