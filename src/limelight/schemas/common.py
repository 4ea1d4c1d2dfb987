"""What the sections share."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from msgspec import Meta, Struct

Item = TypeVar("Item")


class WorkPlatformAttribute(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    logo_url: str


class UserAttribute(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


class AccountAttribute(Struct, frozen=True, kw_only=True):
    """``username`` is a newer name of ``platform_username``: both are sent."""

    id: UUID
    platform_username: str
    username: str


class BasicMetadata(Struct, frozen=True, kw_only=True):
    offset: int
    limit: int


class Metadata(Struct, frozen=True, kw_only=True):
    """``from_date`` and ``to_date`` repeat what was asked for, where a list can be cut by date."""

    offset: int
    limit: int
    from_date: date | None = None
    to_date: date | None = None


class Ids(Struct, frozen=True, kw_only=True):
    ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=100)]


class AccountIdRequest(Struct, frozen=True, kw_only=True):
    account_id: UUID


class AccountIdResponse(Struct, frozen=True, kw_only=True):
    account_id: UUID


class Bulk(Struct, Generic[Item], frozen=True, kw_only=True):
    """In the order of the ids that were asked for; unknown ones are left out."""

    data: Sequence[Item]


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page is short only at the end of its list."""

    data: Sequence[Item]
    metadata: Metadata
