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

from limelight.imports.columns import Kind
from limelight.imports.creators import CreatorMaker, Delivery, Doubt, RowReader, Values
from limelight.imports.files import SAMPLE_ROWS, Broken, Row, Table, opened
from limelight.imports.folding import Fold
from limelight.imports.recognition import Instructions, Recognition, recognise, recognise_creators
from limelight.imports.rejects import Rejects
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import timestamp
from limelight.store.creators import Creators, Saved
from limelight.store.database import Database

BATCH: Final = 5_000
"""Creators a transaction: what a stop may cost, and what memory holds."""

Item = TypeVar("Item")
Save = Callable[[Sequence[Creator]], Awaitable[Saved]]
Advanced = Callable[[int], None]


@dataclass(frozen=True)
class Order:
    """What is to be imported how. ``source_date``: the day that the file tells of, else its own time."""

    platform: PlatformKey
    instructions: Instructions = field(default_factory=Instructions)
    source_date: date | None = None


@dataclass
class Tally:
    """What has become of a file so far."""

    rows: int = 0
    rejected: int = 0
    doubtful: int = 0
    saved: Saved = field(default_factory=Saved)
    seconds: float = 0.0
    late: dict[str, int] = field(default_factory=dict)

    @property
    def stored(self) -> int:
        return self.saved.added + self.saved.updated + self.saved.unchanged


@dataclass(frozen=True)
class Preview(Generic[Item]):
    recognition: Recognition
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Intake(Generic[Item]):
    """How rows of a kind become items, and how these are stored, so many in a transaction.

    ``make`` is given what the rows share; what it makes of a row's values, or refuses with Unreadable, is
    an item. ``finish`` is called when the items of a file are stored.
    """

    kind: Kind
    make: Callable[[Delivery, Recognition], Callable[[Values], Item]]
    save: Callable[[Database, Delivery, Sequence[Item]], Awaitable[Saved]]
    batch: int = BATCH
    finish: Callable[[Database, Delivery], Awaitable[None]] | None = None


def saving(database: Database) -> Save:
    """Saves each batch in a transaction of its own."""

    async def save(batch: Sequence[Creator]) -> Saved:
        async with database.session() as session:
            return await Creators(session).save(batch)

    return save


async def import_creators(
    path: Path,
    order: Order,
    save: Save,
    rejects: Rejects,
    tally: Tally,
    advanced: Advanced = lambda _bytes: None,
) -> None:
    """Import a file; ``tally`` is kept up to date on the way. Raises InvalidRequest for a file without use.

    What is rejected is on disk before what follows it is stored.
    """
    with opened(path, advanced) as table:
        creators = _creators(path, table, order, rejects, tally).items
        await _store(creators, BATCH, save, rejects, tally)
        tally.late = table.late


async def import_items(
    path: Path,
    order: Order,
    intake: Intake[Item],
    database: Database,
    rejects: Rejects,
    tally: Tally,
    advanced: Advanced = lambda _bytes: None,
) -> None:
    """Import a file of a kind, as ``import_creators`` does."""
    shared = delivery(path, order)
    with opened(path, advanced) as table:
        items = _items(path, table, order, intake, rejects, tally).items
        await _store(items, intake.batch, partial(intake.save, database, shared), rejects, tally)
        tally.late = table.late
    if intake.finish is not None:
        await intake.finish(database, shared)


def preview(path: Path, order: Order, count: int = 5) -> Preview[Creator]:
    """How a file is understood by its first rows, and its first creators as they would be stored."""
    with opened(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        reading = _creators(path, table, order, Rejects(Path(devnull)), Tally())
        return Preview(reading.recognition, tuple(islice(reading.items, count)))


def preview_items(path: Path, order: Order, intake: Intake[Item], count: int = 5) -> Preview[Item]:
    """How a file of a kind is understood by its first rows, and its first items."""
    with opened(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        reading = _items(path, table, order, intake, Rejects(Path(devnull)), Tally())
        return Preview(reading.recognition, tuple(islice(reading.items, count)))


def delivery(path: Path, order: Order) -> Delivery:
    """What all rows of the file share."""
    if order.source_date is None:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Delivery(order.platform, path.name, timestamp(at))
    at = datetime.combine(order.source_date, time(), UTC)
    return Delivery(order.platform, path.name, timestamp(at), f"{order.source_date:%Y-%m}")


async def _store(
    items: Iterator[Item],
    size: int,
    save: Callable[[Sequence[Item]], Awaitable[Saved]],
    rejects: Rejects,
    tally: Tally,
) -> None:
    began = perf_counter()
    while batch := list(islice(items, size)):
        rejects.flush()
        tally.saved += await save(batch)
        tally.seconds = perf_counter() - began
    tally.seconds = perf_counter() - began


@dataclass(frozen=True)
class _Reading(Generic[Item]):
    recognition: Recognition
    items: Iterator[Item]


def _creators(path: Path, table: Table, order: Order, rejects: Rejects, tally: Tally) -> _Reading[Creator]:
    first, sample = _first(table)
    recognition = recognise_creators(table.headers, sample, order.platform, order.instructions)
    maker = CreatorMaker(delivery(path, order), name_stands_in=recognition.name_stands_in)
    rows = _Rows(path, recognition, rejects, tally)
    read = rows.folded if recognition.folds else rows.made
    return _Reading(recognition, read(chain(first, table.rows), maker.creator))


def _items(
    path: Path, table: Table, order: Order, intake: Intake[Item], rejects: Rejects, tally: Tally
) -> _Reading[Item]:
    first, sample = _first(table)
    recognition = recognise(intake.kind, table.headers, sample, order.platform, order.instructions)
    make = intake.make(delivery(path, order), recognition)
    rows = _Rows(path, recognition, rejects, tally)
    return _Reading(recognition, rows.made(chain(first, table.rows), make))


def _first(table: Table) -> tuple[list[Row | Broken], list[Sequence[Any]]]:
    """The rows by which the columns are recognised, and their cells."""
    first = list(islice(table.rows, SAMPLE_ROWS))
    return first, [row[1] for row in first if not isinstance(row, Broken)]


class _Rows:
    """The rows of one file on their way to records."""

    def __init__(self, path: Path, recognition: Recognition, rejects: Rejects, tally: Tally) -> None:
        self._name = path.name
        self._rejects = rejects
        self._tally = tally
        self._reader = RowReader(recognition, self._doubt)

    def made(self, rows: Iterable[Row | Broken], make: Callable[[Values], Item]) -> Iterator[Item]:
        for row in rows:
            self._tally.rows += 1
            if isinstance(row, Broken):
                self._reject(row.line, row.reason, row.raw)
                continue
            line, cells = row
            try:
                yield make(self._reader.values(line, cells))
            except Unreadable as error:
                self._reject(line, str(error), cells)

    def folded(self, rows: Iterable[Row | Broken], make: Callable[[Values], Creator]) -> Iterator[Creator]:
        fold = Fold()
        for row in rows:
            self._tally.rows += 1
            if isinstance(row, Broken):
                self._reject(row.line, row.reason, row.raw)
                continue
            line, cells = row
            try:
                fold.add(line, self._reader.values(line, cells))
            except Unreadable as error:
                self._reject(line, str(error), cells)
        yield from map(make, fold.values())

    def _doubt(self, doubt: Doubt) -> None:
        self._tally.doubtful += 1
        self._rejects.cell(self._name, doubt)

    def _reject(self, line: int, reason: str, raw: object) -> None:
        self._tally.rejected += 1
        self._rejects.row(self._name, line, reason, raw)
