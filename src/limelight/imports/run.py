"""Importing a file of creators: opened, recognised, read, stored batch by batch."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import chain, islice
from os import devnull
from pathlib import Path
from time import perf_counter
from typing import Final

from limelight.imports.creators import CreatorMaker, Delivery, Doubt, RowReader
from limelight.imports.files import SAMPLE_ROWS, Broken, Row, Table, opened
from limelight.imports.folding import Fold
from limelight.imports.recognition import Instructions, Recognition, recognise_creators
from limelight.imports.rejects import Rejects
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import timestamp
from limelight.store.creators import Creators, Saved
from limelight.store.database import Database

BATCH: Final = 5_000
"""Creators a transaction: what a stop may cost, and what memory holds."""

Save = Callable[[Sequence[Creator]], Awaitable[Saved]]


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
class Preview:
    recognition: Recognition
    creators: tuple[Creator, ...]


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
    advanced: Callable[[int], None] = lambda _bytes: None,
) -> None:
    """Import a file; ``tally`` is kept up to date on the way. Raises InvalidRequest for a file without use.

    What is rejected is on disk before what follows it is stored.
    """
    began = perf_counter()
    with opened(path, advanced) as table:
        creators = _read(path, table, order, rejects, tally).creators
        while batch := list(islice(creators, BATCH)):
            rejects.flush()
            tally.saved += await save(batch)
            tally.seconds = perf_counter() - began
        tally.late = table.late
    tally.seconds = perf_counter() - began


def preview(path: Path, order: Order, count: int = 5) -> Preview:
    """How a file is understood by its first rows, and its first creators as they would be stored."""
    with opened(path) as table:
        table.rows = islice(table.rows, SAMPLE_ROWS)
        reading = _read(path, table, order, Rejects(Path(devnull)), Tally())
        return Preview(reading.recognition, tuple(islice(reading.creators, count)))


@dataclass(frozen=True)
class _Reading:
    recognition: Recognition
    creators: Iterator[Creator]


def _read(path: Path, table: Table, order: Order, rejects: Rejects, tally: Tally) -> _Reading:
    first = list(islice(table.rows, SAMPLE_ROWS))
    sample = [row[1] for row in first if not isinstance(row, Broken)]
    recognition = recognise_creators(table.headers, sample, order.platform, order.instructions)
    rows = _Rows(path, order, recognition, rejects, tally)
    read = rows.folded if recognition.folds else rows.creators
    return _Reading(recognition, read(chain(first, table.rows)))


class _Rows:
    """The rows of one file on their way to records."""

    def __init__(
        self, path: Path, order: Order, recognition: Recognition, rejects: Rejects, tally: Tally
    ) -> None:
        self._name = path.name
        self._rejects = rejects
        self._tally = tally
        self._reader = RowReader(recognition, self._doubt)
        self._maker = CreatorMaker(_delivery(path, order), name_stands_in=recognition.name_stands_in)

    def creators(self, rows: Iterable[Row | Broken]) -> Iterator[Creator]:
        for row in rows:
            self._tally.rows += 1
            if isinstance(row, Broken):
                self._reject(row.line, row.reason, row.raw)
                continue
            line, cells = row
            try:
                yield self._maker.creator(self._reader.values(line, cells))
            except Unreadable as error:
                self._reject(line, str(error), cells)

    def folded(self, rows: Iterable[Row | Broken]) -> Iterator[Creator]:
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
        yield from map(self._maker.creator, fold.values())

    def _doubt(self, doubt: Doubt) -> None:
        self._tally.doubtful += 1
        self._rejects.cell(self._name, doubt)

    def _reject(self, line: int, reason: str, raw: object) -> None:
        self._tally.rejected += 1
        self._rejects.row(self._name, line, reason, raw)


def _delivery(path: Path, order: Order) -> Delivery:
    if order.source_date is None:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Delivery(order.platform, path.name, timestamp(at))
    at = datetime.combine(order.source_date, time(), UTC)
    return Delivery(order.platform, path.name, timestamp(at), f"{order.source_date:%Y-%m}")
