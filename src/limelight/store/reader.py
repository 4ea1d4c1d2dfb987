"""Reading a tenant's rows: by id, by ids, or by page."""

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
"""An SQL condition on rows."""


@dataclass(frozen=True)
class ListQuery(Generic[Row]):
    """How a table's rows are read: ``query`` selects one entity or bundle of columns for each row.

    ``noun`` names a row in error messages; ``not_found_error`` is raised if there is none.
    """

    table: type[ListedRow]
    query: Select[Row]
    noun: str
    not_found_error: type[NotFound]


class Reader(Generic[Row, Wire]):
    """The tenant's rows as API structs, within one transaction.

    Lists are ordered by insertion and grow only at their end, so that during writes pages neither repeat a
    row nor miss one that existed at the start.
    """

    def __init__(
        self, session: AsyncSession, tenant_id: UUID, rows: ListQuery[Row], wire: Callable[[Row], Wire]
    ) -> None:
        self._session = session
        self._rows = rows
        self._mine = rows.query.where(rows.table.tenant_id == tenant_id)
        self._wire = wire

    async def get(self, row_id: UUID) -> Wire:
        """Raises the query's ``not_found_error``."""
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
        """In the order of the ids, without duplicates; unknown ids are left out."""
        table = self._rows.table
        with_id = self._mine.where(table.id.in_(ids)).add_columns(table.id)
        found = {row_id: row for row, row_id in await self._session.execute(with_id)}
        return [self._wire(found[row_id]) for row_id in dict.fromkeys(ids) if row_id in found]
