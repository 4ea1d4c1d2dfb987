"""Follows the stored creators, indexes their changes and rebuilds the index."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from filelock import AsyncFileLock, FileLock, Timeout
from msgspec.structs import replace

from limelight.catalog.index.generations import Generation, Generations
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.search.engine import IndexEntry, IndexWriter, SearchEngine
from limelight.store.creators import Creators, StoredCreator
from limelight.store.database import Database

_BATCH: Final = 5_000
_COMMIT_EVERY: Final = 250_000
_POLL_SECONDS: Final = 0.5
_SWITCH_SECONDS: Final = 2.0
"""Seconds after which every process has opened a new generation and the old one can be deleted."""

_CHANGE_POLL_SECONDS: Final = 0.1
"""Seconds between polls while waiting for more changes."""

ProgressCallback = Callable[[int, int], None]
"""Called with the number of creators indexed so far and the total."""


def ignore_progress(done: int, total: int) -> None:
    """Reports no progress."""


def stop_when_caught_up() -> bool:
    """Stop as soon as every stored change is indexed."""
    return True


class SearchIndex:
    """The search index of all creators. Every process reads it; one process at a time writes to it."""

    def __init__(
        self, database: Database, directory: Path, fingerprint: str, engine: Callable[[Path], SearchEngine]
    ) -> None:
        self._database = database
        self._generations = Generations(directory, fingerprint, engine)
        self._name = self._generations.current_name() or self._first_generation()
        self._generation = self._generations.open(self._name)

    @property
    def generation(self) -> Generation:
        return self._generation

    @property
    def is_empty(self) -> bool:
        return self._generation.state.revision == 0

    def refresh(self) -> None:
        """Opens the generation and the commits that other processes have written."""
        name = self._generations.current_name()
        if name is not None and name != self._name:
            self._name, self._generation = name, self._generations.open(name)
        self._generation.engine.reload()

    async def lag(self) -> int:
        """Number of stored revisions that are not yet indexed; 0 when the index is up to date."""
        return max(await self._last_revision() - self._generation.state.revision, 0)

    async def follow_forever(self) -> None:
        """Indexes changes until cancelled; a stored creator can be found within two seconds."""
        while True:
            await asyncio.to_thread(self.refresh)
            if await self.lag():
                await self.catch_up()
            await asyncio.sleep(_POLL_SECONDS)

    async def follow_until(self, is_over: Callable[[], bool]) -> None:
        """Indexes changes with few commits until ``is_over`` returns True and every change is indexed."""
        while True:
            was_over = is_over()
            await self.catch_up(is_over=is_over)
            if was_over and not await self.lag():
                return
            await asyncio.sleep(_CHANGE_POLL_SECONDS)

    async def catch_up(
        self, progress: ProgressCallback = ignore_progress, is_over: Callable[[], bool] = stop_when_caught_up
    ) -> None:
        """Indexes all changes so far; returns at once if another process is indexing.

        Waits for more changes until ``is_over`` returns True.
        """
        try:
            async with self._write_lock(wait_seconds=0):
                self.refresh()
                await self._index_changes(self._generation, progress, is_over)
                await self._recount_while_following(self._generation)
        except Timeout:
            return

    async def wait_until_caught_up(self, progress: ProgressCallback = ignore_progress) -> None:
        """Catches up, or waits until another process has."""
        total = await self.lag()
        while left := await self.lag():
            await self.catch_up(progress)
            progress(max(total - left, 0), total)
            await asyncio.sleep(_POLL_SECONDS / 5)

    async def rebuild(self, progress: ProgressCallback = ignore_progress) -> None:
        """Builds a new generation from the stored creators and makes it current."""
        async with AsyncFileLock(self._generations.rebuild_lock):
            name = self._generations.create()
            generation = self._generations.open(name)
            await self._index_changes(generation, progress)
            await self._recount(generation)
            async with self._write_lock(wait_seconds=-1):
                await self._index_changes(generation, ignore_progress)
                self._generations.activate(name)
            self.refresh()
            await asyncio.sleep(_SWITCH_SECONDS)
            self._generations.remove_others(name)

    async def _index_changes(
        self,
        generation: Generation,
        progress: ProgressCallback,
        is_over: Callable[[], bool] = stop_when_caught_up,
    ) -> None:
        """Indexes changes in batches; commits every ``_COMMIT_EVERY`` revisions."""
        start = generation.state.revision
        total = await self._last_revision() - start
        revision = start
        while batch := await self._next_changes(revision, is_over):
            writers: dict[PlatformKey, IndexWriter] = {}
            commit_at = revision + _COMMIT_EVERY
            while batch and revision < commit_at:
                await asyncio.to_thread(_put, generation.engine, writers, batch)
                revision = batch[-1].revision
                progress(revision - start, total)
                batch = await self._next_changes(revision, is_over)
            await asyncio.to_thread(_commit, writers.values())
            generation.state = replace(generation.state, revision=revision)

    async def _recount_while_following(self, generation: Generation) -> None:
        """Recounts topics and keeps indexing changes meanwhile."""
        async with asyncio.TaskGroup() as group:
            counting = group.create_task(self._recount(generation))
            await asyncio.wait([counting], timeout=_POLL_SECONDS)
            while not counting.done():
                await self._index_changes(generation, ignore_progress)
                await asyncio.wait([counting], timeout=_POLL_SECONDS)

    async def _recount(self, generation: Generation) -> None:
        """Recounts topics when more than a quarter of the revisions are newer than the last count."""
        revision, counted = generation.state.revision, generation.state.counted
        if revision - counted <= counted / 4:
            return
        # The import takes a third of a second, and most starts count nothing.
        from limelight.catalog.index.topic_counter import TopicCounter

        async with self._database.session() as session:
            for platform in await Creators(session).count_by_platform():
                counter = TopicCounter()
                async for batch in Creators(session).topics_and_hashtags(platform, _BATCH):
                    await asyncio.to_thread(counter.count_all, batch)
                generation.write_topics(platform, await asyncio.to_thread(counter.topics))
        generation.state = replace(generation.state, counted=revision)

    async def _last_revision(self) -> int:
        async with self._database.session() as session:
            return await Creators(session).last_revision()

    async def _next_changes(self, revision: int, is_over: Callable[[], bool]) -> list[StoredCreator]:
        """The next changes; empty when ``is_over`` returns True and none are left."""
        while True:
            was_over = is_over()
            batch = await self._changes(revision)
            if batch or was_over:
                return batch
            await asyncio.sleep(_CHANGE_POLL_SECONDS)

    async def _changes(self, revision: int) -> list[StoredCreator]:
        async with self._database.session() as session:
            return await Creators(session).changed_since(revision, _BATCH)

    @asynccontextmanager
    async def _write_lock(self, wait_seconds: float) -> AsyncIterator[None]:
        """Holds the write lock. Raises Timeout."""
        async with AsyncFileLock(self._generations.write_lock, timeout=wait_seconds):
            yield

    def _first_generation(self) -> str:
        with FileLock(self._generations.write_lock):
            name = self._generations.current_name()
            if name is None:
                name = self._generations.create()
                self._generations.activate(name)
                self._generations.remove_others(name)
            return name


def _put(engine: SearchEngine, writers: dict[PlatformKey, IndexWriter], batch: list[StoredCreator]) -> None:
    """Adds each creator to the index of its platform; opens writers on demand."""
    entries: dict[PlatformKey, list[IndexEntry]] = {}
    for stored in batch:
        entries.setdefault(stored.record.platform, []).append(index_entry(stored))
    for platform, some in entries.items():
        if platform not in writers:
            writers[platform] = engine.writer(platform)
        writers[platform].upsert(some)


def _commit(writers: Iterable[IndexWriter]) -> None:
    for writer in writers:
        writer.commit()
