"""What can be read of a tenant: users, accounts, and the records of accounts with whose they are."""

from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, select, type_coerce
from sqlalchemy.orm import Bundle, joinedload, selectinload

from limelight.errors import NotFound
from limelight.kernel.accounts import AccountStatus
from limelight.kernel.platforms import NEWSLETTER_PLATFORMS, PlatformKey
from limelight.store.account_data import (
    AccountItem,
    ActivityArtistRow,
    ActivityContentRow,
    AudienceRow,
    CommentRow,
    ContentGroupRow,
    ContentRow,
    ProfileRow,
)
from limelight.store.accounts import AccountRow, IncorrectAccountId, IncorrectUserId, UserRow
from limelight.store.base import Members, WireId, WireMoment
from limelight.store.reader import Condition, Readable


class IncorrectProfileId(NotFound):
    """The tenant has no profile with the id."""


class IncorrectContentId(NotFound):
    """The tenant has no content with the id."""


class IncorrectContentGroupId(NotFound):
    """The tenant has no content group with the id."""


class IncorrectActivityArtistId(NotFound):
    """The tenant has no artist with the id."""


class IncorrectActivityContentId(NotFound):
    """The tenant has no content of an activity with the id."""


class AudienceNotKnown(NotFound):
    """Nothing is known yet of the account's audience."""


def _owned(table: type[AccountItem], *more: ColumnElement[Any]) -> Select[Any]:
    columns = (
        type_coerce(table.id, WireId()).label("id"),
        type_coerce(table.created_at, WireMoment()).label("created_at"),
        type_coerce(table.updated_at, WireMoment()).label("updated_at"),
        type_coerce(table.record, Members(table.record.type)).label("members"),
        type_coerce(AccountRow.id, WireId()).label("account_id"),
        type_coerce(AccountRow.platform, Text).label("platform"),
        AccountRow.platform_username,
        type_coerce(UserRow.id, WireId()).label("user_id"),
        UserRow.name.label("user_name"),
    )
    return (
        select(Bundle("item", *columns, *more))
        .select_from(table)
        .join(AccountRow, AccountRow.id == table.account_id)
        .join(UserRow, UserRow.id == AccountRow.user_id)
    )


USERS: Final = Readable(UserRow, select(UserRow), "user", IncorrectUserId)
ACCOUNTS: Final = Readable(
    AccountRow,
    select(AccountRow).options(joinedload(AccountRow.user), selectinload(AccountRow.products)),
    "account",
    IncorrectAccountId,
)
PROFILES: Final = Readable(
    ProfileRow, _owned(ProfileRow, ProfileRow.record.label("profile")), "profile", IncorrectProfileId
)
AUDIENCES: Final = Readable(AudienceRow, _owned(AudienceRow), "audience", AudienceNotKnown)
CONTENTS: Final = Readable(ContentRow, _owned(ContentRow), "content", IncorrectContentId)
PUBLICATION_CONTENTS: Final = Readable(
    ContentRow,
    _owned(ContentRow).where(AccountRow.platform.in_(NEWSLETTER_PLATFORMS)),
    "publication content",
    IncorrectContentId,
)
CONTENT_GROUPS: Final = Readable(
    ContentGroupRow, _owned(ContentGroupRow), "content group", IncorrectContentGroupId
)
COMMENTS: Final = Readable(
    CommentRow,
    _owned(CommentRow, ContentRow.id.label("content_id"), ContentRow.record.label("content")).join(
        ContentRow, ContentRow.id == CommentRow.content_id
    ),
    "comment",
    IncorrectContentId,
)
ACTIVITY_ARTISTS: Final = Readable(
    ActivityArtistRow, _owned(ActivityArtistRow), "artist", IncorrectActivityArtistId
)
ACTIVITY_CONTENTS: Final = Readable(
    ActivityContentRow, _owned(ActivityContentRow), "content of an activity", IncorrectActivityContentId
)


def users_with(external_id: str | None) -> list[Condition]:
    return [] if external_id is None else [UserRow.external_id == external_id]


def accounts_of(
    user_id: UUID | None, platform: PlatformKey | None, status: AccountStatus | None
) -> list[Condition]:
    """Accounts of all that are given."""
    asked = (AccountRow.user_id, user_id), (AccountRow.platform, platform), (AccountRow.status, status)
    return [column == value for column, value in asked if value is not None]


def of_account(table: type[AccountItem], account_id: UUID) -> Condition:
    return table.account_id == account_id


def profiles_of(
    account_id: UUID | None, user_id: UUID | None, platform: PlatformKey | None
) -> list[Condition]:
    """Profiles of all that are given."""
    asked = (AccountRow.id, account_id), (AccountRow.user_id, user_id), (AccountRow.platform, platform)
    return [column == value for column, value in asked if value is not None]


def on_content(content_id: UUID) -> Condition:
    return CommentRow.content_id == content_id


def published(
    table: type[ContentRow] | type[ContentGroupRow] | type[CommentRow],
    from_date: date | None,
    to_date: date | None,
) -> list[Condition]:
    """Published in the period: both days are in it, as days of UTC."""
    conditions = []
    if from_date is not None:
        conditions.append(table.published_at >= datetime.combine(from_date, time.min, UTC))
    if to_date is not None:
        conditions.append(table.published_at <= datetime.combine(to_date, time.max, UTC))
    return conditions
