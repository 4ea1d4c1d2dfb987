"""Upserts of account records: added, updated and unchanged rows."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import func, select, text

from limelight.kernel.records import Comment, Content, Profile
from limelight.store.account_data import AccountData, CommentRow, ContentRow, ProfileRow, UpsertResult
from limelight.store.accounts import IncorrectAccountId
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, Tenants
from tests.account_data_samples import PROFILE, comment, content, create_account

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
async def account(database: Database) -> UUID:
    async with database.session() as session:
        await Tenants(session).create_demo()
        return (await create_account(session, DEMO_ID))[1]


async def upsert(database: Database, account: UUID, kind: type, *items) -> UpsertResult:
    async with database.session() as session:
        return await AccountData(session, DEMO_ID).upsert(account, kind, items)


async def titles(database: Database) -> dict[UUID, str]:
    async with database.session() as session:
        rows = await session.scalars(select(ContentRow).order_by(ContentRow.position))
        return {row.id: row.record.title for row in rows}


async def test_only_changed_records_are_stored_and_returned(database: Database, account: UUID):
    first = await upsert(database, account, Content, content(1), content(2), content(3))
    assert len(first.added) == 3
    assert await upsert(database, account, Content, content(1), content(2)) == UpsertResult(
        added=[], updated=[]
    )

    second = await upsert(database, account, Content, content(4), content(2, "Renamed"), content(3))
    assert second.updated == [first.added[1]]
    assert await titles(database) == {
        first.added[0]: "A video",
        first.added[1]: "Renamed",
        first.added[2]: "A video",
        second.added[0]: "A video",
    }


async def test_a_change_moves_only_updated_at(database: Database, account: UUID):
    (row_id,) = (await upsert(database, account, Content, content(1))).added
    async with database.session() as session:
        before = await session.scalar(select(ContentRow))
    await upsert(database, account, Content, content(1, "Renamed", published=9))
    async with database.session() as session:
        after = await session.scalar(select(ContentRow))
    assert (after.id, after.position, after.created_at) == (row_id, before.position, before.created_at)
    assert after.updated_at > before.updated_at
    assert after.published_at.day == 9


async def test_the_last_of_two_items_with_the_same_key_is_stored(database: Database, account: UUID):
    changed = await upsert(database, account, Content, content(1, "Early"), content(1, "Late"))
    assert await titles(database) == {changed.added[0]: "Late"}


async def test_an_account_has_one_profile_although_its_id_changes(database: Database, account: UUID):
    """A platform may change a profile's id: the account still has one profile."""
    first = await upsert(database, account, Profile, PROFILE)
    renamed = msgspec.structs.replace(PROFILE, external_id="another")
    assert (await upsert(database, account, Profile, renamed)).updated == first.added
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(ProfileRow)) == 1


async def test_comments_belong_to_their_content(database: Database, account: UUID):
    """Comment ids are unique within a content; comments on unknown contents are skipped."""
    contents = await upsert(database, account, Content, content(1), content(2))
    comments = [comment(1, on=1), comment(1, on=2), comment(1, on=3)]
    changed = await upsert(database, account, Comment, *comments)
    async with database.session() as session:
        rows = (await session.scalars(select(CommentRow).order_by(CommentRow.position))).all()
    assert [(row.id, row.content_id) for row in rows] == list(zip(changed.added, contents.added, strict=True))


async def test_an_account_of_another_tenant_is_not_written(database: Database, account: UUID):
    for tenant_id, account_id in ((uuid4(), account), (DEMO_ID, uuid4())):
        async with database.session() as session:
            with pytest.raises(IncorrectAccountId):
                await AccountData(session, tenant_id).upsert(account_id, Content, [content(1)])
    assert await titles(database) == {}


async def test_concurrent_writers_of_one_account_add_no_duplicates(database: Database, account: UUID):
    """Each compares with the rows of those before it, although all began at once."""
    items = [content(number) for number in range(40)]
    changes = await asyncio.gather(*(upsert(database, account, Content, *items) for _ in range(5)))
    assert sorted(len(change.added) for change in changes) == [0, 0, 0, 0, 40]
    assert [change.updated for change in changes] == [[]] * 5


async def test_a_record_stored_by_another_version_is_unchanged(database: Database, account: UUID):
    """A field that was added since is missing in the text: that is no change."""
    (row_id,) = (await upsert(database, account, Content, content(1))).added
    older = msgspec.json.encode(
        {"external_id": "video-1", "title": "A video", "type": "VIDEO"}
        | {"published_at": content(1).published_at, "url": content(1).url}
    ).decode()
    async with database.session() as session:
        await session.execute(text("UPDATE contents SET record = :older"), {"older": older})
    assert await upsert(database, account, Content, content(1)) == UpsertResult(added=[], updated=[])
    assert (await upsert(database, account, Content, content(1, "Renamed"))).updated == [row_id]
