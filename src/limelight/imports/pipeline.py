"""The import pipeline: open a file, map its columns, parse its rows, store records in batches."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import chain, islice
from os import devnull
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Generic, TypeVar

from limelight.imports.cell_parsers import NULL_VALUES
from limelight.imports.column_mapping import ColumnMapping, MappingOverrides, map_columns, map_creator_columns
from limelight.imports.columns import FileSchema
from limelight.imports.creator_records import CreatorBuilder, FieldValues, ImportBatch
from limelight.imports.file_formats import SAMPLE_ROWS, FileTable, Row, UnreadableRow, open_table
from limelight.imports.post_aggregation import PostAggregator
from limelight.imports.rejects import CellWarning, RejectsWriter, UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import format_timestamp
from limelight.store.creators import Creators, SaveCounts
from limelight.store.database import Database

CREATORS_PER_TRANSACTION: Final = 5_000
"""Bounds memory, and the work that is lost when the process stops."""

Record = TypeVar("Record")
SaveCreators = Callable[[Sequence[Creator]], Awaitable[SaveCounts]]
ProgressCallback = Callable[[int], None]


@dataclass(frozen=True)
class ImportOptions:
    """``source_date`` is the day that the data describes; else the modification time of the file counts."""

    platform: PlatformKey
    overrides: MappingOverrides = field(default_factory=MappingOverrides)
    source_date: date | None = None


@dataclass
class ImportStats:
    """Counters of one file, updated while it is imported."""

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
    """How rows become records and how these are stored, ``batch_size`` per transaction.

    ``builder`` returns the function that turns the values of a row into a record, or raises
    ``UnreadableValue``. ``after_import`` is called when all records of a file are stored.
    """

    schema: FileSchema
    builder: Callable[[ImportBatch, ColumnMapping], Callable[[FieldValues], Record]]
    save: Callable[[Database, ImportBatch, Sequence[Record]], Awaitable[SaveCounts]]
    batch_size: int = CREATORS_PER_TRANSACTION
    after_import: Callable[[Database, ImportBatch], Awaitable[None]] | None = None


def creator_saver(database: Database) -> SaveCreators:
    """Returns a function that saves a batch in its own transaction."""

    async def save(batch: Sequence[Creator]) -> SaveCounts:
        async with database.session() as session:
            return await Creators(session).save(batch)

    return save


async def import_creators(
    path: Path,
    options: ImportOptions,
    save: SaveCreators,
    rejects: RejectsWriter,
    stats: ImportStats,
    on_progress: ProgressCallback = lambda _bytes: None,
) -> None:
    """Imports a file and updates ``stats`` on the way. Raises InvalidRequest if the file is not usable.

    Rejects are on disk before the rows after them are stored.
    """
    with open_table(path, on_progress) as table:
        creators = _read_creators(path, table, options, rejects, stats).records
        await _store_batches(creators, CREATORS_PER_TRANSACTION, save, rejects, stats)
        stats.late_keys = table.late_keys


async def import_records(
    path: Path,
    options: ImportOptions,
    importer: Importer[Record],
    database: Database,
    rejects: RejectsWriter,
    stats: ImportStats,
    on_progress: ProgressCallback = lambda _bytes: None,
) -> None:
    """Imports a file with an importer, as ``import_creators`` does."""
    batch = import_batch(path, options)
    with open_table(path, on_progress) as table:
        records = _read_records(path, table, options, importer, rejects, stats).records
        await _store_batches(
            records, importer.batch_size, partial(importer.save, database, batch), rejects, stats
        )
        stats.late_keys = table.late_keys
    if importer.after_import is not None:
        await importer.after_import(database, batch)


def preview_creators(path: Path, options: ImportOptions, count: int = 5) -> FilePreview[Creator]:
    """Returns the column mapping of a file and its first creators, as they would be stored."""
    with open_table(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        stream = _read_creators(path, table, options, RejectsWriter(Path(devnull)), ImportStats())
        return FilePreview(stream.mapping, tuple(islice(stream.records, count)))


def preview_records(
    path: Path, options: ImportOptions, importer: Importer[Record], count: int = 5
) -> FilePreview[Record]:
    """Returns the column mapping of a file and its first records."""
    with open_table(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        stream = _read_records(path, table, options, importer, RejectsWriter(Path(devnull)), ImportStats())
        return FilePreview(stream.mapping, tuple(islice(stream.records, count)))


def import_batch(path: Path, options: ImportOptions) -> ImportBatch:
    """Returns what all rows of the file share."""
    if options.source_date is None:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return ImportBatch(options.platform, path.name, format_timestamp(at))
    at = datetime.combine(options.source_date, time(), UTC)
    return ImportBatch(options.platform, path.name, format_timestamp(at), f"{options.source_date:%Y-%m}")


async def _store_batches(
    records: Iterator[Record],
    size: int,
    save: Callable[[Sequence[Record]], Awaitable[SaveCounts]],
    rejects: RejectsWriter,
    stats: ImportStats,
) -> None:
    began = perf_counter()
    while batch := list(islice(records, size)):
        rejects.flush()
        stats.saved += await save(batch)
        stats.seconds = perf_counter() - began
    stats.seconds = perf_counter() - began


@dataclass(frozen=True)
class _RecordStream(Generic[Record]):
    mapping: ColumnMapping
    records: Iterator[Record]


def _read_creators(
    path: Path, table: FileTable, options: ImportOptions, rejects: RejectsWriter, stats: ImportStats
) -> _RecordStream[Creator]:
    first, sample = _sample_rows(table)
    mapping = map_creator_columns(table.headers, sample, options.platform, options.overrides)
    builder = CreatorBuilder(import_batch(path, options), full_name_as_username=mapping.full_name_as_username)
    rows = _RowPipeline(path, mapping, rejects, stats)
    read = rows.aggregate if mapping.aggregates_posts else rows.build
    return _RecordStream(mapping, read(chain(first, table.rows), builder.build))


def _read_records(
    path: Path,
    table: FileTable,
    options: ImportOptions,
    importer: Importer[Record],
    rejects: RejectsWriter,
    stats: ImportStats,
) -> _RecordStream[Record]:
    first, sample = _sample_rows(table)
    mapping = map_columns(importer.schema, table.headers, sample, options.platform, options.overrides)
    make = importer.builder(import_batch(path, options), mapping)
    rows = _RowPipeline(path, mapping, rejects, stats)
    return _RecordStream(mapping, rows.build(chain(first, table.rows), make))


def _sample_rows(table: FileTable) -> tuple[list[Row | UnreadableRow], list[Sequence[Any]]]:
    """Takes the rows from which columns are mapped; returns them and their cells."""
    first = list(islice(table.rows, SAMPLE_ROWS))
    return first, [row[1] for row in first if not isinstance(row, UnreadableRow)]


class RowParser:
    """Parses the cells of rows; ``on_warning`` is called for each cell that cannot be parsed."""

    def __init__(self, mapping: ColumnMapping, on_warning: Callable[[CellWarning], None]) -> None:
        self._constants = dict(mapping.constants)
        fields = [column.field for column in mapping.columns]
        self._columns = [
            (
                column.index,
                column.field,
                column.parse,
                column.header,
                column.combines,
                fields.count(column.field) > 1 or column.field in mapping.constants,
            )
            for column in mapping.columns
        ]
        self._on_warning = on_warning

    def parse(self, line: int, cells: Sequence[Any]) -> FieldValues:
        """Returns the values by field. Cells that a short row lacks are empty."""
        values = self._constants.copy()
        width = len(cells)
        for index, name, parse, header, combines, is_contested in self._columns:
            cell = cells[index] if index < width else None
            if type(cell) is str:
                cell = cell.strip()
                if cell in NULL_VALUES:
                    continue
            elif cell is None or cell != cell or cell == []:
                continue
            if is_contested and not combines and name in values:
                continue
            try:
                value = parse(cell)
                if combines:
                    values[name] = (*values.get(name, ()), value)
                elif value is not None:
                    values[name] = value
            except UnreadableValue as error:
                self._on_warning(CellWarning(line=line, column=header, value=cell, reason=str(error)))
        return values


class _RowPipeline:
    """Turns the rows of one file into records, and reports rejects."""

    def __init__(
        self, path: Path, mapping: ColumnMapping, rejects: RejectsWriter, stats: ImportStats
    ) -> None:
        self._name = path.name
        self._rejects = rejects
        self._stats = stats
        self._parser = RowParser(mapping, self._warn)

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
        posts = PostAggregator()
        deque(self.build(rows, posts.add), maxlen=0)
        yield from map(make, posts.creator_values())

    def _warn(self, warning: CellWarning) -> None:
        self._stats.cell_warnings += 1
        self._rejects.add_cell(self._name, warning)

    def _reject(self, line: int, reason: str, raw: object) -> None:
        self._stats.rejected += 1
        self._rejects.add_row(self._name, line, reason, raw)
