"""The results of exports, in compressed parts, so that any process can serve any page."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.timestamps import now
from limelight.store.base import Base, UtcDateTime
from limelight.store.jobs import ComputationRow

_FASTEST_LEVEL: Final = 1


class ExportPartsMissing(Exception):
    """Parts are missing: they were deleted during the export."""


class ExportPartRow(Base):
    """``first_row`` counts from 0; ``body`` is compressed lines of JSON, one for each row."""

    __tablename__ = "export_parts"

    export_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_row: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    computation_id: Mapped[UUID] = mapped_column(
        ForeignKey(ComputationRow.id, ondelete="CASCADE"), index=True
    )
    rows: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ExportPart(Struct, frozen=True, kw_only=True):
    first_row: int
    rows: int
    body: bytes


def compress_lines(lines: Sequence[bytes]) -> bytes:
    """The compressed lines, which contain no line breaks. A thousand take some milliseconds."""
    return zlib.compress(b"\n".join(lines), _FASTEST_LEVEL)


def decompress_lines(body: bytes) -> list[bytes]:
    return zlib.decompress(body).split(b"\n")


class ExportParts:
    """The parts of exports. Each attempt has an export id of its own, which its result refers to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, computation_id: UUID, export_id: UUID, part: ExportPart) -> None:
        self._session.add(
            ExportPartRow(
                export_id=export_id,
                first_row=part.first_row,
                computation_id=computation_id,
                rows=part.rows,
                created_at=now(),
                body=part.body,
            )
        )
        await self._session.flush()

    async def overlapping(self, export_id: UUID, first: int, count: int) -> list[ExportPart]:
        """The parts that contain any of ``count`` rows from the first on, in order."""
        row = ExportPartRow
        at_first = select(func.max(row.first_row)).where(row.export_id == export_id, row.first_row <= first)
        held = select(row).where(
            row.export_id == export_id,
            row.first_row.between(at_first.scalar_subquery(), first + count - 1),
            row.first_row + row.rows > first,
        )
        found = await self._session.scalars(held.order_by(row.first_row))
        return [ExportPart(first_row=each.first_row, rows=each.rows, body=each.body) for each in found]

    async def row_count(self, export_id: UUID) -> int:
        """The number of rows of the export."""
        rows = select(func.sum(ExportPartRow.rows)).where(ExportPartRow.export_id == export_id)
        return await self._session.scalar(rows) or 0

    async def remove_abandoned(self, computation_id: UUID, since: datetime) -> None:
        """Deletes the attempts of a computation that have written nothing since a moment."""
        row = ExportPartRow
        of_computation = select(row.export_id).where(row.computation_id == computation_id)
        abandoned = of_computation.group_by(row.export_id).having(func.max(row.created_at) < since)
        await self._session.execute(delete(row).where(row.export_id.in_(abandoned)))
