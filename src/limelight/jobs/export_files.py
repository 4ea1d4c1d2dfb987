"""Exports as streamed files, with one part in memory at a time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal
from uuid import UUID

import polars as pl

from limelight.store.database import Database
from limelight.store.exports import ExportParts, ExportPartsMissing, decompress_lines

FileFormat = Literal["csv", "jsonl", "parquet"]

_PARTS_PER_GROUP: Final = 10
_ROWS_PER_GROUP: Final = 10_000
_CHUNK_BYTES: Final = 2**18
_CONTACT: Final = pl.Struct({"type": pl.String(), "value": pl.String()})
_PLACE: Final = pl.Struct({"city": pl.String(), "state": pl.String(), "country": pl.String()})
_PLATFORM: Final = pl.Struct({"id": pl.String(), "name": pl.String()})
_ROW_SCHEMA: Final[dict[str, pl.DataType]] = {
    "work_platform": _PLATFORM,
    "platform_username": pl.String(),
    "external_id": pl.String(),
    "url": pl.String(),
    "image_url": pl.String(),
    "full_name": pl.String(),
    "introduction": pl.String(),
    "is_verified": pl.Boolean(),
    "platform_account_type": pl.String(),
    "gender": pl.String(),
    "age_group": pl.String(),
    "language": pl.String(),
    "follower_count": pl.Int64(),
    "subscriber_count": pl.Int64(),
    "content_count": pl.Int64(),
    "engagement_rate": pl.Float64(),
    "average_likes": pl.Int64(),
    "average_views": pl.Int64(),
    "location": _PLACE,
    "contact_details": pl.List(_CONTACT),
}
"""The fields of rows that become columns."""


@dataclass(frozen=True)
class ExportFiles:
    """Reads in its own transactions, because a download outlasts the request's."""

    database: Database

    def stream(
        self, file_format: FileFormat, export_id: UUID, rows: int, row_head: bytes
    ) -> AsyncIterator[bytes]:
        """Yields the bytes of the file; every row begins with ``row_head``, an open JSON object.

        Raises ExportTorn on the way if rows are missing, so that an incomplete file never looks complete.
        """
        parts = self._parts(export_id, rows, row_head)
        match file_format:
            case "jsonl":
                return parts
            case "csv":
                return _stream_csv(parts)
            case "parquet":
                return _stream_parquet(parts)

    async def _parts(self, export_id: UUID, rows: int, row_head: bytes) -> AsyncIterator[bytes]:
        """Yields the parts as JSON lines."""
        row = 0
        while row < rows:
            async with self.database.session() as session:
                found = await ExportParts(session).overlapping(export_id, row, 1)
            if not found:
                raise ExportPartsMissing(f"export {export_id} lacks row {row}")
            row += found[0].rows
            yield await asyncio.to_thread(_lines, found[0].body, row_head)


def _lines(body: bytes, row_head: bytes) -> bytes:
    return b"".join(row_head + line[1:] + b"\n" for line in decompress_lines(body))


def _frame(lines: bytes) -> pl.DataFrame:
    """Returns the rows as columns, with locations and the platform by name."""
    found = pl.read_ndjson(BytesIO(lines), schema=_ROW_SCHEMA) if lines else pl.DataFrame(schema=_ROW_SCHEMA)
    return found.select(
        pl.col("work_platform").struct.field("name").alias("work_platform"),
        pl.exclude("work_platform", "location", "contact_details"),
        pl.col("location").struct.unnest(),
        "contact_details",
    )


def _flatten_contacts(frame: pl.DataFrame) -> pl.DataFrame:
    """Joins contact details into one text: ``email: mail@example.com; linktree: https://…``."""
    detail = pl.element().struct.field("type") + ": " + pl.element().struct.field("value")
    return frame.with_columns(pl.col("contact_details").list.eval(detail).list.join("; "))


COLUMNS: Final = tuple(_frame(b"").columns)


def _csv_lines(lines: bytes) -> bytes:
    return _flatten_contacts(_frame(lines)).write_csv(include_header=False).encode()


async def _stream_csv(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield (",".join(COLUMNS) + "\n").encode()
    async for lines in parts:
        yield await asyncio.to_thread(_csv_lines, lines)


async def _stream_parquet(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Writes to disk first, because the metadata of Parquet is at the end of the file."""
    with TemporaryDirectory(prefix="limelight-export-") as folder:
        whole, pieces = Path(folder) / "creators.parquet", list[Path]()
        async for lines in _group_parts(parts):
            pieces.append(Path(folder) / f"piece-{len(pieces)}.parquet")
            await asyncio.to_thread(_write_parquet, lines, pieces[-1])
        await asyncio.to_thread(_concatenate, pieces, whole)
        with whole.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                yield chunk


async def _group_parts(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Joins parts, because small row groups are slow to read. Yields one empty group if there are no rows."""
    group, groups = list[bytes](), 0
    async for lines in parts:
        group.append(lines)
        if len(group) == _PARTS_PER_GROUP:
            yield b"".join(group)
            group, groups = [], groups + 1
    if group or not groups:
        yield b"".join(group)


def _write_parquet(lines: bytes, file: Path) -> None:
    _frame(lines).write_parquet(file)


def _concatenate(pieces: list[Path], whole: Path) -> None:
    pl.scan_parquet(pieces).sink_parquet(whole, row_group_size=_ROWS_PER_GROUP)
