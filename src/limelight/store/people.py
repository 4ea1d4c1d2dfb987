"""The people of audiences: each has a number, so that an audience is a set of numbers."""

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
"""The first number that is given, out of the way of the members of the simulated world."""
_TAKE: Final = text(
    "INSERT INTO counters (name, value) VALUES ('people', :first + :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + :count RETURNING value"
)
_INSERT: Final = "INSERT INTO people (platform, external_id, handle, record, id) VALUES (?, ?, ?, ?, ?)"
_UPDATE: Final = "UPDATE people SET platform = ?, external_id = ?, handle = ?, record = ? WHERE id = ?"
_DECODER: Final = msgspec.json.Decoder(Follower)


class PersonRow(Base):
    """``record`` is only there when more is known than the name."""

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
    """A row, as it is stored or is to be stored; ``id`` is 0 until it has a number."""

    id: int
    external_id: str | None
    handle: str | None
    record: str | None

    def follower(self) -> Follower:
        if self.record is not None:
            return _DECODER.decode(self.record)
        return Follower(username=self.handle, external_id=self.external_id)


class People:
    """People belong to the operator, as the catalogue does: there is no tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def resolve_ids(self, platform: PlatformKey, followers: Sequence[Follower]) -> list[int]:
        """The number of each, known by the external id, else by the username, else by the full name.

        Who is new is added, and what is newly known is kept. A person with an external id adopts the row
        of the username that has none. Other writers wait for this transaction.
        """
        await self._taken(0)
        handles = [_handle(follower) for follower in followers]
        found = await self._found(PersonRow.external_id, platform, {each.external_id for each in followers})
        found += await self._found(PersonRow.handle, platform, set(handles))
        ledger = _PersonBatch(found)
        people = [ledger.person(*each) for each in zip(followers, handles, strict=True)]
        await self._write(platform, ledger)
        return [person.id for person in people]

    async def followers_by_id(self, numbers: Collection[int]) -> dict[int, Follower]:
        """What is known of those with the numbers."""
        among = PersonRow.id.in_(integer_rows(numbers, self._session.get_bind().dialect))
        rows = await self._session.execute(_select_people().where(among))
        return {row.id: _Person(*row).follower() for row in rows}

    async def _found(
        self, column: InstrumentedAttribute[Any], platform: PlatformKey, sought: set[str | None]
    ) -> list[_Person]:
        sought.discard(None)
        if not sought:
            return []
        among = column.in_(text_rows({each for each in sought if each}, self._session.get_bind().dialect))
        query = _select_people().where(PersonRow.platform == platform.value, among).order_by(PersonRow.id)
        return [_Person(*row) for row in await self._session.execute(query)]

    async def _taken(self, count: int) -> int:
        """The first of so many new numbers."""
        values = {"first": FIRST_PERSON_ID, "count": count}
        return int((await self._session.execute(_TAKE, values)).scalar_one()) - count

    async def _write(self, platform: PlatformKey, ledger: "_PersonBatch") -> None:
        """Written past the ORM and its statement compiler, which take longer than the database."""
        updated = [person for person in ledger.updated if person.id]
        for number, person in enumerate(ledger.added, await self._taken(len(ledger.added))):
            person.id = number
        connection = await self._session.connection()
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        for statement, people in ((_INSERT, ledger.added), (_UPDATE, updated)):
            rows = [(platform.value, each.external_id, each.handle, each.record, each.id) for each in people]
            if rows:
                await connection.exec_driver_sql(statement.replace("?", mark), rows)


class _PersonBatch:
    """The rows that a batch may mean, and who is new or known better after it."""

    def __init__(self, people: Iterable[_Person]) -> None:
        self.added: list[_Person] = []
        self.updated: dict[_Person, None] = {}
        self._by_external_id: dict[str, _Person] = {}
        self._by_handle: dict[str, _Person] = {}
        self._file(people)

    def person(self, follower: Follower, handle: str | None) -> _Person:
        person = self._meant(follower.external_id, handle)
        if person is None:
            person = _Person(0, follower.external_id, handle, _record(follower, handle))
            self.added.append(person)
            self._file([person])
        elif not _says_no_more(follower, handle, person):
            self._learn(person, follower, handle)
        return person

    def _meant(self, external_id: str | None, handle: str | None) -> _Person | None:
        if external_id is not None and (known := self._by_external_id.get(external_id)):
            return known
        named = self._by_handle.get(handle) if handle is not None else None
        return named if named and (external_id is None or named.external_id is None) else None

    def _learn(self, person: _Person, follower: Follower, handle: str | None) -> None:
        known = overlay(person.follower(), follower)
        named = _handle(known) or handle
        learnt = (known.external_id, named, _record(known, named))
        if learnt != (person.external_id, person.handle, person.record):
            person.external_id, person.handle, person.record = learnt
            self.updated[person] = None
            self._file([person])

    def _file(self, people: Iterable[_Person]) -> None:
        for person in people:
            if person.external_id is not None:
                self._by_external_id[person.external_id] = person
            if person.handle is not None:
                self._by_handle[person.handle] = person


def _handle(follower: Follower) -> str | None:
    """The username as it is compared; else, for whom nothing better tells, the name behind a tilde."""
    if follower.username is not None:
        return normalize_tag(follower.username)
    named = follower.full_name if follower.external_id is None else None
    return f"~{fold(named)}" if named else None


def _record(follower: Follower, handle: str | None) -> str | None:
    if follower == Follower(username=handle, external_id=follower.external_id):
        return None
    return msgspec.json.encode(follower).decode()


def _says_no_more(follower: Follower, handle: str | None, person: _Person) -> bool:
    return (
        follower.external_id in {None, person.external_id}
        and handle in {None, person.handle}
        and _record(follower, handle) is None
    )


def _select_people() -> Any:
    return select(PersonRow.id, PersonRow.external_id, PersonRow.handle, type_coerce(PersonRow.record, Text))
