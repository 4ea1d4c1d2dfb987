"""Lists in pages: the two parameters that every list takes, and the shape that it answers with."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from litestar.params import Parameter
from msgspec import Struct

from limelight.kernel.paging import Paging

Item = TypeVar("Item")

Limit = Annotated[int, Parameter(ge=1, le=100, description="How many items to return.")]
Offset = Annotated[int, Parameter(ge=0, le=2**31 - 1, description="How many items to skip first.")]


class Metadata(Struct, frozen=True, kw_only=True):
    offset: int
    limit: int
    from_date: str | None = None
    to_date: str | None = None


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page is short only at the end of its list."""

    data: Sequence[Item]
    metadata: Metadata


def page(items: Sequence[Item], paging: Paging) -> Page[Item]:
    """The page of the items that the paging asks for, of a list that is whole in memory."""
    shown = items[paging.offset : paging.offset + paging.limit]
    return Page(data=shown, metadata=Metadata(offset=paging.offset, limit=paging.limit))
