"""Small catalogs for tests: creators to store, an index over them, and the indexed documents."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from limelight.catalog.index.indexer import SearchIndex
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience, Creator
from limelight.search.documents import CreatorDocument, creator_document
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import CreatorQuery
from limelight.store.creators import Creators
from limelight.store.database import Database

PLATFORMS = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE)


def creators(numbers: Iterable[int], followers: int = 1000) -> list[Creator]:
    """Every second creator is on YouTube. The same number gives the same creator."""
    return [
        Creator(
            platform=PLATFORMS[number % 2],
            username=f"creator{number}",
            external_id=f"id{number}",
            introduction=f"number {number}",
            follower_count=followers + number,
            hashtags={f"tag{number % 7}": 1.0, f"tag{number % 5}": 1.0},
            likers=Audience(genders={"FEMALE": float(number % 100)}),
        )
        for number in numbers
    ]


async def save(database: Database, batch: list[Creator]) -> None:
    async with database.session() as session:
        await Creators(session).save(batch)


def open_index(database: Database, directory: Path, layout: str = "layout") -> SearchIndex:
    return SearchIndex(database, directory, layout, TantivyEngine)


def indexed_documents(index: SearchIndex) -> dict[tuple[PlatformKey, int], CreatorDocument]:
    """Every document of the index; fails if a creator is in it twice."""
    found: dict[tuple[PlatformKey, int], CreatorDocument] = {}
    for platform in PLATFORMS:
        query = CreatorQuery(platform=platform, limit=10_000)
        for hit in index.generation.engine.search(query, ALL_FIELDS):
            assert hit.document is not None
            assert (platform, hit.document.id) not in found
            found[platform, hit.document.id] = hit.document
    return found


async def stored_documents(database: Database) -> dict[tuple[PlatformKey, int], CreatorDocument]:
    """The document of every stored creator: the expected content of an index that is up to date."""
    found: dict[tuple[PlatformKey, int], CreatorDocument] = {}
    async with database.session() as session:
        for platform in PLATFORMS:
            async for batch in Creators(session).stream(platform):
                found |= {(platform, each.id): creator_document(each.record, each.id) for each in batch}
    return found


def generation_names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir() if path.is_dir()]


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
