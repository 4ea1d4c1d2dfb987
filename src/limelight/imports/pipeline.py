"""Importing a file: opened, recognised, read, stored batch by batch."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import chain, islice
from os import devnull
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Generic, TypeVar

from limelight.imports.column_mapping import ColumnMapping, MappingOverrides, map_columns, map_creator_columns
from limelight.imports.columns import FileSchema
from limelight.imports.creator_records import CellWarning, CreatorBuilder, FieldValues, ImportBatch, RowParser
from limelight.imports.file_formats import SAMPLE_ROWS, FileTable, Row, UnreadableRow, open_table
from limelight.imports.post_aggregation import PostAggregator
from limelight.imports.rejects import RejectsWriter
from limelight.imports.unreadable import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import format_timestamp
from limelight.store.creators import Creators, SaveCounts
from limelight.store.database import Database

CREATORS_PER_TRANSACTION: Final = 5_000
"""Creators a transaction: what a stop may cost, and what memory holds."""

Record = TypeVar("Record")
SaveCreators = Callable[[Sequence[Creator]], Awaitable[SaveCounts]]
ProgressCallback = Callable[[int], None]


@dataclass(frozen=True)
class ImportOptions:
    """What is to be imported how. ``source_date``: the day that the file tells of, else its own time."""

    platform: PlatformKey
    overrides: MappingOverrides = field(default_factory=MappingOverrides)
    source_date: date | None = None


@dataclass
class ImportStats:
    """What has become of a file so far."""

    rows: int = 0
    rejected: int = 0
    cell_warnings: int = 0
    saved: SaveCounts = field(default_factory=SaveCounts)
    seconds: float = 0.0
    late_keys: dict[str, int] = field(default_factory=dict)

    @property
    def stored(self) -> int:
        return self.saved.added + self.saved.updated + self.saved.unchanged


@dataclass(frozen=True)
class FilePreview(Generic[Record]):
    mapping: ColumnMapping
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Importer(Generic[Record]):
    """How rows of a kind become items, and how these are stored, so many in a transaction.

    ``make`` is given what the rows share; what it makes of a row's values, or refuses with Unreadable, is
    an item. ``finish`` is called when the items of a file are stored.
    """

    schema: FileSchema
    builder: Callable[[ImportBatch, ColumnMapping], Callable[[FieldValues], Record]]
    save: Callable[[Database, ImportBatch, Sequence[Record]], Awaitable[SaveCounts]]
    batch_size: int = CREATORS_PER_TRANSACTION
    after_import: Callable[[Database, ImportBatch], Awaitable[None]] | None = None


def creator_saver(database: Database) -> SaveCreators:
    """Saves each batch in a transaction of its own."""

    async def save(batch: Sequence[Creator]) -> SaveCounts:
        async with database.session() as session:
            return await Creators(session).save(batch)

    return save


async def import_creators(
    path: Path,
    order: ImportOptions,
    save: SaveCreators,
    rejects: RejectsWriter,
    tally: ImportStats,
    advanced: ProgressCallback = lambda _bytes: None,
) -> None:
    """Import a file; ``tally`` is kept up to date on the way. Raises InvalidRequest for a file without use.

    What is rejected is on disk before what follows it is stored.
    """
    with open_table(path, advanced) as table:
        creators = _read_creators(path, table, order, rejects, tally).records
        await _store_batches(creators, CREATORS_PER_TRANSACTION, save, rejects, tally)
        tally.late_keys = table.late_keys


async def import_records(
    path: Path,
    order: ImportOptions,
    intake: Importer[Record],
    database: Database,
    rejects: RejectsWriter,
    tally: ImportStats,
    advanced: ProgressCallback = lambda _bytes: None,
) -> None:
    """Import a file of a kind, as ``import_creators`` does."""
    shared = import_batch(path, order)
    with open_table(path, advanced) as table:
        items = _read_records(path, table, order, intake, rejects, tally).records
        await _store_batches(items, intake.batch_size, partial(intake.save, database, shared), rejects, tally)
        tally.late_keys = table.late_keys
    if intake.after_import is not None:
        await intake.after_import(database, shared)


def preview_creators(path: Path, order: ImportOptions, count: int = 5) -> FilePreview[Creator]:
    """How a file is understood by its first rows, and its first creators as they would be stored."""
    with open_table(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        reading = _read_creators(path, table, order, RejectsWriter(Path(devnull)), ImportStats())
        return FilePreview(reading.mapping, tuple(islice(reading.records, count)))


def preview_records(
    path: Path, order: ImportOptions, intake: Importer[Record], count: int = 5
) -> FilePreview[Record]:
    """How a file of a kind is understood by its first rows, and its first items."""
    with open_table(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        reading = _read_records(path, table, order, intake, RejectsWriter(Path(devnull)), ImportStats())
        return FilePreview(reading.mapping, tuple(islice(reading.records, count)))


def import_batch(path: Path, order: ImportOptions) -> ImportBatch:
    """What all rows of the file share."""
    if order.source_date is None:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return ImportBatch(order.platform, path.name, format_timestamp(at))
    at = datetime.combine(order.source_date, time(), UTC)
    return ImportBatch(order.platform, path.name, format_timestamp(at), f"{order.source_date:%Y-%m}")


async def _store_batches(
    items: Iterator[Record],
    size: int,
    save: Callable[[Sequence[Record]], Awaitable[SaveCounts]],
    rejects: RejectsWriter,
    tally: ImportStats,
) -> None:
    began = perf_counter()
    while batch := list(islice(items, size)):
        rejects.flush()
        tally.saved += await save(batch)
        tally.seconds = perf_counter() - began
    tally.seconds = perf_counter() - began


@dataclass(frozen=True)
class _RecordStream(Generic[Record]):
    mapping: ColumnMapping
    records: Iterator[Record]


def _read_creators(
    path: Path, table: FileTable, order: ImportOptions, rejects: RejectsWriter, tally: ImportStats
) -> _RecordStream[Creator]:
    first, sample = _sample_rows(table)
    recognition = map_creator_columns(table.headers, sample, order.platform, order.overrides)
    maker = CreatorBuilder(import_batch(path, order), name_stands_in=recognition.full_name_as_username)
    rows = _RowPipeline(path, recognition, rejects, tally)
    read = rows.aggregate if recognition.aggregates_posts else rows.build
    return _RecordStream(recognition, read(chain(first, table.rows), maker.build))


def _read_records(
    path: Path,
    table: FileTable,
    order: ImportOptions,
    intake: Importer[Record],
    rejects: RejectsWriter,
    tally: ImportStats,
) -> _RecordStream[Record]:
    first, sample = _sample_rows(table)
    recognition = map_columns(intake.schema, table.headers, sample, order.platform, order.overrides)
    make = intake.builder(import_batch(path, order), recognition)
    rows = _RowPipeline(path, recognition, rejects, tally)
    return _RecordStream(recognition, rows.build(chain(first, table.rows), make))


def _sample_rows(table: FileTable) -> tuple[list[Row | UnreadableRow], list[Sequence[Any]]]:
    """The rows by which the columns are recognised, and their cells."""
    first = list(islice(table.rows, SAMPLE_ROWS))
    return first, [row[1] for row in first if not isinstance(row, UnreadableRow)]


class _RowPipeline:
    """The rows of one file on their way to records."""

    def __init__(
        self, path: Path, recognition: ColumnMapping, rejects: RejectsWriter, tally: ImportStats
    ) -> None:
        self._name = path.name
        self._rejects = rejects
        self._stats = tally
        self._parser = RowParser(recognition, self._warn)

    def build(
        self, rows: Iterable[Row | UnreadableRow], make: Callable[[FieldValues], Record]
    ) -> Iterator[Record]:
        for row in rows:
            self._stats.rows += 1
            if isinstance(row, UnreadableRow):
                self._reject(row.line, row.reason, row.raw)
                continue
            line, cells = row
            try:
                yield make(self._parser.parse(line, cells))
            except UnreadableValue as error:
                self._reject(line, str(error), cells)

    def aggregate(
        self, rows: Iterable[Row | UnreadableRow], make: Callable[[FieldValues], Creator]
    ) -> Iterator[Creator]:
        fold = PostAggregator()
        for row in rows:
            self._stats.rows += 1
            if isinstance(row, UnreadableRow):
                self._reject(row.line, row.reason, row.raw)
                continue
            line, cells = row
            try:
                fold.add(line, self._parser.parse(line, cells))
            except UnreadableValue as error:
                self._reject(line, str(error), cells)
        yield from map(make, fold.creator_values())

    def _warn(self, doubt: CellWarning) -> None:
        self._stats.cell_warnings += 1
        self._rejects.add_cell(self._name, doubt)

    def _reject(self, line: int, reason: str, raw: object) -> None:
        self._stats.rejected += 1
        self._rejects.add_row(self._name, line, reason, raw)
