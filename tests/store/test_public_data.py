"""Imported contents, comments and audiences of public creators, on both databases."""

import random

import pytest
from msgspec.structs import replace
from pyroaring import BitMap

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AudienceKind,
    Comment,
    Content,
    ContentEngagement,
    ContentType,
    Creator,
    Follower,
)
from limelight.store.creators import SaveCounts
from limelight.store.database import Database
from limelight.store.people import FIRST_PERSON_ID, People
from limelight.store.public_data import ImportedRecord, Observation, PublicData
from tests.account_data_samples import comment, content, noon_in_may

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]
PLATFORM = PlatformKey.TIKTOK
LENA = Creator(platform=PLATFORM, username="lena")


def look(number: int) -> Observation:
    return Observation(origin="file.csv", observed_at=noon_in_may(number))


async def an_id(database: Database, creator: Creator = LENA) -> int:
    async with database.session() as session:
        return (await PublicData(session).creator_ids([creator]))[0]


async def save(
    database: Database, at: Observation, *items: Content | Comment, stand_ins: str = ""
) -> SaveCounts:
    creator_id, kind = await an_id(database), type(items[0])
    delivered = [
        ImportedRecord(creator_id=creator_id, record=item, placeholder_fields=frozenset(stand_ins.split()))
        for item in items
    ]
    async with database.session() as session:
        return await PublicData(session).save(kind, at, delivered)


async def contents(database: Database, limit: int = 10) -> list[Content]:
    creator_id = await an_id(database)
    async with database.session() as session:
        stored = await PublicData(session).contents(creator_id, limit)
        return list(stored.items) if stored else []


async def numbers(database: Database, *followers: Follower) -> list[int]:
    async with database.session() as session:
        return await People(session).resolve_ids(PLATFORM, followers)


async def test_the_latest_observation_wins_and_known_fields_stay(database: Database):
    known = replace(content(1), engagement=ContentEngagement(like_count=5, view_count=90), duration=7)
    assert await save(database, look(2), known, content(2)) == SaveCounts(added=2)
    again = replace(content(1, "Renamed"), engagement=ContentEngagement(like_count=6))
    assert await save(database, look(3), again, content(2)) == SaveCounts(updated=1, unchanged=1)
    stale = replace(content(1, "Stale"), engagement=ContentEngagement(like_count=1, comment_count=3))
    assert await save(database, look(1), stale) == SaveCounts(updated=1)
    found = (await contents(database))[1]
    assert (found.title, found.duration) == ("Renamed", 7)
    assert found.engagement == ContentEngagement(like_count=6, view_count=90, comment_count=3)


async def test_placeholders_are_replaced_and_are_never_dates(database: Database):
    undated = replace(content(1, published=20), type=ContentType.OTHER, title="")
    await save(database, look(3), undated, content(2, published=5), stand_ins="published_at type title")
    dated = content(1, "A title", published=9)
    await save(database, look(1), dated)
    await save(database, look(4), undated, stand_ins="published_at type title")
    first, second = await contents(database)
    assert (first.title, first.published_at) == ("", noon_in_may(9))
    assert second.external_id == "video-2"
    creator_id = await an_id(database)
    async with database.session() as session:
        assert await PublicData(session).last_published_at([creator_id]) == {creator_id: noon_in_may(9)}


async def test_contents_are_listed_newest_first_and_found_by_url_or_id(database: Database):
    await save(database, look(1), *(content(number) for number in range(1, 8)))
    assert [each.external_id for each in await contents(database, 3)] == ["video-7", "video-6", "video-5"]
    creator_id = await an_id(database)
    async with database.session() as session:
        data = PublicData(session)
        by_url = await data.content(creator_id, "https://video.example/2", "video-3")
        by_id = await data.content(creator_id, "https://elsewhere.example/", "video-3")
        assert await data.content(creator_id, "https://video.example/99", "video-99") is None
    assert by_url
    assert by_id
    assert (by_url.items[0].external_id, by_id.items[0].external_id) == ("video-2", "video-3")


async def test_comments_belong_to_their_public_content(database: Database):
    """Comment ids are unique within a content."""
    await save(database, look(1), comment(1, on=1), comment(1, on=2), comment(2, on=1))
    creator_id = await an_id(database)
    async with database.session() as session:
        data = PublicData(session)
        found = await data.comments(creator_id, "video-1", 10)
        assert await data.comments(creator_id, "video-3", 10) is None
    assert found
    assert [each.external_id for each in found.items] == ["comment-2", "comment-1"]


async def test_an_audience_grows_by_new_people(database: Database):
    creator_id = await an_id(database)
    for at, people, added in ((2, [1, 2, 3], 3), (1, [3, 4], 1), (1, [4], 0)):
        async with database.session() as session:
            data = PublicData(session)
            members = {creator_id: BitMap(people)}
            assert await data.add_audience_members(AudienceKind.FOLLOWERS, look(at), members) == added
    async with database.session() as session:
        found = await PublicData(session).audience(creator_id, AudienceKind.FOLLOWERS)
        assert await PublicData(session).audience(creator_id, AudienceKind.LIKERS) is None
    assert found
    assert (list(found.members), found.seen_at) == ([1, 2, 3, 4], noon_in_may(2))


async def test_an_audience_member_takes_a_few_bytes(database: Database):
    """Random followers of a hundred creators: the worst case for bitmaps."""
    draws, pool = random.Random(1), range(FIRST_PERSON_ID, FIRST_PERSON_ID + 200_000)
    creators = [replace(LENA, username=f"creator_{number}") for number in range(100)]
    async with database.session() as session:
        data = PublicData(session)
        ids = await data.creator_ids(creators)
        members = {id_: BitMap(draws.sample(pool, 2_000)) for id_ in ids}
        assert await data.add_audience_members(AudienceKind.FOLLOWERS, look(1), members) == 200_000
        connection = await session.connection()
        size = await connection.exec_driver_sql("SELECT SUM(LENGTH(members)) FROM public_audiences")
    assert size.scalar_one() < 200_000 * 3


async def test_person_ids_do_not_collide_with_the_sandbox(database: Database):
    first = await numbers(database, Follower(username="Ada"), Follower(external_id="7"))
    again = await numbers(
        database, Follower(external_id="7"), Follower(username="@ada"), Follower(username="b")
    )
    assert again[:2] == first[::-1]
    assert min(first) >= 2**31
    assert len({*first, *again}) == 3


async def test_an_external_id_is_added_to_the_person_with_its_username(database: Database):
    (by_name,) = await numbers(database, Follower(username="ada"))
    (by_both,) = await numbers(database, Follower(username="ada", external_id="7"))
    (by_id, other) = await numbers(
        database, Follower(external_id="7"), Follower(username="ada", external_id="8")
    )
    assert by_name == by_both == by_id
    assert other != by_name


async def test_facts_of_a_person_are_merged(database: Database):
    ada = Follower(username="Ada", follower_count=5)
    (number,) = await numbers(database, ada)
    await numbers(database, Follower(username="ada"), Follower(username="ada", full_name="Ada L."))
    (plain,) = await numbers(database, Follower(username="tomo"))
    async with database.session() as session:
        found = await People(session).followers_by_id([number, plain])
    assert found == {
        number: Follower(username="ada", follower_count=5, full_name="Ada L."),
        plain: Follower(username="tomo"),
    }


async def test_a_full_name_does_not_match_a_username(database: Database):
    named, handled = await numbers(database, Follower(full_name="ada"), Follower(username="ada"))
    assert named != handled
    assert await numbers(database, Follower(full_name="Ada")) == [named]


async def test_an_unknown_creator_is_added_once(database: Database):
    twin = replace(LENA, username="@LENA")
    async with database.session() as session:
        data = PublicData(session)
        assert await data.creator_id(LENA) is None
        first, second, other = await data.creator_ids([LENA, twin, replace(LENA, external_id="7")])
        assert first == second == other
        assert await data.creator_id(replace(LENA, external_id="9")) == first
