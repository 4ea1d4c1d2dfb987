"""Reading lists: pages concatenate to the whole, also during writes."""

import asyncio
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, Profile
from limelight.store.account_data import AccountData, ContentRow
from limelight.store.database import Database
from limelight.store.list_queries import CONTENTS, PROFILES, USERS, belongs_to_account
from limelight.store.reader import Reader
from limelight.store.tenants import DEMO_ID, Tenants
from tests.account_data_samples import PROFILE, content, create_account
from tests.examples import examples

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

KINDS = {"contents": CONTENTS, "profiles": PROFILES, "users": USERS}


@pytest.fixture
async def account(database: Database) -> UUID:
    async with database.session() as session:
        await Tenants(session).create_demo()
        return (await create_account(session, DEMO_ID))[1]


async def page(database: Database, rows, limit: int, offset: int, *conditions) -> list[UUID]:
    async with database.session() as session:
        reader = Reader(session, DEMO_ID, rows, lambda row: UUID(str(row.id)))
        return list(await reader.page(Paging(limit=limit, offset=offset), *conditions))


async def walk(database: Database, rows, limit: int) -> list[UUID]:
    """All pages, as clients read them: until one is short."""
    seen: list[UUID] = []
    while found := await page(database, rows, limit, len(seen)):
        seen += found
        if len(found) < limit:
            break
        await asyncio.sleep(0)
    return seen


@given(limit=st.integers(1, 30), offset=st.integers(0, 30))
@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_pages_concatenate_to_the_whole(database: Database, account: UUID, limit: int, offset: int):
    async with database.session() as session:
        items = [content(number) for number in range(25)]
        await AccountData(session, DEMO_ID).upsert(account, Content, items)
        whole = (await session.scalars(select(ContentRow.id).order_by(ContentRow.position))).all()
    found = await page(database, CONTENTS, limit, offset, belongs_to_account(ContentRow, account))
    assert found == whole[offset : offset + limit]
    assert await walk(database, CONTENTS, limit) == whole


async def test_get_many_keeps_the_order_of_ids_and_omits_unknown_ones(database: Database, account: UUID):
    async with database.session() as session:
        items = [content(number) for number in range(9)]
        added = (await AccountData(session, DEMO_ID).upsert(account, Content, items)).added
        reader = Reader(session, DEMO_ID, CONTENTS, lambda row: UUID(str(row.id)))
        asked = [added[5], uuid4(), added[2], added[5], added[8]]
        assert await reader.get_many(asked) == [added[5], added[2], added[8]]


async def add_contents(database: Database, account: UUID, number: int) -> None:
    """Adds contents and changes existing ones."""
    async with database.session() as session:
        items = [content(number * 10 + index) for index in range(5)] + [content(0, f"title {number}")]
        await AccountData(session, DEMO_ID).upsert(account, Content, items)


async def add_user(database: Database, account: UUID, number: int) -> None:
    """Adds a user with an account and a profile; other transactions begin and end before the commit."""
    async with database.session() as session:
        _, account_id = await create_account(session, DEMO_ID, f"user {number}", PlatformKey.TIKTOK)
        await asyncio.sleep(0.003 * (number % 3))
        await AccountData(session, DEMO_ID).upsert(account_id, Profile, [PROFILE])


@pytest.mark.parametrize(
    ("kind", "add"), [("contents", add_contents), ("profiles", add_user), ("users", add_user)]
)
async def test_pages_neither_repeat_nor_miss_rows_during_writes(database: Database, account: UUID, kind, add):
    """Positions follow the order of commits: a row never appears before one that was read."""
    for number in range(5):
        await add(database, account, number)

    async def write(first: int) -> None:
        for number in range(first, first + 10):
            await add(database, account, number)

    async def read() -> None:
        while not done.is_set():
            before = await page(database, KINDS[kind], 10_000, 0)
            seen = await walk(database, KINDS[kind], 3)
            assert len(seen) == len(set(seen))
            assert seen[: len(before)] == before

    done = asyncio.Event()
    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(first) for first in (10, 20, 30)))
    done.set()
    await reading
