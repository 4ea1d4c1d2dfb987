"""What somebody in a hurry would write: a list of contents with FastAPI, Pydantic and SQLAlchemy."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class UserRow(Base):
    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class AccountRow(Base):
    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id))
    platform: Mapped[str]
    platform_username: Mapped[str]
    user: Mapped[UserRow] = relationship()


class ContentRow(Base):
    __tablename__ = "contents"

    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime]
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    account: Mapped[AccountRow] = relationship()


class User(BaseModel):
    id: UUID
    name: str


class Account(BaseModel):
    id: UUID
    platform_username: str


class WorkPlatform(BaseModel):
    id: UUID
    name: str
    logo_url: str


class Engagement(BaseModel):
    like_count: int | None
    dislike_count: int | None
    comment_count: int | None
    impression_organic_count: int | None
    reach_organic_count: int | None
    save_count: int | None
    view_count: int | None
    watch_time_in_hours: float | None
    share_count: int | None
    impression_paid_count: int | None
    reach_paid_count: int | None
    email_open_rate: float | None
    email_click_rate: float | None
    unsubscribe_count: int | None
    spam_report_count: int | None
    click_count: int | None
    additional_info: dict[str, Any] | None
    replay_count: int | None
    repost_count: int | None
    avg_watch_time_in_sec: int | None


class Content(BaseModel):
    id: UUID
    created_at: datetime
    updated_at: datetime
    user: User
    account: Account
    work_platform: WorkPlatform
    engagement: Engagement
    external_id: str
    title: str
    format: str
    type: str
    url: str | None
    media_url: str | None
    media_urls: list[str] | None
    duration: int | None
    description: str | None
    hashtags: list[str] | None
    mentions: list[str] | None
    visibility: str
    thumbnail_url: str | None
    persistent_thumbnail_url: str | None
    published_at: datetime
    platform_profile_id: str | None
    platform_profile_name: str | None
    authors: list[str] | None
    audience: str | None
    platform: str | None
    content_tags: list[str] | None
    sponsored: dict[str, Any] | None
    collaboration: dict[str, Any] | None
    is_owned_by_platform_user: bool


class Metadata(BaseModel):
    offset: int
    limit: int
    from_date: date | None
    to_date: date | None


class ContentList(BaseModel):
    data: list[Content]
    metadata: Metadata


app = FastAPI()
sessions = async_sessionmaker(create_async_engine(os.environ["LISTING_DATABASE"]))
PLATFORM = WorkPlatform(
    id=UUID("14d9ddf5-51c6-415e-bde6-f8ed36ad7054"), name="YouTube", logo_url="http://127.0.0.1/youtube.svg"
)


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


@app.get("/v1/social/contents")
async def list_contents(
    session: Annotated[AsyncSession, Depends(session)],
    account_id: UUID,
    from_date: date | None = None,
    to_date: date | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ContentList:
    if await session.get(AccountRow, account_id) is None:
        raise HTTPException(404)
    query = select(ContentRow).where(ContentRow.account_id == account_id)
    if from_date is not None:
        query = query.where(ContentRow.published_at >= from_date)
    if to_date is not None:
        query = query.where(ContentRow.published_at < to_date)
    whole = query.options(joinedload(ContentRow.account).joinedload(AccountRow.user))
    rows = await session.scalars(whole.order_by(ContentRow.position).limit(limit).offset(offset))
    metadata = Metadata(offset=offset, limit=limit, from_date=from_date, to_date=to_date)
    return ContentList(data=[_content(row) for row in rows], metadata=metadata)


def _content(row: ContentRow) -> Content:
    return Content(
        id=row.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        user=User(id=row.account.user.id, name=row.account.user.name),
        account=Account(id=row.account.id, platform_username=row.account.platform_username),
        work_platform=PLATFORM,
        **row.record,
    )
