"""The catalogue of public creators: upserts, and reading changes by revision."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from limelight.kernel.creator_merge import merge_creators
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.text import normalize_tag
from limelight.kernel.timestamps import now
from limelight.store.array_parameters import integer_rows, text_rows
from limelight.store.base import Base, BigIntegerKey, JsonColumn, UtcDateTime

_Key = tuple[PlatformKey, str]

_TAKE_REVISIONS: Final = text(
    "INSERT INTO counters (name, value) VALUES ('creators', :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + :count RETURNING value"
)
_INSERT: Final = (
    "INSERT INTO creators (revision, updated_at, record, platform, handle, username, external_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE: Final = "UPDATE creators SET revision = ?, updated_at = ?, record = ? WHERE id = ?"
_RENAME: Final = "UPDATE creators SET platform = ?, handle = ?, username = ?, external_id = ? WHERE id = ?"


class CreatorRow(Base):
    __tablename__ = "creators"

    id: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    platform: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str | None]
    handle: Mapped[str]
    username: Mapped[str]
    revision: Mapped[int] = mapped_column(BigInteger, index=True)
    record: Mapped[Creator] = mapped_column(JsonColumn(Creator))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (UniqueConstraint("platform", "external_id"), Index(None, "platform", "handle"))


class CounterRow(Base):
    """A number that writers increment one after the other."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class StoredCreator(Struct, frozen=True, kw_only=True):
    id: int
    revision: int
    record: Creator


class TopicsAndHashtags(Struct, frozen=True, kw_only=True):
    """The topics and hashtags of a creator's record."""

    topics: dict[str, float] | None = None
    hashtags: dict[str, float] | None = None


class SaveCounts(Struct, frozen=True, kw_only=True):
    """How many records of a batch were added, updated or unchanged."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "SaveCounts") -> "SaveCounts":
        return SaveCounts(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


class Creators:
    """The public creators, within one transaction.

    The catalogue belongs to the operator and is shared by all tenants, since its data are public.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, batch: Sequence[Creator]) -> SaveCounts:
        """Adds or merges each creator, identified by its external id, else by its handle.

        A creator with an external id is merged into the row of its handle that has none. Revisions are
        allocated first, which makes other writers wait for this transaction: once a revision was read, no
        new row appears at or below it.
        """
        if not batch:
            return SaveCounts()
        last = (await self._session.execute(_TAKE_REVISIONS, {"count": len(batch)})).scalar_one()
        handles = [normalize_tag(creator.username) for creator in batch]
        merge = _BatchMerge(await self._entries(batch, handles))
        for creator, handle in zip(batch, handles, strict=True):
            merge.add(creator, (creator.platform, handle))
        await self._write(list(merge.changed), last - len(batch) + 1)
        return merge.saved

    async def changed_since(self, revision: int, limit: int) -> list[StoredCreator]:
        """The creators that changed after a revision, ordered by revision."""
        later = (
            _select_creators()
            .where(CreatorRow.revision > revision)
            .order_by(CreatorRow.revision)
            .limit(limit)
        )
        return await self._all(later)

    async def last_revision(self) -> int:
        return (await self._session.execute(select(func.max(CreatorRow.revision)))).scalar_one() or 0

    async def find(
        self, platform: PlatformKey, *, handle: str | None = None, external_id: str | None = None
    ) -> StoredCreator | None:
        """The creator with an external id, else with a handle; the most recently updated one."""
        same = CreatorRow.handle == normalize_tag(handle or "")
        if external_id is not None:
            same = CreatorRow.external_id == external_id
        found = _select_creators().where(CreatorRow.platform == platform, same)
        rows = await self._all(found.order_by(CreatorRow.revision.desc()).limit(1))
        return rows[0] if rows else None

    async def count_by_platform(self) -> dict[PlatformKey, int]:
        rows = await self._session.execute(
            select(CreatorRow.platform, func.count()).group_by(CreatorRow.platform)
        )
        return {PlatformKey(platform): count for platform, count in rows}

    async def stream(self, platform: PlatformKey, batch: int = 5_000) -> AsyncIterator[list[StoredCreator]]:
        """Every creator of a platform, by id, a batch at a time."""
        async for some in self._batches(platform, batch):
            yield await self._all(_select_creators().where(some).order_by(CreatorRow.id))

    async def topics_and_hashtags(
        self, platform: PlatformKey, batch: int = 5_000
    ) -> AsyncIterator[list[TopicsAndHashtags]]:
        """The topics and hashtags of a platform's creators, in batches; creators without any are skipped."""
        known = type_coerce(CreatorRow.record, Text)
        tells = or_(*(known.contains(f'"{field}":') for field in TopicsAndHashtags.__struct_fields__))
        partly = select(type_coerce(CreatorRow.record, JsonColumn(TopicsAndHashtags))).where(tells)
        async for some in self._batches(platform, batch):
            yield list(await self._session.scalars(partly.where(some)))

    async def _batches(self, platform: PlatformKey, size: int) -> AsyncIterator[ColumnElement[bool]]:
        """Conditions that together match all creators of a platform, ``size`` at a time.

        The ids are read first: the index on platforms has them in the order of handles.
        """
        of_platform = select(CreatorRow.id).where(CreatorRow.platform == platform).order_by(CreatorRow.id)
        ids = (await self._session.scalars(of_platform)).all()
        for start in range(0, len(ids), size):
            some = integer_rows(ids[start : start + size], self._session.get_bind().dialect)
            yield CreatorRow.id.in_(some)

    async def _all(self, statement: Select[int, int, Creator]) -> list[StoredCreator]:
        rows = await self._session.execute(statement)
        return [StoredCreator(id=id_, revision=revision, record=record) for id_, revision, record in rows]

    async def _entries(self, batch: Sequence[Creator], handles: Sequence[str]) -> list["_Entry"]:
        """The rows that the batch may match, ordered by revision."""
        of_handle: dict[PlatformKey, set[str]] = defaultdict(set)
        of_id: dict[PlatformKey, set[str]] = defaultdict(set)
        for creator, handle in zip(batch, handles, strict=True):
            of_handle[creator.platform].add(handle)
            if creator.external_id is not None:
                of_id[creator.platform].add(creator.external_id)
        found = await self._lookup(CreatorRow.handle, of_handle)
        found += await self._lookup(CreatorRow.external_id, of_id)
        rows = {row.id: row for row in found}
        ordered = sorted(rows.values(), key=lambda row: row.revision)
        return [_Entry(row.id, row.record, _handle_key(row.record)) for row in ordered]

    async def _lookup(
        self, column: InstrumentedAttribute[Any], wanted: dict[PlatformKey, set[str]]
    ) -> list[StoredCreator]:
        found: list[StoredCreator] = []
        for platform, values in wanted.items():
            among = column.in_(text_rows(values, self._session.get_bind().dialect))
            found += await self._all(_select_creators().where(CreatorRow.platform == platform, among))
        return found

    async def _write(self, changed: Sequence["_Entry"], first: int) -> None:
        """Bypasses the ORM and its statement compiler, which take longer than the database."""
        connection = await self._session.connection()
        process = UtcDateTime().bind_processor(connection.dialect)
        moment = process(now()) if process else now()
        new, known, renamed = [], [], []
        for revision, entry in enumerate(changed, first):
            values = (revision, moment, msgspec.json.encode(entry.record).decode())
            if entry.id is None:
                new.append((*values, *_identity(entry)))
            else:
                known.append((*values, entry.id))
            if entry.is_renamed:
                renamed.append((*_identity(entry), entry.id))
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        for statement, rows in ((_INSERT, new), (_UPDATE, known), (_RENAME, renamed)):
            if rows:
                await connection.exec_driver_sql(statement.replace("?", mark), rows)


@dataclass(slots=True, eq=False)
class _Entry:
    """A row before and after the merge; ``id`` is None until it is stored."""

    id: int | None
    record: Creator
    handle: _Key
    is_renamed: bool = False


class _BatchMerge:
    """Merges a batch, in order, into the rows that it may match."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.changed: dict[_Entry, None] = {}
        self._counts = {"added": 0, "updated": 0, "unchanged": 0}
        self._by_external_id: dict[_Key, _Entry] = {}
        self._by_handle: dict[_Key, _Entry] = {}
        self._without_external_id: dict[_Key, _Entry] = {}
        for entry in entries:
            self._index(entry)

    @property
    def saved(self) -> SaveCounts:
        return SaveCounts(**self._counts)

    def add(self, creator: Creator, handle: _Key) -> None:
        entry = self._match(creator, handle)
        if entry is None:
            self._insert(_Entry(None, creator, handle))
        elif (record := merge_creators(entry.record, creator)) != entry.record:
            self._update(entry, record)
        else:
            self._counts["unchanged"] += 1

    def _match(self, creator: Creator, handle: _Key) -> _Entry | None:
        if creator.external_id is None:
            return self._by_handle.get(handle)
        known = self._by_external_id.get((creator.platform, creator.external_id))
        return known or self._without_external_id.get(handle)

    def _insert(self, entry: _Entry) -> None:
        self._counts["added"] += 1
        self.changed[entry] = None
        self._index(entry)

    def _update(self, entry: _Entry, record: Creator) -> None:
        self._counts["updated"] += 1
        self.changed[entry] = None
        if (record.username, record.external_id) != (entry.record.username, entry.record.external_id):
            self._unindex(entry)
            entry.is_renamed = entry.id is not None
            entry.handle = _handle_key(record)
        entry.record = record
        self._index(entry)

    def _index(self, entry: _Entry) -> None:
        self._by_handle[entry.handle] = entry
        if entry.record.external_id is None:
            self._without_external_id[entry.handle] = entry
        else:
            self._by_external_id[entry.record.platform, entry.record.external_id] = entry

    def _unindex(self, entry: _Entry) -> None:
        for entries in (self._by_handle, self._without_external_id):
            if entries.get(entry.handle) is entry:
                del entries[entry.handle]


def _handle_key(creator: Creator) -> _Key:
    return creator.platform, normalize_tag(creator.username)


def _identity(entry: _Entry) -> tuple[str, str, str, str | None]:
    platform, handle = entry.handle
    return platform.value, handle, entry.record.username, entry.record.external_id


def _select_creators() -> Select[int, int, Creator]:
    return select(CreatorRow.id, CreatorRow.revision, CreatorRow.record)
