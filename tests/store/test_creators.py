"""The catalogue of creators: adding, merging and revisions, on both databases."""

import asyncio

import pytest
from msgspec.structs import replace

from limelight.kernel.creator_merge import merge_creators
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    Audience,
    ContactDetail,
    Creator,
    DataSource,
    FieldOrigin,
    MonthlyTotals,
    Place,
)
from limelight.kernel.timestamps import Timestamp
from limelight.store.creators import Creators, SaveCounts, StoredCreator
from limelight.store.database import Database

pytestmark = pytest.mark.both_databases

INSTAGRAM = PlatformKey.INSTAGRAM


def origin(day: int, *fields: str, name: str = "creators.csv") -> FieldOrigin:
    at = Timestamp(f"2026-05-{day:02}T00:00:00.000000")
    return FieldOrigin(source=DataSource.IMPORT, name=name, at=at, fields=fields)


def creator(username: str = "lena", day: int = 1, **known: object) -> Creator:
    """A creator whose values all have one origin."""
    origins = (origin(day, *sorted({"username", *known})),)
    return Creator(platform=INSTAGRAM, username=username, origins=origins, **known)


async def save(database: Database, *batch: Creator) -> SaveCounts:
    async with database.session() as session:
        return await Creators(session).save(batch)


async def everything(database: Database) -> list[StoredCreator]:
    async with database.session() as session:
        return await Creators(session).changed_since(0, 1000)


def test_a_newer_record_wins_and_missing_fields_stay():
    known = creator(follower_count=5, introduction="Clay", day=1)
    found = merge_creators(known, creator(follower_count=7, day=2))
    assert (found.follower_count, found.introduction) == (7, "Clay")
    assert found.origins == (origin(1, "introduction"), origin(2, "follower_count", "username"))


def test_an_older_record_only_fills_missing_fields():
    known = creator(follower_count=7, day=2)
    found = merge_creators(known, creator(follower_count=5, introduction="Clay", day=1))
    assert (found.follower_count, found.introduction) == (7, "Clay")
    assert found.origins == (origin(1, "introduction"), origin(2, "follower_count", "username"))


def test_an_origin_without_fields_is_dropped():
    known = creator(follower_count=5, day=1)
    assert merge_creators(known, creator(follower_count=7, day=2)).origins == (
        origin(2, "follower_count", "username"),
    )


def test_a_placeholder_does_not_replace_a_username():
    known = creator("lena", external_id="7")
    named = Creator(
        platform=INSTAGRAM, username="Lena Marlow", external_id="7", origins=(origin(2, "external_id"),)
    )
    assert merge_creators(known, named).username == "lena"
    assert merge_creators(known, creator("lena.new", external_id="7", day=2)).username == "lena.new"


def test_collected_values_are_merged_part_by_part():
    known = creator(
        history=(
            MonthlyTotals(month="2026-03", follower_count=3),
            MonthlyTotals(month="2026-04", follower_count=4),
        ),
        contact_details=(
            ContactDetail(type="email", value="a@example.org"),
            ContactDetail(type="phone", value="+1"),
        ),
        followers=Audience(genders={"FEMALE": 60.0}, locations={"FR": 10.0}),
        location=Place(city="Paris", country="France", keys=("g2988507", "FR")),
    )
    found = merge_creators(
        known,
        creator(
            history=(
                MonthlyTotals(month="2026-04", average_likes=9),
                MonthlyTotals(month="2026-05", follower_count=5),
            ),
            contact_details=(ContactDetail(type="email", value="b@example.org"),),
            followers=Audience(locations={"FR": 20.0}),
            location=Place(country="France", keys=("FR",)),
            day=2,
        ),
    )
    assert [(month.month, month.follower_count, month.average_likes) for month in found.history] == [
        ("2026-03", 3, None),
        ("2026-04", 4, 9),
        ("2026-05", 5, None),
    ]
    assert [detail.value for detail in found.contact_details or ()] == ["b@example.org", "+1"]
    assert found.followers == Audience(genders={"FEMALE": 60.0}, locations={"FR": 20.0})
    assert found.location == known.location


def test_merging_again_changes_nothing():
    first, second = creator(follower_count=5, introduction="Clay", day=1), creator(follower_count=7, day=2)
    once = merge_creators(first, second)
    assert merge_creators(once, second) == once
    assert merge_creators(once, first) == once


@pytest.mark.anyio
async def test_an_unchanged_creator_keeps_its_revision(database: Database):
    assert await save(database, creator("lena", follower_count=5), creator("tomo")) == SaveCounts(added=2)
    before = await everything(database)
    again = await save(database, creator("lena", follower_count=6, day=2), creator("tomo"))
    assert again == SaveCounts(updated=1, unchanged=1)
    tomo, lena = await everything(database)
    assert (lena.id, tomo) == (before[0].id, before[1])
    assert lena.record.follower_count == 6
    async with database.session() as session:
        assert await Creators(session).last_revision() == lena.revision > before[1].revision


@pytest.mark.anyio
async def test_handles_are_compared_normalised(database: Database):
    saved = await save(database, creator("@Lena"), creator("lena", follower_count=1), creator("LENA", day=2))
    assert (saved.added, len(await everything(database))) == (1, 1)


@pytest.mark.anyio
async def test_an_external_id_is_added_to_the_row_of_its_handle_and_follows_renames(database: Database):
    await save(database, creator("lena", introduction="Clay"))
    await save(database, creator("lena", external_id="7", day=2))
    await save(database, creator("lena.new", external_id="7", day=3))
    await save(database, creator("lena.new", follower_count=9, day=4))
    (found,) = await everything(database)
    assert found.record.username == "lena.new"
    assert (found.record.external_id, found.record.introduction, found.record.follower_count) == (
        "7",
        "Clay",
        9,
    )


@pytest.mark.anyio
async def test_a_handle_with_another_external_id_is_another_creator(database: Database):
    await save(database, creator("lena", external_id="7"))
    await save(database, creator("lena", external_id="8", day=2), creator("lena", follower_count=3, day=3))
    async with database.session() as session:
        creators = Creators(session)
        newest = await creators.find(INSTAGRAM, handle="@LENA")
        first = await creators.find(INSTAGRAM, external_id="7")
        assert await creators.find(PlatformKey.TIKTOK, handle="lena") is None
    assert newest
    assert first
    assert (newest.record.external_id, newest.record.follower_count) == ("8", 3)
    assert first.record.follower_count is None


@pytest.mark.anyio
async def test_a_batch_may_contain_many_platforms(database: Database):
    batch = [replace(creator(f"creator_{at}"), platform=PlatformKey.TIKTOK) for at in range(25)]
    await save(database, *batch, creator("lena"))
    async with database.session() as session:
        creators = Creators(session)
        assert await creators.count_by_platform() == {PlatformKey.TIKTOK: 25, INSTAGRAM: 1}
        streamed = [rows async for rows in creators.stream(PlatformKey.TIKTOK, batch=10)]
        page = await creators.changed_since(3, 4)
    assert [len(rows) for rows in streamed] == [10, 10, 5]
    assert [row.record.username for rows in streamed for row in rows] == [each.username for each in batch]
    assert [row.revision for row in page] == [4, 5, 6, 7]


@pytest.mark.anyio
async def test_topics_and_hashtags_omit_creators_without_any(database: Database):
    batch = [
        replace(creator("silent"), introduction='"topics": none'),
        replace(creator("tagging"), hashtags={"art": 2.0}),
        replace(creator("elsewhere"), platform=PlatformKey.TIKTOK, topics={"art": 1.0}),
        replace(creator("posting"), topics={"food": 3.0}),
    ]
    await save(database, *batch)
    async with database.session() as session:
        posted = [
            each async for some in Creators(session).topics_and_hashtags(INSTAGRAM, batch=2) for each in some
        ]
    assert [(each.topics, each.hashtags) for each in posted] == [(None, {"art": 2.0}), ({"food": 3.0}, None)]


@pytest.mark.anyio
async def test_no_new_row_appears_below_a_revision_that_was_read(database: Database):
    """Writers that overlap commit in the order of their revisions."""
    seen: list[int] = []

    async def write(at: int) -> None:
        await save(database, *(creator(f"creator_{at}_{number}") for number in range(20)))

    async def watch() -> None:
        while len(seen) < 8 * 20:
            async with database.session() as session:
                rows = await Creators(session).changed_since(max(seen, default=0), 1000)
            seen.extend(row.revision for row in rows)
            await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(watch(), *(write(at) for at in range(8))), timeout=30)
    assert seen == sorted(seen)
    assert [row.revision for row in await everything(database)] == seen
