"""Real files of contents, comments and edges, if the machine has them: every row is counted."""

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
    database: Database, path: Path, platform: str, importer: Importer, sets: list[str]
) -> ImportStats:
    stats = ImportStats()
    options = ImportOptions(PlatformKey(platform), parse_overrides([], sets, None))
    with RejectsWriter(Path(os.devnull)) as rejects:
        await import_records(path, options, importer, database, rejects, stats)
    return stats


@pytest.fixture
async def store(embedded: Settings):
    database = Database(embedded)
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.parametrize(("name", "platform", "importer", "sets", "rows", "added", "creators"), FILES)
async def test_real_files_of_contents_and_comments(
    store: Database,
    name: str,
    platform: str,
    importer: Importer,
    sets: list[str],
    rows: int,
    added: int,
    creators: int,
):
    stats = await bring(store, DATA / name, platform, importer, sets)
    assert (stats.rows, stats.saved.added, stats.rejected, stats.cell_warnings) == (rows, added, 0, 0)
    assert stats.saved.added + stats.saved.updated + stats.saved.unchanged == rows
    async with store.session() as session:
        assert await Creators(session).count_by_platform() == {platform: creators}


async def test_mutual_likes_of_pages_become_followers(store: Database):
    pages = load_graph_nodes(PAGES, import_batch(PAGES, ImportOptions(PlatformKey.FACEBOOK)))
    importer = audience_importer(AudienceKind.FOLLOWERS, pages, is_mutual=True)
    stats = await bring(store, DATA / "graph/facebook-page-mutual-likes.csv", "facebook", importer, [])
    assert (stats.rows, stats.rejected, stats.saved.added) == (171_002, 179, 341_646)
    async with store.session() as session:
        assert await Creators(session).count_by_platform() == {"facebook": 22_470}
    first = await ImportedSource(store).membership(pages["0"].creator)
    assert first
    assert len(first.members) == first.population == 1


async def test_friends_of_a_music_service_become_followers(store: Database):
    importer = audience_importer(AudienceKind.FOLLOWERS, {}, is_mutual=True)
    stats = await bring(store, DATA / "graph/lastfm-asia-edges.csv", "spotify", importer, [])
    assert (stats.rows, stats.saved.added) == (27_806, 55_612)
    sample = await ImportedSource(store).audience(
        Creator(platform=PlatformKey.SPOTIFY, username="0", external_id="0"), AudienceKind.FOLLOWERS, 10
    )
    assert sample
    assert sample.people["external_id"].to_list() == ["747"]
