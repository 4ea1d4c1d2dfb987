"""The people of audiences. Each has an integer id, so that an audience is a bitmap of ids."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Index, String, Text, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Follower
from limelight.kernel.struct_mapping import overlay
from limelight.kernel.text import fold, normalize_tag
from limelight.store.array_parameters import integer_rows, text_rows
from limelight.store.base import Base, BigIntegerKey, JsonColumn

FIRST_PERSON_ID: Final = 2**31
"""The first id that is assigned; lower ids belong to the sandbox."""
_ALLOCATE_IDS: Final = text(
    "INSERT INTO counters (name, value) VALUES ('people', :first + :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + :count RETURNING value"
)
_INSERT: Final = "INSERT INTO people (platform, external_id, handle, record, id) VALUES (?, ?, ?, ?, ?)"
_UPDATE: Final = "UPDATE people SET platform = ?, external_id = ?, handle = ?, record = ? WHERE id = ?"
_DECODER: Final = msgspec.json.Decoder(Follower)


class PersonRow(Base):
    """``record`` is null if only the name is known."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    platform: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str | None]
    handle: Mapped[str | None]
    record: Mapped[Follower | None] = mapped_column(JsonColumn(Follower))

    __table_args__ = (
        Index(
            None,
            "platform",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(
            None,
            "platform",
            "handle",
            sqlite_where=text("handle IS NOT NULL"),
            postgresql_where=text("handle IS NOT NULL"),
        ),
    )


@dataclass(slots=True, eq=False)
class _Person:
    """A row; ``id`` is 0 until it is assigned."""

    id: int
    external_id: str | None
    handle: str | None
    record: str | None

    def follower(self) -> Follower:
        if self.record is not None:
            return _DECODER.decode(self.record)
        return Follower(username=self.handle, external_id=self.external_id)


class People:
    """The people, within one transaction. Like the catalogue, they belong to no tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def resolve_ids(self, platform: PlatformKey, followers: Sequence[Follower]) -> list[int]:
        """The id of each follower, identified by external id, else username, else full name.

        New people are added, and new facts are merged. A person with an external id is merged into the row
        of the username that has none. Other writers wait for this transaction.
        """
        await self._allocate(0)
        handles = [_handle(follower) for follower in followers]
        found = await self._lookup(PersonRow.external_id, platform, {each.external_id for each in followers})
        found += await self._lookup(PersonRow.handle, platform, set(handles))
        batch = _PersonBatch(found)
        people = [batch.person(*each) for each in zip(followers, handles, strict=True)]
        await self._write(platform, batch)
        return [person.id for person in people]

    async def followers_by_id(self, numbers: Collection[int]) -> dict[int, Follower]:
        """The people with the ids."""
        among = PersonRow.id.in_(integer_rows(numbers, self._session.get_bind().dialect))
        rows = await self._session.execute(_select_people().where(among))
        return {row.id: _Person(*row).follower() for row in rows}

    async def _lookup(
        self, column: InstrumentedAttribute[Any], platform: PlatformKey, wanted: set[str | None]
    ) -> list[_Person]:
        wanted.discard(None)
        if not wanted:
            return []
        among = column.in_(text_rows({each for each in wanted if each}, self._session.get_bind().dialect))
        query = _select_people().where(PersonRow.platform == platform.value, among).order_by(PersonRow.id)
        return [_Person(*row) for row in await self._session.execute(query)]

    async def _allocate(self, count: int) -> int:
        """Allocates ids. Returns the first."""
        values = {"first": FIRST_PERSON_ID, "count": count}
        return int((await self._session.execute(_ALLOCATE_IDS, values)).scalar_one()) - count

    async def _write(self, platform: PlatformKey, batch: "_PersonBatch") -> None:
        """Bypasses the ORM and its statement compiler, which take longer than the database."""
        updated = [person for person in batch.updated if person.id]
        for number, person in enumerate(batch.added, await self._allocate(len(batch.added))):
            person.id = number
        connection = await self._session.connection()
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        for statement, people in ((_INSERT, batch.added), (_UPDATE, updated)):
            rows = [(platform.value, each.external_id, each.handle, each.record, each.id) for each in people]
            if rows:
                await connection.exec_driver_sql(statement.replace("?", mark), rows)


class _PersonBatch:
    """The rows that a batch may match, and the people that it adds or updates."""

    def __init__(self, people: Iterable[_Person]) -> None:
        self.added: list[_Person] = []
        self.updated: dict[_Person, None] = {}
        self._by_external_id: dict[str, _Person] = {}
        self._by_handle: dict[str, _Person] = {}
        self._index(people)

    def person(self, follower: Follower, handle: str | None) -> _Person:
        person = self._match(follower.external_id, handle)
        if person is None:
            person = _Person(0, follower.external_id, handle, _record(follower, handle))
            self.added.append(person)
            self._index([person])
        elif not _adds_nothing(follower, handle, person):
            self._merge(person, follower, handle)
        return person

    def _match(self, external_id: str | None, handle: str | None) -> _Person | None:
        if external_id is not None and (known := self._by_external_id.get(external_id)):
            return known
        named = self._by_handle.get(handle) if handle is not None else None
        return named if named and (external_id is None or named.external_id is None) else None

    def _merge(self, person: _Person, follower: Follower, handle: str | None) -> None:
        known = overlay(person.follower(), follower)
        named = _handle(known) or handle
        merged = (known.external_id, named, _record(known, named))
        if merged != (person.external_id, person.handle, person.record):
            person.external_id, person.handle, person.record = merged
            self.updated[person] = None
            self._index([person])

    def _index(self, people: Iterable[_Person]) -> None:
        for person in people:
            if person.external_id is not None:
                self._by_external_id[person.external_id] = person
            if person.handle is not None:
                self._by_handle[person.handle] = person


def _handle(follower: Follower) -> str | None:
    """The normalised username; without one and without an external id, the full name behind a tilde."""
    if follower.username is not None:
        return normalize_tag(follower.username)
    named = follower.full_name if follower.external_id is None else None
    return f"~{fold(named)}" if named else None


def _record(follower: Follower, handle: str | None) -> str | None:
    if follower == Follower(username=handle, external_id=follower.external_id):
        return None
    return msgspec.json.encode(follower).decode()


def _adds_nothing(follower: Follower, handle: str | None, person: _Person) -> bool:
    return (
        follower.external_id in {None, person.external_id}
        and handle in {None, person.handle}
        and _record(follower, handle) is None
    )


def _select_people() -> Any:
    return select(PersonRow.id, PersonRow.external_id, PersonRow.handle, type_coerce(PersonRow.record, Text))
