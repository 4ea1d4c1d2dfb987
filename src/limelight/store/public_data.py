"""Imported contents, comments and audiences of public creators."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from pyroaring import BitMap
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Comment, Content, Creator
from limelight.kernel.struct_mapping import overlay
from limelight.kernel.text import normalize_tag
from limelight.kernel.timestamps import Timestamp, format_timestamp, parse_timestamp
from limelight.store.array_parameters import integer_rows, text_rows
from limelight.store.base import Base, BigIntegerKey, JsonColumn, UtcDateTime, enum_column
from limelight.store.creators import CreatorRow, Creators, SaveCounts

PublicRecord = TypeVar("PublicRecord", bound=Content | Comment)


class _ObservedRow:
    """When a row was last observed, and in which file."""

    seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    origin: Mapped[str]


def _creator_key(**options: Any) -> Any:
    return mapped_column(BigInteger, ForeignKey(CreatorRow.id, ondelete="CASCADE"), **options)


class PublicContentRow(_ObservedRow, Base):
    """``published_at`` is null if that of the record is a placeholder."""

    __tablename__ = "public_contents"

    id: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    creator_id: Mapped[int] = _creator_key()
    external_id: Mapped[str]
    url: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    record: Mapped[Content] = mapped_column(JsonColumn(Content))

    __table_args__ = (
        UniqueConstraint("external_id", "creator_id"),
        Index(None, "creator_id", "published_at"),
    )


class PublicCommentRow(_ObservedRow, Base):
    """``published_at`` is null if that of the record is a placeholder."""

    __tablename__ = "public_comments"

    id: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    creator_id: Mapped[int] = _creator_key()
    content_external_id: Mapped[str]
    external_id: Mapped[str]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    record: Mapped[Comment] = mapped_column(JsonColumn(Comment))

    __table_args__ = (
        UniqueConstraint("external_id", "creator_id", "content_external_id"),
        Index(None, "creator_id", "content_external_id", "published_at"),
    )


class PublicAudienceRow(_ObservedRow, Base):
    """``members`` is a Roaring bitmap of person ids, and ``known`` their number."""

    __tablename__ = "public_audiences"

    creator_id: Mapped[int] = _creator_key(primary_key=True)
    kind: Mapped[AudienceKind] = mapped_column(enum_column(AudienceKind), primary_key=True)
    members: Mapped[bytes] = mapped_column(LargeBinary)
    known: Mapped[int] = mapped_column(BigInteger)


TABLES: Final = (PublicAudienceRow, PublicCommentRow, PublicContentRow)


class ImportedRecord(Struct, Generic[PublicRecord], frozen=True, kw_only=True):
    """A record of a file. ``placeholder_fields`` are required fields that the file does not contain."""

    creator_id: int
    record: PublicRecord
    placeholder_fields: frozenset[str] = frozenset()


class Observation(Struct, frozen=True, kw_only=True):
    """The file and the time of an observation."""

    origin: str
    observed_at: Timestamp


class StoredRecords(Struct, Generic[PublicRecord], frozen=True, kw_only=True):
    """Records, the newest first, and when the latest of them was observed."""

    items: Sequence[PublicRecord]
    seen_at: Timestamp


class StoredAudience(Struct, frozen=True, kw_only=True):
    members: BitMap
    seen_at: Timestamp


class PublicData:
    """The data of public creators, within one transaction. Like the catalogue, they belong to no tenant."""

    _rows: ClassVar[Mapping[type[Any], type[PublicContentRow] | type[PublicCommentRow]]] = {
        Content: PublicContentRow,
        Comment: PublicCommentRow,
    }

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def creator_id(self, creator: Creator) -> int | None:
        known = await self._creator_ids([creator])
        return known.get(_identity(creator), known.get(f"@{normalize_tag(creator.username)}"))

    async def creator_ids(self, creators: Sequence[Creator]) -> list[int]:
        """The id of each creator, in order; unknown creators are added. All are of one platform."""
        known = await self._creator_ids(creators)
        if unknown := {name: each for each in creators if (name := _identity(each)) not in known}:
            await Creators(self._session).save(list(unknown.values()))
            known |= await self._creator_ids(list(unknown.values()))
        return [known[_identity(each)] for each in creators]

    async def creators(self, creator_ids: Collection[int]) -> dict[int, Creator]:
        among = CreatorRow.id.in_(integer_rows(creator_ids, self._session.get_bind().dialect))
        rows = await self._session.execute(select(CreatorRow.id, CreatorRow.record).where(among))
        return {id_: record for id_, record in rows}  # noqa: C416

    async def save(
        self, kind: type[PublicRecord], look: Observation, batch: Sequence[ImportedRecord[PublicRecord]]
    ) -> SaveCounts:
        """Adds each record, or merges it into the stored one: the latest observation wins."""
        table = self._rows[kind]
        last = {_key(each.creator_id, each.record): each for each in batch}
        stored = await self._stored(table, {each.record.external_id for each in batch})
        added = [_columns(each, look) for key, each in last.items() if key not in stored]
        found = [(stored[key], each) for key, each in last.items() if key in stored]
        updated = [row for known, each in found if (row := _changes(known, each, look))]
        connection = await self._session.connection()
        if added:
            await connection.execute(insert(table), added)
        if updated:
            await connection.execute(update(table).where(table.id == bindparam("row_id")), updated)
        unchanged = len(batch) - len(added) - len(updated)
        return SaveCounts(added=len(added), updated=len(updated), unchanged=unchanged)

    async def add_audience_members(
        self, kind: AudienceKind, look: Observation, members: Mapping[int, BitMap]
    ) -> int:
        """Adds people to the audiences of creators. Returns how many were new."""
        table, at = PublicAudienceRow, parse_timestamp(look.observed_at)
        among = table.creator_id.in_(integer_rows(members.keys(), self._session.get_bind().dialect))
        query = select(table.creator_id, table.members, table.seen_at).where(table.kind == kind, among)
        known = {
            id_: (BitMap.deserialize(blob), seen) for id_, blob, seen in await self._session.execute(query)
        }
        added, updated, count = [], [], 0
        for creator_id, people in members.items():
            before, seen_at = known.get(creator_id, (BitMap(), at))
            after = before | people
            count += len(after) - len(before)
            row = _audience(after, look.origin, max(seen_at, at))
            if creator_id not in known:
                added.append(row | {"creator_id": creator_id, "kind": kind})
            elif len(after) > len(before) or at > seen_at:
                updated.append(row | {"row_creator": creator_id, "row_kind": kind})
        await self._write_audiences(added, updated)
        return count

    async def audience_members(self, kind: AudienceKind, creator_ids: Collection[int]) -> dict[int, BitMap]:
        """The person ids of the creators' audiences; creators without an audience are left out."""
        table = PublicAudienceRow
        among = table.creator_id.in_(integer_rows(creator_ids, self._session.get_bind().dialect))
        query = select(table.creator_id, table.members).where(table.kind == kind, among)
        return {id_: BitMap.deserialize(blob) for id_, blob in await self._session.execute(query)}

    async def _write_audiences(
        self, added: Sequence[dict[str, Any]], updated: Sequence[dict[str, Any]]
    ) -> None:
        table = PublicAudienceRow
        connection = await self._session.connection()
        if added:
            await connection.execute(insert(table), added)
        if updated:
            same = table.creator_id == bindparam("row_creator"), table.kind == bindparam("row_kind")
            await connection.execute(update(table).where(*same), updated)

    async def newest_contents(self, creator_ids: Collection[int], limit: int) -> dict[int, list[Content]]:
        """The newest contents of each creator; contents without a date come last."""
        table = PublicContentRow
        place = func.row_number().over(partition_by=table.creator_id, order_by=_newest(table))
        among = table.creator_id.in_(integer_rows(creator_ids, self._session.get_bind().dialect))
        ranked = select(table.creator_id, table.record, place.label("place")).where(among).subquery()
        query = select(ranked.c.creator_id, ranked.c.record).where(ranked.c.place <= limit)
        found: dict[int, list[Content]] = {}
        for creator_id, record in await self._session.execute(
            query.order_by(ranked.c.creator_id, ranked.c.place)
        ):
            found.setdefault(creator_id, []).append(record)
        return found

    async def last_published_at(self, creator_ids: Collection[int]) -> dict[int, Timestamp]:
        """The date of each creator's newest content, if known."""
        table = PublicContentRow
        among = table.creator_id.in_(integer_rows(creator_ids, self._session.get_bind().dialect))
        query = select(table.creator_id, func.max(table.published_at, type_=UtcDateTime())).where(among)
        rows = await self._session.execute(query.group_by(table.creator_id))
        return {id_: format_timestamp(at) for id_, at in rows if at is not None}

    async def contents(self, creator_id: int, limit: int) -> StoredRecords[Content] | None:
        table = PublicContentRow
        query = select(table.record, table.seen_at).where(table.creator_id == creator_id)
        return await self._listed(query.order_by(*_newest(table)).limit(limit))

    async def content(self, creator_id: int, url: str, external_id: str) -> StoredRecords[Content] | None:
        """The creator's content with the URL, else with the id."""
        table = PublicContentRow
        same = or_(table.url == url, table.external_id == external_id)
        query = select(table.record, table.seen_at).where(table.creator_id == creator_id, same)
        return await self._listed(query.order_by(table.url != url).limit(1))

    async def author_of_content(self, platform: PlatformKey, external_id: str) -> str | None:
        """The external id, else the handle, of the creator that published the content."""
        published = PublicContentRow.creator_id == CreatorRow.id
        query = select(CreatorRow.external_id, CreatorRow.handle).join(PublicContentRow, published)
        same = CreatorRow.platform == platform.value, PublicContentRow.external_id == external_id
        found = (await self._session.execute(query.where(*same).order_by(CreatorRow.id).limit(1))).first()
        return (found.external_id or found.handle) if found else None

    async def comments(self, creator_id: int, content: str, limit: int) -> StoredRecords[Comment] | None:
        """The newest comments on the content with that external id."""
        table = PublicCommentRow
        mine = table.creator_id == creator_id, table.content_external_id == content
        query = select(table.record, table.seen_at).where(*mine)
        return await self._listed(query.order_by(*_newest(table)).limit(limit))

    async def audience(self, creator_id: int, kind: AudienceKind) -> StoredAudience | None:
        table = PublicAudienceRow
        mine = table.creator_id == creator_id, table.kind == kind
        row = (await self._session.execute(select(table.members, table.seen_at).where(*mine))).one_or_none()
        return (
            StoredAudience(members=BitMap.deserialize(row[0]), seen_at=format_timestamp(row[1]))
            if row
            else None
        )

    async def _listed(self, query: Select[PublicRecord, datetime]) -> StoredRecords[PublicRecord] | None:
        rows = (await self._session.execute(query)).all()
        if not rows:
            return None
        return StoredRecords(
            items=[row[0] for row in rows], seen_at=format_timestamp(max(row[1] for row in rows))
        )

    async def _creator_ids(self, creators: Sequence[Creator]) -> dict[str, int]:
        """By external id, else by handle; of several, the most recently updated."""
        if not creators:
            return {}
        dialect = self._session.get_bind().dialect
        ids = text_rows({each.external_id for each in creators if each.external_id}, dialect)
        handles = text_rows({normalize_tag(each.username) for each in creators}, dialect)
        of_platform = CreatorRow.platform == creators[0].platform.value
        named = select(CreatorRow.id, CreatorRow.external_id, CreatorRow.handle).order_by(CreatorRow.revision)
        by_id = await self._session.execute(named.where(of_platform, CreatorRow.external_id.in_(ids)))
        by_handle = await self._session.execute(named.where(of_platform, CreatorRow.handle.in_(handles)))
        known = {f"@{row.handle}": row.id for row in by_handle}
        return known | {f"#{row.external_id}": row.id for row in by_id}

    async def _stored(
        self, table: type[PublicContentRow] | type[PublicCommentRow], external_ids: Collection[str]
    ) -> dict[tuple[str, ...], Any]:
        among = table.external_id.in_(text_rows(external_ids, self._session.get_bind().dialect))
        columns = table.id, table.creator_id, table.record, table.published_at, table.seen_at
        rows = await self._session.execute(select(*columns).where(among))
        return {_key(row.creator_id, row.record): row for row in rows}


def _identity(creator: Creator) -> str:
    return f"#{creator.external_id}" if creator.external_id else f"@{normalize_tag(creator.username)}"


def _key(creator_id: int, record: Content | Comment) -> tuple[str, ...]:
    content = (record.content_external_id,) if isinstance(record, Comment) else ()
    return str(creator_id), record.external_id, *content


def _columns(delivered: ImportedRecord[Any], look: Observation) -> dict[str, Any]:
    record = delivered.record
    of_kind = (
        {"content_external_id": record.content_external_id}
        if isinstance(record, Comment)
        else {"url": record.url}
    )
    return of_kind | {
        "creator_id": delivered.creator_id,
        "external_id": record.external_id,
        "published_at": None
        if "published_at" in delivered.placeholder_fields
        else parse_timestamp(record.published_at),
        "seen_at": parse_timestamp(look.observed_at),
        "origin": look.origin,
        "record": record,
    }


def _changes(row: Any, delivered: ImportedRecord[Any], look: Observation) -> dict[str, Any] | None:
    """The columns that an import changes. An older observation only fills empty fields."""
    is_newer = parse_timestamp(look.observed_at) >= row.seen_at
    undated = frozenset() if row.published_at else frozenset({"published_at"})
    if is_newer:
        record = overlay(row.record, delivered.record, delivered.placeholder_fields)
    else:
        record = overlay(delivered.record, row.record, undated - delivered.placeholder_fields)
    if record == row.record:
        return None
    columns = _columns(
        replace(delivered, record=record, placeholder_fields=undated & delivered.placeholder_fields), look
    )
    if not is_newer:
        del columns["seen_at"], columns["origin"]
    return columns | {"row_id": row.id}


def _audience(members: BitMap, origin: str, seen_at: datetime) -> dict[str, Any]:
    members.run_optimize()
    return {"members": members.serialize(), "known": len(members), "origin": origin, "seen_at": seen_at}


def _newest(table: type[PublicContentRow] | type[PublicCommentRow]) -> Sequence[Any]:
    return table.published_at.desc().nulls_last(), table.id
