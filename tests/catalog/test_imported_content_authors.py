"""Whose an imported content is."""

import pytest

from limelight.catalog.imported_source import ImportedSource
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentType, Creator
from limelight.kernel.timestamps import Timestamp
from limelight.store.database import Database
from limelight.store.public_data import ImportedRecord, Observation, PublicData

pytestmark = pytest.mark.anyio

AT = Timestamp("2026-05-20T00:00:00.000000")
ADA = Creator(platform=PlatformKey.YOUTUBE, username="Ada", external_id="UCada")
BO = Creator(platform=PlatformKey.INSTAGRAM, username="Bo")


def delivered(creator_id: int, external_id: str) -> ImportedRecord[Content]:
    record = Content(external_id=external_id, title="", type=ContentType.VIDEO, published_at=AT)
    return ImportedRecord(creator_id=creator_id, record=record)


@pytest.fixture
async def source(database: Database) -> ImportedSource:
    async with database.session() as session:
        data, look = PublicData(session), Observation(origin="videos.csv", observed_at=AT)
        (ada,), (bo,) = await data.creator_ids([ADA]), await data.creator_ids([BO])
        await data.save(Content, look, [delivered(ada, "v1"), delivered(bo, "v2")])
    return ImportedSource(database)


async def test_author_is_found_by_content_id(source: ImportedSource):
    assert await source.author(PlatformKey.YOUTUBE, "https://www.youtube.com/watch?v=v1") == "UCada"
    assert await source.author(PlatformKey.INSTAGRAM, "https://www.instagram.com/reel/v2/") == "bo"
    assert await source.author(PlatformKey.INSTAGRAM, "v2") == "bo"


async def test_content_of_another_platform_has_no_author(source: ImportedSource):
    assert await source.author(PlatformKey.INSTAGRAM, "v1") is None
    assert await source.author(PlatformKey.YOUTUBE, "https://www.youtube.com/watch?v=v3") is None


async def test_content_is_found_by_its_id(source: ImportedSource):
    found = await source.content(BO, "v2")
    assert found is not None
    assert [content.external_id for content in found.items] == ["v2"]
