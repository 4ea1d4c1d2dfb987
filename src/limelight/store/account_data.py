"""What is known of connected accounts: a table for each kind of record, and bringing them up to date."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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
from limelight.store.accounts import AccountRow, Listed
from limelight.store.base import Document, Moment


class AccountItem(Listed):
    """A record of an account, as its platform told it.

    ``key`` tells it from the account's others of its kind: the platform's id, where there are several.
    """

    __abstract__ = True

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"))
    key: Mapped[str]

    @declared_attr
    def account(cls) -> Mapped[AccountRow]:  # noqa: N805
        return relationship(lazy="raise")


class ProfileRow(AccountItem):
    __tablename__ = "profiles"

    record: Mapped[Profile] = mapped_column(Document(Profile))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "tenant_id", "position"))


class AudienceRow(AccountItem):
    __tablename__ = "audiences"

    record: Mapped[AudienceDemographics] = mapped_column(Document(AudienceDemographics))

    __table_args__ = (UniqueConstraint("account_id", "key"),)


class ContentRow(AccountItem):
    __tablename__ = "contents"

    published_at: Mapped[datetime] = mapped_column(Moment())
    record: Mapped[Content] = mapped_column(Document(Content))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class ContentGroupRow(AccountItem):
    __tablename__ = "content_groups"

    published_at: Mapped[datetime] = mapped_column(Moment())
    record: Mapped[ContentGroup] = mapped_column(Document(ContentGroup))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class CommentRow(AccountItem):
    __tablename__ = "comments"

    content_id: Mapped[UUID] = mapped_column(ForeignKey(ContentRow.id, ondelete="CASCADE"))
    published_at: Mapped[datetime] = mapped_column(Moment())
    record: Mapped[Comment] = mapped_column(Document(Comment))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "content_id", "position"))


class ActivityArtistRow(AccountItem):
    __tablename__ = "activity_artists"

    record: Mapped[ActivityArtist] = mapped_column(Document(ActivityArtist))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


class ActivityContentRow(AccountItem):
    __tablename__ = "activity_contents"

    record: Mapped[ActivityContent] = mapped_column(Document(ActivityContent))

    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "account_id", "position"))


TABLES: Final = (
    ProfileRow,
    AudienceRow,
    ContentRow,
    ContentGroupRow,
    CommentRow,
    ActivityArtistRow,
    ActivityContentRow,
)
