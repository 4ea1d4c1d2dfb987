"""The index follows the records, whatever else goes on."""

import asyncio
from pathlib import Path
from threading import Event

import pytest
from filelock import FileLock

from limelight.catalog import indexing
from limelight.catalog.counting import TopicCounter
from limelight.catalog.topics import Topics
from limelight.kernel.background import background
from limelight.kernel.platforms import PlatformKey
from limelight.store.database import Database
from tests.catalog.catalogues import creators, generations, indexed, opened, save, stored, wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_BATCH", 10)
    monkeypatch.setattr(indexing, "_COMMIT_EVERY", 25)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_LOOKED_BY", 0.2)


async def test_additions_and_changes_arrive(database: Database, directory: Path, small_batches: None):
    index = opened(database, directory)
    for batch in (creators(range(80)), creators(range(40, 120), followers=5000), creators([7], followers=0)):
        await save(database, batch)
        assert await index.behind() > 0
        await index.catch_up()
        assert await index.behind() == 0
        assert indexed(index) == await stored(database)
    assert len(indexed(index)) == 120


async def test_progress_ends_where_it_said_it_would(database: Database, directory: Path, small_batches: None):
    await save(database, creators(range(60)))
    told: list[tuple[int, int]] = []
    await opened(database, directory).catch_up(lambda done, total: told.append((done, total)))
    assert told[-1] == (60, 60)
    assert told == sorted(told)
    assert len(told) > 3


async def test_what_was_committed_but_not_noted_is_indexed_once(
    database: Database, directory: Path, monkeypatch: pytest.MonkeyPatch
):
    """As when the power goes between an index's commit and the note of it."""
    index = opened(database, directory)
    await save(database, creators(range(50)))
    with monkeypatch.context() as patch:
        patch.setattr("limelight.catalog.generations._write", _power_cut)
        with pytest.raises(OSError, match="power"):
            await index.catch_up()
    assert len(indexed(index)) == 50
    again = opened(database, directory)
    assert await again.behind() == 50
    await again.catch_up()
    assert indexed(again) == await stored(database)


def _power_cut(path: Path, content: bytes) -> None:
    raise OSError("power")


async def test_one_of_two_processes_indexes(database: Database, directory: Path, small_batches: None):
    first, second = opened(database, directory), opened(database, directory)
    await save(database, creators(range(100)))
    await asyncio.gather(first.wait_until_caught_up(), second.wait_until_caught_up())
    for index in (first, second):
        index.look()
        assert indexed(index) == await stored(database)


async def test_an_index_opens_while_another_process_writes(database: Database, directory: Path):
    await save(database, creators(range(5)))
    await opened(database, directory).catch_up()
    with FileLock(directory / "lock"):
        async with asyncio.timeout(60):
            index = await asyncio.to_thread(opened, database, directory)
            await index.catch_up()
    assert len(indexed(index)) == 5


async def test_another_layout_begins_anew(database: Database, directory: Path):
    await save(database, creators(range(20)))
    old = opened(database, directory, "old")
    await old.catch_up()
    new = opened(database, directory, "new")
    assert await new.behind() == 20
    await new.catch_up()
    assert indexed(new) == await stored(database)
    assert generations(directory) == [new.generation.directory.name]


async def test_everything_is_found_all_through_a_rebuild(
    database: Database, directory: Path, small_batches: None, quick: None
):
    """A reader that looks now and then sees every creator, on platforms too that it has not opened yet."""
    await save(database, creators(range(100)))
    writer = opened(database, directory)
    await writer.catch_up()
    reader = opened(database, directory)
    fresh = opened(database, directory)
    rebuilding = asyncio.create_task(writer.rebuild())
    seen = set()
    while not rebuilding.done():
        assert len(indexed(reader)) == 100
        seen.add(reader.generation.directory.name)
        await asyncio.sleep(0.02)
        reader.look()
        if len(seen) == 2:
            assert len(indexed(fresh)) == 100
            fresh.look()
    await rebuilding
    assert len(seen) == 2
    assert indexed(reader) == await stored(database)
    assert generations(directory) == [reader.generation.directory.name]


async def test_changes_arrive_during_a_rebuild(database: Database, directory: Path, quick: None):
    await save(database, creators(range(30)))
    index = opened(database, directory)
    await index.catch_up()
    following = opened(database, directory)
    with FileLock(directory / "rebuild.lock"):
        await save(database, creators([99]))
        await following.catch_up()
        assert len(indexed(following)) == 31
    await save(database, creators([100]))
    await index.rebuild()
    assert indexed(index) == await stored(database)


async def test_changes_arrive_while_topics_are_counted(
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
    index = opened(database, directory)
    await save(database, creators(range(10)))
    catching_up = asyncio.create_task(index.catch_up())
    assert await asyncio.to_thread(has_begun.wait, 5)
    await save(database, creators([50]))
    await asyncio.to_thread(wait_until, lambda: len(indexed(index)) == 11, seconds=2)
    is_seen.set()
    await catching_up
    assert (index.generation.state.revision, index.generation.state.counted) == (11, 10)


async def test_topics_are_counted_anew_when_a_quarter_is_newer(database: Database, directory: Path):
    index = opened(database, directory)
    counted = []
    for numbers in (range(100), range(100, 125), range(125, 126)):
        await save(database, creators(numbers))
        await index.catch_up()
        topics = index.generation.topics(PlatformKey.INSTAGRAM)
        counted.append((index.generation.state.counted, sum(topic.frequency for topic in topics)))
    assert [count for count, _ in counted] == [100, 100, 126]
    assert counted[0][1] == counted[1][1] < counted[2][1]


async def test_another_process_sees_new_topics(database: Database, directory: Path):
    writer, reader = opened(database, directory), opened(database, directory)
    assert list(reader.generation.topics(PlatformKey.INSTAGRAM)) == []
    await save(database, creators(range(20)))
    await writer.catch_up()
    assert reader.generation.topics(PlatformKey.INSTAGRAM).get("tag1")


async def test_changes_are_followed_within_two_seconds(database: Database, directory: Path):
    index = opened(database, directory)
    async with background(index.keep_up):
        await asyncio.sleep(0.1)
        await save(database, creators(range(10)))
        await asyncio.to_thread(wait_until, lambda: len(indexed(index)) == 10, seconds=2)
