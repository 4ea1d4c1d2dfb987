"""The records of connected accounts: a table for each record type, and upserts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import (
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentGroup,
    Profile,
)
from limelight.kernel.timestamps import now, parse_timestamp
from limelight.store.accounts import AccountRow, IncorrectAccountId, ListedRow, lock_tenant
from limelight.store.array_parameters import text_rows
from limelight.store.base import UtcDateTime, VersionedJsonColumn

AccountRecord = TypeVar(
    "AccountRecord",
    bound=Profile
    | AudienceDemographics
    | Content
    | ContentGroup
    | Comment
    | ActivityArtist
    | ActivityContent,
)


class AccountItem(ListedRow):
    """A record of an account, as its platform returned it.

    ``key`` is unique among the account's records of its type: the platform's id, if there are several.
    """

    __abstract__ = True

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"))
    key: Mapped[str]
    record: Mapped[Any] = mapped_column(Text)

    @declared_attr
    def account(cls) -> Mapped[AccountRow]:  # noqa: N805
        return relationship(lazy="raise")


class ProfileRow(AccountItem):
    __tablename__ = "profiles"

    record: Mapped[Profile] = mapped_column(VersionedJsonColumn(Profile))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "tenant_id", "position"))


class AudienceRow(AccountItem):
    __tablename__ = "audiences"

    record: Mapped[AudienceDemographics] = mapped_column(VersionedJsonColumn(AudienceDemographics))

    __table_args__ = (UniqueConstraint("account_id", "key"),)


class ContentRow(AccountItem):
    __tablename__ = "contents"

    published_at: Mapped[datetime] = mapped_column(UtcDateTime())
    record: Mapped[Content] = mapped_column(VersionedJsonColumn(Content))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class ContentGroupRow(AccountItem):
    __tablename__ = "content_groups"

    published_at: Mapped[datetime] = mapped_column(UtcDateTime())
    record: Mapped[ContentGroup] = mapped_column(VersionedJsonColumn(ContentGroup))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class CommentRow(AccountItem):
    __tablename__ = "comments"

    content_id: Mapped[UUID] = mapped_column(ForeignKey(ContentRow.id, ondelete="CASCADE"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime())
    record: Mapped[Comment] = mapped_column(VersionedJsonColumn(Comment))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "content_id", "position"))


class ActivityArtistRow(AccountItem):
    __tablename__ = "activity_artists"

    record: Mapped[ActivityArtist] = mapped_column(VersionedJsonColumn(ActivityArtist))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class ActivityContentRow(AccountItem):
    __tablename__ = "activity_contents"

    record: Mapped[ActivityContent] = mapped_column(VersionedJsonColumn(ActivityContent))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


_TABLES: Final[Mapping[type[Struct], type[AccountItem]]] = {
    Profile: ProfileRow,
    AudienceDemographics: AudienceRow,
    Content: ContentRow,
    ContentGroup: ContentGroupRow,
    Comment: CommentRow,
    ActivityArtist: ActivityArtistRow,
    ActivityContent: ActivityContentRow,
}
TABLES: Final = tuple(_TABLES.values())


class UpsertResult(Struct, frozen=True, kw_only=True):
    """The ids of the rows that were added, and of those whose record has changed."""

    added: Sequence[UUID] = ()
    updated: Sequence[UUID] = ()


class _Stored(NamedTuple):
    """A row, and its record as it is stored."""

    id: UUID
    record: str


class AccountData:
    """The records of the tenant's accounts, within one transaction."""

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def upsert(
        self, account_id: UUID, kind: type[AccountRecord], items: Sequence[AccountRecord]
    ) -> UpsertResult:
        """Stores the items that are new or have changed; rows that are not among the items stay.

        If several items have the same key, the last one is stored. Comments on contents that are not stored
        are skipped. Writers of one account wait for each other. Raises IncorrectAccountId.
        """
        await self._lock(account_id, kind)
        table = _TABLES[kind]
        rows = await self._rows(account_id, items)
        stored = await self._stored(table, account_id, rows)
        added = [row | {"id": uuid4()} for key, row in rows.items() if key not in stored]
        updated = [
            row | {"row_id": stored[key].id}
            for key, row in rows.items()
            if key in stored and not table.record.type.represents(stored[key].record, row["record"])
        ]
        await self._write(table, account_id, added, updated)
        return UpsertResult(
            added=[row["id"] for row in added],
            updated=[row["row_id"] for row in updated],
        )

    async def _lock(self, account_id: UUID, kind: type[AccountRecord]) -> None:
        """Locks the account's row; for profiles also the tenant, whose list of profiles grows."""
        if kind is Profile:
            await lock_tenant(self._session, self._tenant_id)
        mine = update(AccountRow).where(AccountRow.tenant_id == self._tenant_id, AccountRow.id == account_id)
        same = mine.values(status=AccountRow.status).returning(AccountRow.id)
        if await self._session.scalar(same.execution_options(synchronize_session=False)) is None:
            raise IncorrectAccountId(f"There is no account with the id {account_id}.")

    async def _rows(self, account_id: UUID, items: Sequence[AccountRecord]) -> dict[str, dict[str, Any]]:
        """The column values of the items, by key."""
        rows = {_key(item): _columns(item) for item in items}
        comments = {_key(item): item for item in items if isinstance(item, Comment)}
        if not comments:
            return rows
        commented = {comment.content_external_id for comment in comments.values()}
        contents = await self._stored(ContentRow, account_id, commented)
        return {
            key: rows[key] | {"content_id": contents[comment.content_external_id].id}
            for key, comment in comments.items()
            if comment.content_external_id in contents
        }

    async def _stored(
        self, table: type[AccountItem], account_id: UUID, keys: Collection[str]
    ) -> dict[str, _Stored]:
        among = table.key.in_(text_rows(keys, self._session.get_bind().dialect))
        record = type_coerce(table.record, Text)
        query = select(table.key, table.id, record).where(table.account_id == account_id, among)
        return {key: _Stored(id_, text) for key, id_, text in await self._session.execute(query)}

    async def _write(
        self,
        table: type[AccountItem],
        account_id: UUID,
        added: Sequence[dict[str, Any]],
        updated: Sequence[dict[str, Any]],
    ) -> None:
        moment = now()
        connection = await self._session.connection()
        if added:
            shared = {
                "tenant_id": self._tenant_id,
                "account_id": account_id,
                "created_at": moment,
                "updated_at": moment,
            }
            await connection.execute(insert(table), [row | shared for row in added])
        if updated:
            same = update(table).where(table.id == bindparam("row_id"))
            await connection.execute(same, [row | {"updated_at": moment} for row in updated])


def _key(item: AccountRecord) -> str:
    match item:
        case Profile() | AudienceDemographics():
            return ""
        case Comment():
            return f"{item.content_external_id}:{item.external_id}"
        case _:
            return item.external_id


def _columns(item: AccountRecord) -> dict[str, Any]:
    columns = {"key": _key(item), "record": item}
    if isinstance(item, Content | ContentGroup | Comment):
        columns["published_at"] = parse_timestamp(item.published_at)
    return columns
