"""Accounts with data of every kind, stored as a sync stores it."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from limelight.kernel.accounts import AccountStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    ArtistActivity,
    AudienceDemographics,
    AudienceGender,
    Comment,
    Content,
    ContentActivity,
    ContentGroup,
    ContentGroupType,
    ContentType,
    CountryShare,
    GenderAgeShare,
    Profile,
)
from limelight.kernel.timestamps import Timestamp
from limelight.store.account_data import AccountData
from limelight.store.accounts import AccountRow, UserRow, lock_tenant
from limelight.store.database import Session


class StoredAccount(Struct, frozen=True, kw_only=True):
    """The ids of what was stored."""

    user: UUID
    account: UUID
    profile: UUID
    contents: Sequence[UUID]
    groups: Sequence[UUID]
    comments: Sequence[UUID]
    artists: Sequence[UUID]
    activity_contents: Sequence[UUID]


def noon_in_may(number: int) -> Timestamp:
    """Noon of a day of May."""
    return Timestamp(f"2026-05-{number:02}T12:00:00.000000")


def content(number: int, title: str = "A video", published: int | None = None) -> Content:
    return Content(
        external_id=f"video-{number}",
        title=title,
        type=ContentType.VIDEO,
        published_at=noon_in_may(published or number % 28 + 1),
        url=f"https://video.example/{number}",
    )


def group(number: int) -> ContentGroup:
    return ContentGroup(
        external_id=f"list-{number}",
        title="A list",
        type=ContentGroupType.PLAYLIST,
        published_at=noon_in_may(number % 28 + 1),
        item_count=number,
    )


def comment(number: int, on: int = 1, text: str = "Nice") -> Comment:
    return Comment(
        external_id=f"comment-{number}",
        content_external_id=f"video-{on}",
        text=text,
        published_at=noon_in_may(number % 28 + 1),
    )


def activity_artist(number: int) -> ActivityArtist:
    return ActivityArtist(
        platform_artist_id=f"artist-{number}", artist_name="Somebody", activity_type=ArtistActivity.TOP
    )


def activity_content(number: int) -> ActivityContent:
    return ActivityContent(
        platform_content_id=f"track-{number}",
        title="A track",
        type=ContentType.TRACK,
        url=f"https://music.example/{number}",
        activity_type=ContentActivity.SAVED,
    )


PROFILE = Profile(external_id="channel", platform_username="ada", full_name="Ada")
AUDIENCE = AudienceDemographics(
    countries=(CountryShare(code="DE", value=60.5),),
    gender_age_distribution=(GenderAgeShare(gender=AudienceGender.OTHERS, age_range="18-24", value=100.0),),
)


async def create_account(
    session: Session, tenant_id: UUID, name: str = "ada", platform: PlatformKey = PlatformKey.YOUTUBE
) -> tuple[UUID, UUID]:
    """A user's id, and the id of the user's account."""
    await lock_tenant(session, tenant_id)
    user = UserRow(tenant_id=tenant_id, name=name.title(), external_id=f"{name} of {platform}")
    session.add(user)
    await session.flush()
    account = AccountRow(
        tenant_id=tenant_id,
        user_id=user.id,
        platform=platform,
        status=AccountStatus.CONNECTED,
        platform_username=name,
    )
    session.add(account)
    await session.flush()
    return user.id, account.id


async def store_account(
    session: Session, tenant_id: UUID, name: str = "ada", platform: PlatformKey = PlatformKey.YOUTUBE
) -> StoredAccount:
    """An account with three of everything that there can be several of."""
    user, account = await create_account(session, tenant_id, name, platform)
    data, three = AccountData(session, tenant_id), range(1, 4)

    async def stored(kind: type[Struct], items: Sequence[Struct]) -> Sequence[UUID]:
        return (await data.upsert(account, kind, items)).added

    await stored(AudienceDemographics, [AUDIENCE])
    return StoredAccount(
        user=user,
        account=account,
        profile=(await stored(Profile, [PROFILE]))[0],
        contents=await stored(Content, [content(number) for number in three]),
        groups=await stored(ContentGroup, [group(number) for number in three]),
        comments=await stored(Comment, [comment(number) for number in three]),
        artists=await stored(ActivityArtist, [activity_artist(number) for number in three]),
        activity_contents=await stored(ActivityContent, [activity_content(number) for number in three]),
    )
