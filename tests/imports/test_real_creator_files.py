"""Real files of creators, if the machine has them: all rows are stored or rejected with a reason."""

from datetime import date
from pathlib import Path

import pytest

from limelight.imports.column_mapping import MappingOverrides, NobodyNamed
from limelight.imports.pipeline import (
    ImportOptions,
    ImportStats,
    creator_saver,
    import_creators,
    preview_creators,
)
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.settings import Settings
from limelight.store.creators import Creators
from limelight.store.database import Database
from tests.shared_data import SHARED_DATA, needs_shared_data

DATA = SHARED_DATA / "creators"
RANKINGS = DATA / "top-influencers-2022"

pytestmark = [
    pytest.mark.anyio,
    needs_shared_data,
]

FILES = [
    (RANKINGS / "instagram-2022-initial.csv", "instagram", 1000, 997, 0, 0),
    (RANKINGS / "instagram-2022-09.csv", "instagram", 1050, 983, 0, 0),
    (RANKINGS / "instagram-2022-12.csv", "instagram", 1000, 991, 0, 0),
    (RANKINGS / "tiktok-2022-initial.csv", "tiktok", 1000, 987, 0, 0),
    (RANKINGS / "tiktok-2022-09.csv", "tiktok", 1000, 996, 0, 0),
    (RANKINGS / "tiktok-2022-12.csv", "tiktok", 1000, 999, 0, 0),
    (RANKINGS / "youtube-2022-initial.csv", "youtube", 1000, 997, 0, 0),
    (RANKINGS / "youtube-2022-09.csv", "youtube", 1047, 998, 0, 0),
    (RANKINGS / "youtube-2022-12.csv", "youtube", 1003, 998, 0, 0),
    (DATA / "twitch/top-streamers-2020.csv", "twitch", 1000, 1000, 0, 1),
    (DATA / "tiktok/top-creator-videos-2020.csv", "tiktok", 12559, 254, 0, 0),
    (DATA / "youtube/trending-fr-2017.csv", "youtube", 2963, 1193, 0, 0),
    (DATA / "twitter/BarackObama-tweets.csv", "twitter", 3207, 1, 0, 0),
    (DATA / "twitter/realDonaldTrump-tweets.csv", "twitter", 3232, 1, 0, 0),
    (DATA / "graph/facebook-pages.csv", "facebook", 22470, 22470, 0, 0),
    (DATA / "identities/legislators-social-media.yaml", "twitter", 519, 506, 13, 0),
    (DATA / "identities/legislators-social-media.yaml", "youtube", 519, 318, 201, 0),
    (DATA / "identities/legislators-social-media.yaml", "instagram", 519, 407, 112, 0),
    (DATA / "identities/legislators-social-media.yaml", "facebook", 519, 489, 29, 0),
]
NOBODY = [
    "instagram/instafake-realAccountData.json",
    "instagram/instafake-fakeAccountData.json",
    "instagram/post-insights-one-account.csv",
    "identities/legislators-current.yaml",
    "graph/facebook-page-mutual-likes.csv",
    "youtube/comments-lmfao.csv",
]


@pytest.mark.parametrize(
    ("path", "platform", "rows", "creators", "rejected", "doubtful"),
    FILES,
    ids=lambda value: value.name if isinstance(value, Path) else None,
)
async def test_a_real_file_becomes_creators(
    embedded: Settings, path: Path, platform: str, rows: int, creators: int, rejected: int, doubtful: int
):
    database, stats = Database(embedded), ImportStats()
    await database.migrate()
    with RejectsWriter(embedded.data_dir / "rejects.jsonl") as rejects:
        await import_creators(
            path, ImportOptions(PlatformKey(platform)), creator_saver(database), rejects, stats
        )
    async with database.session() as session:
        assert await Creators(session).count_by_platform() == {platform: creators}
        stored = await Creators(session).changed_since(0, 30_000)
    await database.close()
    assert (stats.rows, stats.rejected, stats.cell_warnings) == (rows, rejected, doubtful)
    assert all(each.record.origins for each in stored)


@pytest.mark.parametrize("name", NOBODY)
def test_a_real_file_without_creators_is_rejected(name: str):
    with pytest.raises(NobodyNamed):
        preview_creators(DATA / name, ImportOptions(PlatformKey.INSTAGRAM))


def test_insights_with_a_username_override():
    overrides = MappingOverrides(constants={"username": "someone"})
    (someone,) = preview_creators(
        DATA / "instagram/post-insights-one-account.csv", ImportOptions(PlatformKey.INSTAGRAM, overrides)
    ).records
    assert (someone.average_likes, someone.average_comments) == (174, 7)


async def test_dated_files_build_a_history(embedded: Settings):
    database = Database(embedded)
    await database.migrate()
    with RejectsWriter(embedded.data_dir / "rejects.jsonl") as rejects:
        for name, day in (("12", date(2022, 12, 1)), ("09", date(2022, 9, 1))):
            options = ImportOptions(PlatformKey.INSTAGRAM, source_date=day)
            await import_creators(
                RANKINGS / f"instagram-2022-{name}.csv",
                options,
                creator_saver(database),
                rejects,
                ImportStats(),
            )
    async with database.session() as session:
        found = await Creators(session).find(PlatformKey.INSTAGRAM, handle="cristiano")
    await database.close()
    assert found
    assert found.record.follower_count == 523_000_000
    assert [(month.month, month.follower_count) for month in found.record.history] == [
        ("2022-09", 477_900_000),
        ("2022-12", 523_000_000),
    ]
