"""Structs that several sections share."""

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
    """``username`` is the newer name of ``platform_username``; both are sent."""

    id: UUID
    platform_username: str
    username: str


class BasicMetadata(Struct, frozen=True, kw_only=True):
    offset: int
    limit: int


class Metadata(Struct, frozen=True, kw_only=True):
    """``from_date`` and ``to_date`` repeat the request's dates, for lists that can be filtered by date."""

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
    """Items in the order of the requested ids; unknown ids are left out."""

    data: Sequence[Item]


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page of a list. Only the last page is shorter than the limit."""

    data: Sequence[Item]
    metadata: Metadata
