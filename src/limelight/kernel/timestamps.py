"""Timestamps in wire format: UTC, six digits of microseconds, no zone."""

from datetime import UTC, datetime
from typing import NewType

Timestamp = NewType("Timestamp", str)


def format_timestamp(moment: datetime) -> Timestamp:
    """The time in wire format, ``2026-06-05T11:12:04.637922``; without a zone it is UTC."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return Timestamp(utc.isoformat(timespec="microseconds")[:26])


def parse_timestamp(text: str) -> datetime:
    """The aware moment of a wire text; a text without a zone is UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)
