"""Real files of contents, comments and edges, where the machine has them: every row is accounted for."""

import os
from pathlib import Path

import pytest

from limelight.catalog.imported_source import ImportedSource
from limelight.imports.audience_records import load_graph_nodes
from limelight.imports.column_mapping import parse_overrides
from limelight.imports.importers import COMMENT_IMPORTER, CONTENT_IMPORTER, audience_importer
from limelight.imports.pipeline import Importer, ImportOptions, ImportStats, import_batch, import_records
from limelight.imports.rejects import RejectsWriter
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
    ("tiktok/top-creator-videos-2020.csv", "tiktok", CONTENT_IMPORTER, [], 12_559, 12_559, 254),
    ("youtube/trending-fr-2017.csv", "youtube", CONTENT_IMPORTER, [], 2_963, 2_276, 1_193),
    ("twitter/BarackObama-tweets.csv", "twitter", CONTENT_IMPORTER, [], 3_207, 3_207, 1),
    ("twitter/realDonaldTrump-tweets.csv", "twitter", CONTENT_IMPORTER, [], 3_232, 3_232, 1),
    ("instagram/post-insights-one-account.csv", "instagram", CONTENT_IMPORTER, SOMEONE, 119, 102, 1),
    ("youtube/comments-katyperry.csv", "youtube", COMMENT_IMPORTER, [*SOMEONE, "content_id=a"], 350, 350, 1),
    ("youtube/comments-lmfao.csv", "youtube", COMMENT_IMPORTER, [*SOMEONE, "content_id=b"], 438, 438, 1),
]


async def bring(
    database: Database, path: Path, platform: str, intake: Importer, sets: list[str]
) -> ImportStats:
    tally = ImportStats()
    order = ImportOptions(PlatformKey(platform), parse_overrides([], sets, None))
    with RejectsWriter(Path(os.devnull)) as rejects:
        await import_records(path, order, intake, database, rejects, tally)
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
    intake: Importer,
    sets: list[str],
    rows: int,
    added: int,
    creators: int,
):
    tally = await bring(store, DATA / name, platform, intake, sets)
    assert (tally.rows, tally.saved.added, tally.rejected, tally.cell_warnings) == (rows, added, 0, 0)
    assert tally.saved.added + tally.saved.updated + tally.saved.unchanged == rows
    async with store.session() as session:
        assert await Creators(session).count_by_platform() == {platform: creators}


async def test_the_mutual_likes_of_pages_make_pages_with_followers(store: Database):
    pages = load_graph_nodes(PAGES, import_batch(PAGES, ImportOptions(PlatformKey.FACEBOOK)))
    intake = audience_importer(AudienceKind.FOLLOWERS, pages, is_mutual=True)
    tally = await bring(store, DATA / "graph/facebook-page-mutual-likes.csv", "facebook", intake, [])
    assert (tally.rows, tally.rejected, tally.saved.added) == (171_002, 179, 341_646)
    async with store.session() as session:
        assert await Creators(session).count_by_platform() == {"facebook": 22_470}
    first = await ImportedSource(store).membership(pages["0"].creator)
    assert first
    assert len(first.members) == first.population == 1


async def test_listeners_who_follow_each_other_are_followers_of_each_other(store: Database):
    intake = audience_importer(AudienceKind.FOLLOWERS, {}, is_mutual=True)
    tally = await bring(store, DATA / "graph/lastfm-asia-edges.csv", "spotify", intake, [])
    assert (tally.rows, tally.saved.added) == (27_806, 55_612)
    sample = await ImportedSource(store).audience(
        Creator(platform=PlatformKey.SPOTIFY, username="0", external_id="0"), AudienceKind.FOLLOWERS, 10
    )
    assert sample
    assert sample.people["external_id"].to_list() == ["747"]
