"""From what people call a creator to the creator."""

import pytest

from limelight.catalog.creator_lookup import CreatorNotFound, WrongProfileUrl, stored_creator
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.platforms import platform_by_key
from limelight.store.database import Database
from tests.catalog.small_catalogs import save

pytestmark = pytest.mark.anyio

INSTAGRAM, YOUTUBE = platform_by_key(PlatformKey.INSTAGRAM), platform_by_key(PlatformKey.YOUTUBE)
CHANNEL = "UCabcdefghijklmnopqrstuv"


@pytest.fixture
async def people(database: Database) -> Database:
    await save(
        database,
        [
            Creator(platform=INSTAGRAM.key, username="Jane.Doe", external_id="17841400000000001"),
            Creator(platform=INSTAGRAM.key, username="jane", external_id="17841400000000002"),
            Creator(platform=YOUTUBE.key, username="JaneDoe", external_id=CHANNEL),
        ],
    )
    return database


@pytest.mark.parametrize(
    ("where", "identifier", "username"),
    [
        (INSTAGRAM, "Jane.Doe", "Jane.Doe"),
        (INSTAGRAM, " @jane.doe ", "Jane.Doe"),
        (INSTAGRAM, "17841400000000001", "Jane.Doe"),
        (INSTAGRAM, "https://www.instagram.com/jane.doe/", "Jane.Doe"),
        (INSTAGRAM, "instagram.com/JANE?igsh=1", "jane"),
        (YOUTUBE, "@JaneDoe", "JaneDoe"),
        (YOUTUBE, "https://www.youtube.com/@janedoe", "JaneDoe"),
        (YOUTUBE, f"https://www.youtube.com/channel/{CHANNEL}", "JaneDoe"),
        (YOUTUBE, CHANNEL, "JaneDoe"),
    ],
)
async def test_creator_is_found_by_handle_url_and_id(people: Database, where, identifier: str, username: str):
    async with people.session() as session:
        assert (await stored_creator(session, where, identifier)).username == username


@pytest.mark.parametrize("identifier", ["nobody", "", "@", "a" * 2000, "jane doe", "17841400000000003"])
async def test_unknown_creator_is_not_found(people: Database, identifier: str):
    async with people.session() as session:
        with pytest.raises(CreatorNotFound) as refusal:
            await stored_creator(session, INSTAGRAM, identifier)
    assert refusal.value.status == 404
    assert len(refusal.value.message) < 300


async def test_a_handle_of_another_platform_is_not_found(people: Database):
    async with people.session() as session:
        with pytest.raises(CreatorNotFound):
            await stored_creator(session, YOUTUBE, "jane.doe")


@pytest.mark.parametrize(
    "identifier",
    [
        "https://www.tiktok.com/@jane",
        "https://example.com/jane",
        "https://www.instagram.com/p/Cabc/",
        "/",
        "//",
    ],
)
async def test_url_of_no_profile_is_rejected(people: Database, identifier: str):
    async with people.session() as session:
        with pytest.raises(WrongProfileUrl) as refusal:
            await stored_creator(session, INSTAGRAM, identifier)
    assert refusal.value.status == 400
