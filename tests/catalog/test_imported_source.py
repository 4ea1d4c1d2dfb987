"""What was imported of a creator, as reports ask for it."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from pyroaring import BitMap

from limelight.analytics.audience_samples import AUDIENCE_COLUMNS
from limelight.catalog.imported_source import ImportedSource, sample_members
from limelight.imports.column_mapping import parse_overrides
from limelight.imports.importers import COMMENT_IMPORTER, CONTENT_IMPORTER, audience_importer
from limelight.imports.pipeline import Importer, ImportOptions, ImportStats, import_records
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator, DataSource
from limelight.store.database import Database

pytestmark = pytest.mark.anyio
LENA = Creator(platform=PlatformKey.INSTAGRAM, username="lena")
FOLLOWERS = AudienceKind.FOLLOWERS


@pytest.fixture
async def source(database: Database, tmp_path: Path) -> ImportedSource:
    await bring(
        database,
        tmp_path / "contents.csv",
        "creator,id,url,caption,likes,date\n"
        "lena,a1,https://www.instagram.com/p/a1/,First #clay,10,2026-05-01\n"
        "lena,a2,https://www.instagram.com/p/a2/,Second,20,2026-05-02\n",
        CONTENT_IMPORTER,
    )
    await bring(
        database,
        tmp_path / "comments.csv",
        "creator,post_id,id,username,text\nlena,a1,c1,tomo,Nice\nlena,a1,c2,ada,Great\n",
        COMMENT_IMPORTER,
    )
    people = "".join(f"lena,person_{number},,,,,,\n" for number in range(40))
    await bring(
        database,
        tmp_path / "followers.csv",
        "creator,follower,followers,country,city,gender,age,interests,joined\n"
        f"{people}lena,ada,1.2k,France,Paris,female,27,fitness & yoga|Clay,2025-05-31\n",
        audience_importer(FOLLOWERS, {}, is_mutual=False),
    )
    return ImportedSource(database)


def written(path: Path, text: str) -> None:
    path.write_text(text)


async def bring(database: Database, path: Path, text: str, intake: Importer) -> None:
    written(path, text)
    order = ImportOptions(PlatformKey.INSTAGRAM, parse_overrides([], [], None), date(2026, 5, 31))
    with RejectsWriter(path.with_suffix(".rejects")) as rejects:
        await import_records(path, order, intake, database, rejects, ImportStats())
    assert not path.with_suffix(".rejects").exists(), path.with_suffix(".rejects").read_text()


async def test_contents_and_comments_are_newest_first_with_their_source(source: ImportedSource):
    contents = await source.contents(LENA, 1)
    (found,) = contents.items
    assert (found.external_id, contents.source) == ("a2", DataSource.IMPORT)
    assert contents.observed_at == "2026-05-31T00:00:00.000000"
    one = await source.content(LENA, "https://instagram.com/p/a1?igsh=x")
    comments = await source.comments(LENA, one.items[0], 10)
    assert [each.text for each in comments.items] == ["Nice", "Great"]


async def test_creators_without_imported_data_return_none(source: ImportedSource):
    nobody = replace(LENA, username="nobody")
    assert await source.contents(nobody, 5) is None
    assert await source.content(nobody, "https://www.instagram.com/p/a1/") is None
    assert await source.audience(nobody, FOLLOWERS, 5) is None
    assert await source.membership(nobody) is None
    assert await source.audience(LENA, AudienceKind.LIKERS, 5) is None


async def test_columns_of_an_audience_member(source: ImportedSource):
    sample = await source.audience(LENA, FOLLOWERS, 100)
    assert list(sample.people.columns) == list(AUDIENCE_COLUMNS)
    (ada,) = sample.people.filter(sample.people["username"] == "ada").rows(named=True)
    known = {name: value for name, value in ada.items() if value is not None and name != "id"}
    assert known == {
        "username": "ada",
        "follower_count": 1200,
        "account_age_days": 365,
        "country": "FR",
        "state": "FR_11",
        "city": "g2988507",
        "gender": "FEMALE",
        "age_range": "25-34",
        "interests": ["Fitness & Yoga", "Clay"],
    }
    assert sample.people["is_verified"].null_count() == sample.people.height == 41


async def test_a_smaller_sample_is_a_prefix_of_a_larger_one(source: ImportedSource):
    small, large = [await source.audience(LENA, FOLLOWERS, size) for size in (7, 30)]
    assert small.people.equals(large.people.head(7))
    assert small.people["id"].to_list() != sorted(small.people["id"].to_list())


async def test_population_is_the_platforms_count_if_larger(source: ImportedSource):
    popular = replace(LENA, follower_count=5000)
    assert (await source.audience(popular, FOLLOWERS, 5)).population == 5000
    assert (await source.audience(LENA, FOLLOWERS, 5)).population == 41
    assert (await source.audience(LENA, AudienceKind.COMMENTERS, 5)).population is None
    membership = await source.membership(popular)
    assert (len(membership.members), membership.population) == (41, 5000)


async def test_commenters_and_followers_share_ids(source: ImportedSource):
    membership = await source.membership(LENA)
    commenters = await source.audience(LENA, AudienceKind.COMMENTERS, 5)
    by_name = dict(zip(commenters.people["username"], commenters.people["id"], strict=True))
    assert by_name["ada"] in membership.members
    assert by_name["tomo"] not in membership.members


def test_member_sampling_is_uniform():
    """Of members of two kinds, one of them numbered first, each is drawn by its share."""
    drawn = sample_members(BitMap(range(2**31, 2**31 + 100_000)), 5_000)
    early = sum(number < 2**31 + 30_000 for number in drawn) / 5_000
    assert len(set(drawn)) == 5_000
    assert early == pytest.approx(0.3, abs=0.02)
