"""The catalogue of public creators: saving what sources deliver, and following what has changed."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from limelight.kernel.merging import merged
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.text import tag
from limelight.kernel.timestamps import now
from limelight.store.base import Base, BigKey, Document, Moment

_Key = tuple[str, str]

_CHUNK: Final = 5_000
"""Values in one IN list, well under the limits of parameters of both databases."""

_TAKE_REVISIONS: Final = text(
    "INSERT INTO counters (name, value) VALUES ('creators', :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + :count RETURNING value"
)


class CreatorRow(Base):
    __tablename__ = "creators"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    platform: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str | None]
    handle: Mapped[str]
    username: Mapped[str]
    revision: Mapped[int] = mapped_column(BigInteger, index=True)
    record: Mapped[Creator] = mapped_column(Document(Creator))
    updated_at: Mapped[datetime] = mapped_column(Moment())

    __table_args__ = (UniqueConstraint("platform", "external_id"), Index(None, "platform", "handle"))


class CounterRow(Base):
    """A number that writers take turns to raise."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class StoredCreator(Struct, frozen=True, kw_only=True):
    id: int
    revision: int
    record: Creator


class Saved(Struct, frozen=True, kw_only=True):
    """What became of the deliveries of a batch, one count for each delivery."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


class Creators:
    """The public creators that the operator knows.

    The catalogue belongs to the operator and is shared by all tenants: it holds what is public, so it
    is the one aggregate without a tenant.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, batch: Sequence[Creator]) -> Saved:
        """Add or merge each creator, known by its external id, else by its handle.

        A creator with an external id adopts the row of its handle that has none. The revisions are
        taken first, which makes other writers wait for this transaction: whoever has seen a revision
        will never find a new row at or below it.
        """
        if not batch:
            return Saved()
        last = (await self._session.execute(_TAKE_REVISIONS, {"count": len(batch)})).scalar_one()
        ledger = _Ledger(await self._entries(batch))
        for creator in batch:
            ledger.deliver(creator)
        await self._write(list(ledger.changed), last - len(batch) + 1)
        return ledger.saved

    async def changed_since(self, revision: int, limit: int) -> list[StoredCreator]:
        """What has changed after a revision, in the order of the changes."""
        later = _stored().where(CreatorRow.revision > revision).order_by(CreatorRow.revision).limit(limit)
        return await self._all(later)

    async def last_revision(self) -> int:
        return (await self._session.execute(select(func.max(CreatorRow.revision)))).scalar_one() or 0

    async def find(
        self, platform: PlatformKey, *, handle: str | None = None, external_id: str | None = None
    ) -> StoredCreator | None:
        """The creator of an external id, else of a handle; of several, the most recently updated."""
        same = CreatorRow.handle == tag(handle or "")
        if external_id is not None:
            same = CreatorRow.external_id == external_id
        found = _stored().where(CreatorRow.platform == platform, same)
        rows = await self._all(found.order_by(CreatorRow.revision.desc()).limit(1))
        return rows[0] if rows else None

    async def count(self) -> dict[PlatformKey, int]:
        rows = await self._session.execute(
            select(CreatorRow.platform, func.count()).group_by(CreatorRow.platform)
        )
        return {PlatformKey(platform): count for platform, count in rows}

    async def stream(self, platform: PlatformKey, batch: int = 5_000) -> AsyncIterator[list[StoredCreator]]:
        """Every creator of a platform, by id, a batch at a time."""
        last = 0
        of_platform = _stored().where(CreatorRow.platform == platform).order_by(CreatorRow.id).limit(batch)
        while rows := await self._all(of_platform.where(CreatorRow.id > last)):
            yield rows
            last = rows[-1].id

    async def _all(self, statement: Select[int, int, Creator]) -> list[StoredCreator]:
        rows = await self._session.execute(statement)
        return [StoredCreator(id=id_, revision=revision, record=record) for id_, revision, record in rows]

    async def _entries(self, batch: Sequence[Creator]) -> list["_Entry"]:
        """The rows that the batch may mean, in the order of their last change."""
        handles: dict[str, set[str]] = defaultdict(set)
        ids: dict[str, set[str]] = defaultdict(set)
        for creator in batch:
            handles[creator.platform].add(tag(creator.username))
            if creator.external_id is not None:
                ids[creator.platform].add(creator.external_id)
        found = await self._lookup(CreatorRow.handle, handles) + await self._lookup(
            CreatorRow.external_id, ids
        )
        rows = {row.id: row for row in found}
        return [_Entry(row.id, row.record) for row in sorted(rows.values(), key=lambda row: row.revision)]

    async def _lookup(
        self, column: InstrumentedAttribute[Any], sought: dict[str, set[str]]
    ) -> list[StoredCreator]:
        found: list[StoredCreator] = []
        for platform, values in sought.items():
            for chunk in _chunks(sorted(values)):
                same = (CreatorRow.platform == platform) & column.in_(chunk)
                found += await self._all(_stored().where(same))
        return found

    async def _write(self, changed: Sequence["_Entry"], first: int) -> None:
        moment = now()
        new = [_row(entry, first + at, moment) for at, entry in enumerate(changed) if entry.id is None]
        old = [
            {"row_id": entry.id, **_row(entry, first + at, moment)}
            for at, entry in enumerate(changed)
            if entry.id is not None
        ]
        if new:
            await self._session.execute(insert(_TABLE), new)
        if old:
            await self._session.execute(_UPDATE, old)


@dataclass(slots=True, eq=False)
class _Entry:
    """A row, and what becomes of it; ``id`` is None until it is stored."""

    id: int | None
    record: Creator


class _Ledger:
    """The entries a batch may mean, and what its deliveries, in order, make of them."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.changed: dict[_Entry, None] = {}
        self._counts = {"added": 0, "updated": 0, "unchanged": 0}
        self._by_external_id: dict[_Key, _Entry] = {}
        self._by_handle: dict[_Key, _Entry] = {}
        self._without_id: dict[_Key, _Entry] = {}
        for entry in entries:
            self._file(entry)

    @property
    def saved(self) -> Saved:
        return Saved(**self._counts)

    def deliver(self, creator: Creator) -> None:
        entry = self._meant(creator)
        if entry is None:
            self._counts["added"] += 1
            self._put(_Entry(None, creator))
            return
        record = merged(entry.record, creator)
        if record == entry.record:
            self._counts["unchanged"] += 1
            return
        self._counts["updated"] += 1
        self._withdraw(entry)
        entry.record = record
        self._put(entry)

    def _meant(self, creator: Creator) -> _Entry | None:
        handle = _handle_key(creator)
        if creator.external_id is None:
            return self._by_handle.get(handle)
        known = self._by_external_id.get((creator.platform, creator.external_id))
        return known or self._without_id.get(handle)

    def _put(self, entry: _Entry) -> None:
        self.changed[entry] = None
        self._file(entry)

    def _file(self, entry: _Entry) -> None:
        handle = _handle_key(entry.record)
        self._by_handle[handle] = entry
        if entry.record.external_id is None:
            self._without_id[handle] = entry
        else:
            self._by_external_id[entry.record.platform, entry.record.external_id] = entry

    def _withdraw(self, entry: _Entry) -> None:
        handle = _handle_key(entry.record)
        for entries in (self._by_handle, self._without_id):
            if entries.get(handle) is entry:
                del entries[handle]


def _handle_key(creator: Creator) -> _Key:
    return creator.platform, tag(creator.username)


def _row(entry: _Entry, revision: int, moment: datetime) -> dict[str, Any]:
    return {
        "platform": entry.record.platform.value,
        "external_id": entry.record.external_id,
        "handle": tag(entry.record.username),
        "username": entry.record.username,
        "revision": revision,
        "record": entry.record,
        "updated_at": moment,
    }


def _stored() -> Select[int, int, Creator]:
    return select(CreatorRow.id, CreatorRow.revision, CreatorRow.record)


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


_TABLE: Final = cast(Table, CreatorRow.__table__)
_CHANGING: Final = ("external_id", "handle", "username", "revision", "record", "updated_at")
_UPDATE: Final = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in _CHANGING})
)
