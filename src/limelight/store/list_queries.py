"""The lists of a tenant: users, accounts, and the records of accounts with their owners."""

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
from limelight.store.base import RawJsonFields, TimestampText, UuidText
from limelight.store.reader import Condition, ListQuery


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
    """The account's audience is not known yet."""


def _select_with_owner(table: type[AccountItem], *more: ColumnElement[Any]) -> Select[Any]:
    columns = (
        type_coerce(table.id, UuidText()).label("id"),
        type_coerce(table.created_at, TimestampText()).label("created_at"),
        type_coerce(table.updated_at, TimestampText()).label("updated_at"),
        type_coerce(table.record, RawJsonFields(table.record.type)).label("members"),
        type_coerce(AccountRow.id, UuidText()).label("account_id"),
        type_coerce(AccountRow.platform, Text).label("platform"),
        AccountRow.platform_username,
        type_coerce(UserRow.id, UuidText()).label("user_id"),
        UserRow.name.label("user_name"),
    )
    return (
        select(Bundle("item", *columns, *more))
        .select_from(table)
        .join(AccountRow, AccountRow.id == table.account_id)
        .join(UserRow, UserRow.id == AccountRow.user_id)
    )


USERS: Final = ListQuery(UserRow, select(UserRow), "user", IncorrectUserId)
ACCOUNTS: Final = ListQuery(
    AccountRow,
    select(AccountRow).options(joinedload(AccountRow.user), selectinload(AccountRow.products)),
    "account",
    IncorrectAccountId,
)
PROFILES: Final = ListQuery(
    ProfileRow,
    _select_with_owner(ProfileRow, ProfileRow.record.label("profile")),
    "profile",
    IncorrectProfileId,
)
AUDIENCES: Final = ListQuery(AudienceRow, _select_with_owner(AudienceRow), "audience", AudienceNotKnown)
CONTENTS: Final = ListQuery(ContentRow, _select_with_owner(ContentRow), "content", IncorrectContentId)
PUBLICATION_CONTENTS: Final = ListQuery(
    ContentRow,
    _select_with_owner(ContentRow).where(AccountRow.platform.in_(NEWSLETTER_PLATFORMS)),
    "publication content",
    IncorrectContentId,
)
CONTENT_GROUPS: Final = ListQuery(
    ContentGroupRow, _select_with_owner(ContentGroupRow), "content group", IncorrectContentGroupId
)
COMMENTS: Final = ListQuery(
    CommentRow,
    _select_with_owner(
        CommentRow, ContentRow.id.label("content_id"), ContentRow.record.label("content")
    ).join(ContentRow, ContentRow.id == CommentRow.content_id),
    "comment",
    IncorrectContentId,
)
ACTIVITY_ARTISTS: Final = ListQuery(
    ActivityArtistRow, _select_with_owner(ActivityArtistRow), "artist", IncorrectActivityArtistId
)
ACTIVITY_CONTENTS: Final = ListQuery(
    ActivityContentRow,
    _select_with_owner(ActivityContentRow),
    "content of an activity",
    IncorrectActivityContentId,
)


def users_with_external_id(external_id: str | None) -> list[Condition]:
    return [] if external_id is None else [UserRow.external_id == external_id]


def accounts_matching(
    user_id: UUID | None, platform: PlatformKey | None, status: AccountStatus | None
) -> list[Condition]:
    """Conditions for the arguments that are not None."""
    asked = (AccountRow.user_id, user_id), (AccountRow.platform, platform), (AccountRow.status, status)
    return [column == value for column, value in asked if value is not None]


def belongs_to_account(table: type[AccountItem], account_id: UUID) -> Condition:
    return table.account_id == account_id


def profiles_matching(
    account_id: UUID | None, user_id: UUID | None, platform: PlatformKey | None
) -> list[Condition]:
    """Conditions for the arguments that are not None."""
    asked = (AccountRow.id, account_id), (AccountRow.user_id, user_id), (AccountRow.platform, platform)
    return [column == value for column, value in asked if value is not None]


def belongs_to_content(content_id: UUID) -> Condition:
    return CommentRow.content_id == content_id


def published_between(
    table: type[ContentRow] | type[ContentGroupRow] | type[CommentRow],
    from_date: date | None,
    to_date: date | None,
) -> list[Condition]:
    """Published in the period, including both days, in UTC."""
    conditions = []
    if from_date is not None:
        conditions.append(table.published_at >= datetime.combine(from_date, time.min, UTC))
    if to_date is not None:
        conditions.append(table.published_at <= datetime.combine(to_date, time.max, UTC))
    return conditions
