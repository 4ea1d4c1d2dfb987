"""Real files of contents, comments and edges, where the machine has them: every row is accounted for."""

import os
from pathlib import Path

import pytest

from limelight.catalog.imported import ImportedSource
from limelight.imports.intakes import COMMENTS_INTAKE, CONTENTS_INTAKE, audience_intake
from limelight.imports.mapping import instructions
from limelight.imports.nodes import nodes
from limelight.imports.rejects import Rejects
from limelight.imports.run import Intake, Order, Tally, delivery, import_items
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator
from limelight.settings import Settings
from limelight.store.creators import Creators
from limelight.store.database import Database
from tests.shared_data import SHARED_DATA, needs_shared_data

DATA = SHARED_DATA / "creators"
PAGES = DATA / "graph/facebook-pages.csv"

pytestmark = [
    pytest.mark.anyio,
    needs_shared_data,
]

SOMEONE = ["creator.username=someone"]
FILES = [
    ("tiktok/top-creator-videos-2020.csv", "tiktok", CONTENTS_INTAKE, [], 12_559, 12_559, 254),
    ("youtube/trending-fr-2017.csv", "youtube", CONTENTS_INTAKE, [], 2_963, 2_276, 1_193),
    ("twitter/BarackObama-tweets.csv", "twitter", CONTENTS_INTAKE, [], 3_207, 3_207, 1),
    ("twitter/realDonaldTrump-tweets.csv", "twitter", CONTENTS_INTAKE, [], 3_232, 3_232, 1),
    ("instagram/post-insights-one-account.csv", "instagram", CONTENTS_INTAKE, SOMEONE, 119, 102, 1),
    ("youtube/comments-katyperry.csv", "youtube", COMMENTS_INTAKE, [*SOMEONE, "content_id=a"], 350, 350, 1),
    ("youtube/comments-lmfao.csv", "youtube", COMMENTS_INTAKE, [*SOMEONE, "content_id=b"], 438, 438, 1),
]


async def bring(database: Database, path: Path, platform: str, intake: Intake, sets: list[str]) -> Tally:
    tally = Tally()
    order = Order(PlatformKey(platform), instructions([], sets, None))
    with Rejects(Path(os.devnull)) as rejects:
        await import_items(path, order, intake, database, rejects, tally)
    return tally


@pytest.fixture
async def store(embedded: Settings):
    database = Database(embedded)
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.parametrize(("name", "platform", "intake", "sets", "rows", "added", "creators"), FILES)
async def test_a_real_file_becomes_what_is_known_of_its_creators(
    store: Database,
    name: str,
    platform: str,
    intake: Intake,
    sets: list[str],
    rows: int,
    added: int,
    creators: int,
):
    tally = await bring(store, DATA / name, platform, intake, sets)
    assert (tally.rows, tally.saved.added, tally.rejected, tally.doubtful) == (rows, added, 0, 0)
    assert tally.saved.added + tally.saved.updated + tally.saved.unchanged == rows
    async with store.session() as session:
        assert await Creators(session).count() == {platform: creators}


async def test_the_mutual_likes_of_pages_make_pages_with_followers(store: Database):
    pages = nodes(PAGES, delivery(PAGES, Order(PlatformKey.FACEBOOK)))
    intake = audience_intake(AudienceKind.FOLLOWERS, pages, is_mutual=True)
    tally = await bring(store, DATA / "graph/facebook-page-mutual-likes.csv", "facebook", intake, [])
    assert (tally.rows, tally.rejected, tally.saved.added) == (171_002, 179, 341_646)
    async with store.session() as session:
        assert await Creators(session).count() == {"facebook": 22_470}
    first = await ImportedSource(store).membership(pages["0"].creator)
    assert first
    assert len(first.members) == first.population == 1


async def test_listeners_who_follow_each_other_are_followers_of_each_other(store: Database):
    intake = audience_intake(AudienceKind.FOLLOWERS, {}, is_mutual=True)
    tally = await bring(store, DATA / "graph/lastfm-asia-edges.csv", "spotify", intake, [])
    assert (tally.rows, tally.saved.added) == (27_806, 55_612)
    sample = await ImportedSource(store).audience(
        Creator(platform=PlatformKey.SPOTIFY, username="0", external_id="0"), AudienceKind.FOLLOWERS, 10
    )
    assert sample
    assert sample.people["external_id"].to_list() == ["747"]
