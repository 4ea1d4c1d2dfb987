"""Keeping the search index up with the records, and rebuilding it."""

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
_LOOK_EVERY: Final = 0.5
_LOOKED_BY: Final = 2.0
"""By then every process has seen a new generation: nobody reads the old one any more."""

_ASK_EVERY: Final = 0.1
"""How often one that waits for more changes asks for them."""

ProgressCallback = Callable[[int, int], None]
"""Told how many creators are indexed, of how many."""


def ignore_progress(done: int, total: int) -> None:
    """Tells nobody."""


def stop_when_caught_up() -> bool:
    """What is stored by now is all."""
    return True


class SearchIndex:
    """The index of the whole catalogue: any process reads it, one at a time writes to it."""

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
        """Sees what other processes have written or rebuilt."""
        name = self._generations.current_name()
        if name is not None and name != self._name:
            self._name, self._generation = name, self._generations.open(name)
        self._generation.engine.reload()

    async def lag(self) -> int:
        """How many revisions of the records are not yet in the index; 0 when it is up to date."""
        return max(await self._last_revision() - self._generation.state.revision, 0)

    async def follow_forever(self) -> None:
        """Follows the records for as long as it runs: what is stored can be found within two seconds."""
        while True:
            await asyncio.to_thread(self.refresh)
            if await self.lag():
                await self.catch_up()
            await asyncio.sleep(_LOOK_EVERY)

    async def follow_until(self, is_over: Callable[[], bool]) -> None:
        """Indexes what is being stored, without a commit for every few, until it is over and all is in."""
        while True:
            was_over = is_over()
            await self.catch_up(is_over=is_over)
            if was_over and not await self.lag():
                return
            await asyncio.sleep(_ASK_EVERY)

    async def catch_up(
        self, progress: ProgressCallback = ignore_progress, is_over: Callable[[], bool] = stop_when_caught_up
    ) -> None:
        """Brings every change so far into the index; leaves it to the process that is already at it.

        Until ``is_over``, more changes are waited for.
        """
        try:
            async with self._writing(patience=0):
                self.refresh()
                await self._follow(self._generation, progress, is_over)
                await self._recount_beside(self._generation)
        except Timeout:
            return

    async def wait_until_caught_up(self, progress: ProgressCallback = ignore_progress) -> None:
        """Catches up, or waits for the process that does."""
        total = await self.lag()
        while left := await self.lag():
            await self.catch_up(progress)
            progress(max(total - left, 0), total)
            await asyncio.sleep(_LOOK_EVERY / 5)

    async def rebuild(self, progress: ProgressCallback = ignore_progress) -> None:
        """Builds a new generation from the records, beside the current one, and puts it in its place."""
        async with AsyncFileLock(self._generations.rebuild_lock):
            name = self._generations.create()
            generation = self._generations.open(name)
            await self._follow(generation, progress)
            await self._recount(generation)
            async with self._writing(patience=-1):
                await self._follow(generation, ignore_progress)
                self._generations.activate(name)
            self.refresh()
            await asyncio.sleep(_LOOKED_BY)
            self._generations.remove_others(name)

    async def _follow(
        self,
        generation: Generation,
        progress: ProgressCallback,
        is_over: Callable[[], bool] = stop_when_caught_up,
    ) -> None:
        """Indexes change after change, a commit for very many of them."""
        start = generation.state.revision
        total = await self._last_revision() - start
        revision = start
        while batch := await self._more(revision, is_over):
            writers: dict[PlatformKey, IndexWriter] = {}
            commit_at = revision + _COMMIT_EVERY
            while batch and revision < commit_at:
                await asyncio.to_thread(_put, generation.engine, writers, batch)
                revision = batch[-1].revision
                progress(revision - start, total)
                batch = await self._more(revision, is_over)
            await asyncio.to_thread(_commit, writers.values())
            generation.state = replace(generation.state, revision=revision)

    async def _recount_beside(self, generation: Generation) -> None:
        """Goes on following the records while a count of very many takes its time."""
        async with asyncio.TaskGroup() as group:
            counting = group.create_task(self._recount(generation))
            await asyncio.wait([counting], timeout=_LOOK_EVERY)
            while not counting.done():
                await self._follow(generation, ignore_progress)
                await asyncio.wait([counting], timeout=_LOOK_EVERY)

    async def _recount(self, generation: Generation) -> None:
        """Counts the topics anew when a quarter of the catalogue is newer than the last count."""
        revision, counted = generation.state.revision, generation.state.counted
        if revision - counted <= counted / 4:
            return
        # What counts takes a third of a second to import, and few starts count.
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

    async def _more(self, revision: int, is_over: Callable[[], bool]) -> list[StoredCreator]:
        """The next changes; none when it is over."""
        while True:
            was_over = is_over()
            batch = await self._changes(revision)
            if batch or was_over:
                return batch
            await asyncio.sleep(_ASK_EVERY)

    async def _changes(self, revision: int) -> list[StoredCreator]:
        async with self._database.session() as session:
            return await Creators(session).changed_since(revision, _BATCH)

    @asynccontextmanager
    async def _writing(self, patience: float) -> AsyncIterator[None]:
        """Only one process writes. Raises Timeout."""
        async with AsyncFileLock(self._generations.write_lock, timeout=patience):
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
    """Each creator into the index of its platform; the writers are opened as they are needed."""
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
