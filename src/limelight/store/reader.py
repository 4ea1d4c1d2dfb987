"""Reading one tenant's rows: one by its id, some by their ids, and a page of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession

from limelight.errors import NotFound
from limelight.kernel.paging import Paging
from limelight.store.accounts import ListedRow

Row = TypeVar("Row")
Wire = TypeVar("Wire")

Condition = ColumnElement[bool]
"""What rows have to be like."""


@dataclass(frozen=True)
class ListQuery(Generic[Row]):
    """A table's rows as they are read: ``query`` selects one thing of each, a row or a bundle of columns.

    ``noun`` names one of them to people, and ``absent`` is what is raised when there is none.
    """

    table: type[ListedRow]
    query: Select[Row]
    noun: str
    not_found_error: type[NotFound]


class Reader(Generic[Row, Wire]):
    """The tenant's rows, within one transaction, as the wire shows them.

    Lists are in the order in which their rows came in. That order is never revised and only grows at its
    end, so while others write, pages neither repeat a row nor miss one that was there at the start.
    """

    def __init__(
        self, session: AsyncSession, tenant_id: UUID, rows: ListQuery[Row], wire: Callable[[Row], Wire]
    ) -> None:
        self._session = session
        self._rows = rows
        self._mine = rows.query.where(rows.table.tenant_id == tenant_id)
        self._wire = wire

    async def get(self, row_id: UUID) -> Wire:
        """Raises what the rows say is raised when there is none."""
        row = (await self._session.scalars(self._mine.where(self._rows.table.id == row_id))).one_or_none()
        if row is None:
            raise self._rows.not_found_error(f"There is no {self._rows.noun} with the id {row_id}.")
        return self._wire(row)

    async def page(self, paging: Paging, *conditions: Condition) -> Sequence[Wire]:
        """Fewer than the limit only at the end of the list."""
        found = self._mine.where(*conditions).order_by(self._rows.table.position)
        page = found.limit(paging.limit).offset(paging.offset)
        return [self._wire(row) for row in await self._session.scalars(page)]

    async def get_many(self, ids: Sequence[UUID]) -> Sequence[Wire]:
        """In the order of the ids, each once; unknown ones are left out."""
        table = self._rows.table
        with_id = self._mine.where(table.id.in_(ids)).add_columns(table.id)
        found = {row_id: row for row, row_id in await self._session.execute(with_id)}
        return [self._wire(found[row_id]) for row_id in dict.fromkeys(ids) if row_id in found]
