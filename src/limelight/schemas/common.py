"""What the sections share."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct

Item = TypeVar("Item")


class WorkPlatformAttribute(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    logo_url: str


class BasicMetadata(Struct, frozen=True, kw_only=True):
    offset: int
    limit: int


class Metadata(Struct, frozen=True, kw_only=True):
    """``from_date`` and ``to_date`` repeat what was asked for, where a list can be cut by date."""

    offset: int
    limit: int
    from_date: str | None = None
    to_date: str | None = None


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page is short only at the end of its list."""

    data: Sequence[Item]
    metadata: Metadata
