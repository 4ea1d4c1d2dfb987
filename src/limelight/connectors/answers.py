"""What a platform answered, and what its refusals mean."""

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

from limelight.connectors.source import ScopeMissing, SourceError, TooBusy

SHORTEST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(hours=24)
_UNTOLD_WAIT: Final = timedelta(seconds=60)
_JITTER: Final = 0.05
"""Of the wait: what is used up at once should not be asked again at once."""

_INSTANT: Final = 1_000_000_000
"""Greater numbers are instants in seconds since 1970, smaller ones seconds from now."""
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_RESETS: Final = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset", "x-ratelimit-reset-after")


class Credential(StrEnum):
    """With what a request is made: the creator's token, or the operator's own key."""

    TOKEN = "token"  # noqa: S105 -- a kind, not a secret
    KEY = "key"


@dataclass(frozen=True)
class Answer:
    """``headers`` have lower-case names; ``at`` is when it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    credential: Credential
    at: datetime

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @cached_property
    def json(self) -> Any:
        """``None`` if it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


class TokenRefused(SourceError):
    """The access token is not good, or no longer: a fresh one may be."""


class Gone(SourceError):
    """What was asked for is not there, or not for us to see. It says nothing of the account."""


Refusal = Callable[[Answer], SourceError | None]
"""Reads a platform's own way to refuse; ``None`` leaves the answer to the usual reading."""


def usual_refusal(answer: Answer) -> SourceError:
    """What the status alone tells."""
    if _lacks_scope(answer):
        return ScopeMissing("The creator did not grant what this takes.")
    match answer.status:
        case 401 if answer.credential is Credential.TOKEN:
            return TokenRefused("The access token was refused.")
        case 404 | 410:
            return Gone(f"The answer was {answer.status}.")
        case 429:
            return TooBusy("The platform's limit is used up.", waited_until(answer))
        case 503 if "retry-after" in answer.headers:
            return TooBusy("The platform asks to wait.", waited_until(answer))
        case status:
            return SourceError(f"The answer was {status}.")


def waited_until(answer: Answer) -> datetime:
    """When the platform wants to be asked again, by its headers; else in a minute."""
    return later(answer.at, _told(answer.headers, answer.at) or answer.at + _UNTOLD_WAIT)


def later(now: datetime, until: datetime) -> datetime:
    """The instant to ask again, a little after the platform's, within the bounds of any wait."""
    wait = min(max(until - now, SHORTEST_WAIT), LONGEST_WAIT)
    return now + min(wait * random.uniform(1, 1 + _JITTER), LONGEST_WAIT)  # noqa: S311


def _told(headers: Mapping[str, str], now: datetime) -> datetime | None:
    told = headers.get("retry-after", "").strip()
    if told:
        return _instant(told, now) or _dated(told)
    found = (_instant(headers[name].strip(), now) for name in _RESETS if name in headers)
    return next(filter(None, found), None)


def _instant(text: str, now: datetime) -> datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = min(float(text), 1e11)
    if number < _INSTANT:
        return now + timedelta(seconds=number)
    return datetime.fromtimestamp(number, UTC)


def _dated(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _lacks_scope(answer: Answer) -> bool:
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status in {401, 403} and "insufficient_scope" in challenge
