"""The index follows the records, whatever else goes on."""

import asyncio
from pathlib import Path
from threading import Event

import pytest
from filelock import FileLock

from limelight.catalog.index import indexer
from limelight.catalog.index.topic_counter import TopicCounter
from limelight.catalog.index.topics import Topics
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.runtime import background_task
from limelight.store.database import Database
from tests.catalog.small_catalogs import (
    creators,
    generation_names,
    indexed_documents,
    open_index,
    save,
    stored_documents,
    wait_until,
)

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "_BATCH", 10)
    monkeypatch.setattr(indexer, "_COMMIT_EVERY", 25)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "_SWITCH_SECONDS", 0.2)


async def test_additions_and_changes_are_indexed(database: Database, directory: Path, small_batches: None):
    index = open_index(database, directory)
    for batch in (creators(range(80)), creators(range(40, 120), followers=5000), creators([7], followers=0)):
        await save(database, batch)
        assert await index.lag() > 0
        await index.catch_up()
        assert await index.lag() == 0
        assert indexed_documents(index) == await stored_documents(database)
    assert len(indexed_documents(index)) == 120


async def test_progress_ends_at_its_total(database: Database, directory: Path, small_batches: None):
    await save(database, creators(range(60)))
    told: list[tuple[int, int]] = []
    await open_index(database, directory).catch_up(lambda done, total: told.append((done, total)))
    assert told[-1] == (60, 60)
    assert told == sorted(told)
    assert len(told) > 3


async def test_a_commit_without_its_state_is_indexed_once(
    database: Database, directory: Path, monkeypatch: pytest.MonkeyPatch
):
    """As when the power goes between an index's commit and the note of it."""
    index = open_index(database, directory)
    await save(database, creators(range(50)))
    with monkeypatch.context() as patch:
        patch.setattr("limelight.catalog.index.generations._write_atomically", _power_cut)
        with pytest.raises(OSError, match="power"):
            await index.catch_up()
    assert len(indexed_documents(index)) == 50
    again = open_index(database, directory)
    assert await again.lag() == 50
    await again.catch_up()
    assert indexed_documents(again) == await stored_documents(database)


def _power_cut(path: Path, content: bytes) -> None:
    raise OSError("power")


async def test_one_of_two_processes_indexes(database: Database, directory: Path, small_batches: None):
    first, second = open_index(database, directory), open_index(database, directory)
    await save(database, creators(range(100)))
    await asyncio.gather(first.wait_until_caught_up(), second.wait_until_caught_up())
    for index in (first, second):
        index.refresh()
        assert indexed_documents(index) == await stored_documents(database)


async def test_an_index_opens_while_another_process_writes(database: Database, directory: Path):
    await save(database, creators(range(5)))
    await open_index(database, directory).catch_up()
    with FileLock(directory / "lock"):
        async with asyncio.timeout(60):
            index = await asyncio.to_thread(open_index, database, directory)
            await index.catch_up()
    assert len(indexed_documents(index)) == 5


async def test_another_fingerprint_starts_a_new_generation(database: Database, directory: Path):
    await save(database, creators(range(20)))
    old = open_index(database, directory, "old")
    await old.catch_up()
    new = open_index(database, directory, "new")
    assert await new.lag() == 20
    await new.catch_up()
    assert indexed_documents(new) == await stored_documents(database)
    assert generation_names(directory) == [new.generation.directory.name]


async def test_all_creators_are_found_throughout_a_rebuild(
    database: Database, directory: Path, small_batches: None, quick: None
):
    """A reader that looks now and then sees every creator, on platforms too that it has not opened yet."""
    await save(database, creators(range(100)))
    writer = open_index(database, directory)
    await writer.catch_up()
    reader = open_index(database, directory)
    fresh = open_index(database, directory)
    rebuilding = asyncio.create_task(writer.rebuild())
    seen = set()
    while not rebuilding.done():
        assert len(indexed_documents(reader)) == 100
        seen.add(reader.generation.directory.name)
        await asyncio.sleep(0.02)
        reader.refresh()
        if len(seen) == 2:
            assert len(indexed_documents(fresh)) == 100
            fresh.refresh()
    await rebuilding
    assert len(seen) == 2
    assert indexed_documents(reader) == await stored_documents(database)
    assert generation_names(directory) == [reader.generation.directory.name]


async def test_changes_are_indexed_during_a_rebuild(database: Database, directory: Path, quick: None):
    await save(database, creators(range(30)))
    index = open_index(database, directory)
    await index.catch_up()
    following = open_index(database, directory)
    with FileLock(directory / "rebuild.lock"):
        await save(database, creators([99]))
        await following.catch_up()
        assert len(indexed_documents(following)) == 31
    await save(database, creators([100]))
    await index.rebuild()
    assert indexed_documents(index) == await stored_documents(database)


async def test_changes_are_indexed_while_topics_are_counted(
    database: Database, directory: Path, monkeypatch: pytest.MonkeyPatch
):
    """Counting the topics of millions takes longer than anybody may wait for a change."""
    has_begun, is_seen = Event(), Event()
    count = TopicCounter.topics

    def slowly(counter: TopicCounter) -> Topics:
        has_begun.set()
        assert is_seen.wait(10)
        return count(counter)

    monkeypatch.setattr(TopicCounter, "topics", slowly)
    index = open_index(database, directory)
    await save(database, creators(range(10)))
    catching_up = asyncio.create_task(index.catch_up())
    assert await asyncio.to_thread(has_begun.wait, 5)
    await save(database, creators([50]))
    await asyncio.to_thread(wait_until, lambda: len(indexed_documents(index)) == 11, seconds=2)
    is_seen.set()
    await catching_up
    assert (index.generation.state.revision, index.generation.state.counted) == (11, 10)


async def test_topics_are_recounted_when_a_quarter_is_newer(database: Database, directory: Path):
    index = open_index(database, directory)
    counted = []
    for numbers in (range(100), range(100, 125), range(125, 126)):
        await save(database, creators(numbers))
        await index.catch_up()
        topics = index.generation.topics(PlatformKey.INSTAGRAM)
        counted.append((index.generation.state.counted, sum(topic.frequency for topic in topics)))
    assert [count for count, _ in counted] == [100, 100, 126]
    assert counted[0][1] == counted[1][1] < counted[2][1]


async def test_another_process_sees_new_topics(database: Database, directory: Path):
    writer, reader = open_index(database, directory), open_index(database, directory)
    assert list(reader.generation.topics(PlatformKey.INSTAGRAM)) == []
    await save(database, creators(range(20)))
    await writer.catch_up()
    assert reader.generation.topics(PlatformKey.INSTAGRAM).get("tag1")


async def test_changes_are_searchable_within_two_seconds(database: Database, directory: Path):
    index = open_index(database, directory)
    async with background_task(index.follow_forever):
        await asyncio.sleep(0.1)
        await save(database, creators(range(10)))
        await asyncio.to_thread(wait_until, lambda: len(indexed_documents(index)) == 10, seconds=2)
