"""Exporting a million creators: rows a second and the most memory, of the job and of its files.

``python -m benchmarks.search_export [CREATORS]``, on SQLite, in a temporary folder. Another process makes the
catalogue first: creators of the simulated world, of which more than 20,000 come again under new ids.
"""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Final, get_args

from msgspec.structs import replace

from limelight.catalog.creator_lookup import CreatorLookup
from limelight.catalog.discovery import Discovery
from limelight.catalog.index.factory import open_search_index
from limelight.catalog.index.generations import Generations, IndexState
from limelight.catalog.result_documents import index_entry
from limelight.connectors.public_source import PublicSourceChain
from limelight.jobs.declaration import JobContext, JobRun
from limelight.jobs.export_files import ExportFiles, FileFormat
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT, run
from limelight.jobs.service import JobService
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.platforms import platform_by_key
from limelight.sandbox import World
from limelight.schemas.creator_discovery.search import SortBy
from limelight.schemas.creator_discovery.search_export import AsyncCreatorSearchRequest, SearchExport
from limelight.search.creator_filters import SortField
from limelight.search.engine import IndexEntry
from limelight.search.engines.tantivy import TantivyEngine, fingerprint
from limelight.settings import SandboxSettings, Settings
from limelight.store.creators import StoredCreator
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, Tenants

PLATFORM: Final = PlatformKey.INSTAGRAM
ORDERS: Final[tuple[SortField, ...]] = ("FOLLOWER_COUNT", "ENGAGEMENT_RATE")
_DISTINCT_CREATORS: Final = 20_000
_HEAD: Final = b'{"work_platform":{"id":"1","name":"Instagram","logo_url":"https://example.com/logo.svg"},'


async def main(creators: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), sandbox=SandboxSettings(creators=0))
        with ProcessPoolExecutor(1) as apart:
            started = time.perf_counter()
            apart.submit(_build_index, settings.data_dir / "search", creators).result()
            print(f"indexed {creators:,} creators in {time.perf_counter() - started:.0f} s")
        database = Database(settings)
        await database.migrate()
        async with database.session() as session:
            await Tenants(session).create_demo()
        workbench = _job_context(settings, database)
        print(f"before: {_megabytes('RssAnon'):.0f} MB")
        for order in ORDERS:
            export = await _export(workbench, order, creators)
        print(f"database: {(settings.data_dir / 'limelight.db').stat().st_size / 2**20:.0f} MB")
        for file_format in get_args(FileFormat):
            await _download(database, export, file_format)
        await database.close()


def _build_index(directory: Path, creators: int) -> None:
    generations = Generations(directory, fingerprint(), TantivyEngine)
    name = generations.create()
    generation = generations.open(name)
    writer = generation.engine.writer(PLATFORM)
    writer.upsert(islice(_entries(min(creators, _DISTINCT_CREATORS)), creators))
    writer.commit()
    generation.state = IndexState()
    generations.activate(name)


def _entries(different: int) -> Iterator[IndexEntry]:
    """Without end."""
    people = (each for batch in World(1, date(2026, 6, 1)).creators(PLATFORM, 0, different) for each in batch)
    made = [index_entry(StoredCreator(id=0, revision=0, record=creator)) for creator in people]
    for number, each in enumerate(cycle(made), 1):
        yield replace(each, document=replace(each.document, id=number))


def _job_context(settings: Settings, database: Database) -> JobContext:
    return JobContext(
        database=database,
        public_creators=CreatorLookup(database),
        observations=PublicSourceChain([]),
        discovery=Discovery(open_search_index(settings, database)),
        settings=settings.jobs,
        clock=now,
    )


async def _export(workbench: JobContext, order: SortField, creators: int) -> SearchExport:
    asked = AsyncCreatorSearchRequest(
        work_platform_id=str(platform_by_key(PLATFORM).id),
        sort_by=SortBy(field=order, order="DESCENDING"),
        max_results=creators,
    )
    async with workbench.database.session() as session:
        job = await JobService(session, DEMO_ID, workbench.settings).create(CREATOR_SEARCH_EXPORT, asked)
    async with _print_cost(f"export by {order}", creators):
        export = await run(JobRun(job.computation_id, asked), workbench)
    if export.total_results != creators:
        raise LookupError(f"{export.total_results} of {creators} creators were exported.")
    return export


async def _download(database: Database, export: SearchExport, file_format: FileFormat) -> None:
    assert export.export_id is not None
    size, rows = 0, export.total_results
    async with _print_cost(file_format, rows):
        async for chunk in ExportFiles(database).stream(file_format, export.export_id, rows, _HEAD):
            size += len(chunk)
    print(f"  {size / 2**20:.0f} MB")


@dataclass
class _PeakMemory:
    megabytes: float = 0.0

    async def watch(self) -> None:
        while True:
            self.megabytes = max(self.megabytes, _megabytes("RssAnon"))
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _print_cost(what: str, rows: int) -> AsyncIterator[None]:
    """Memory is the process's own. Pages of the index that it has read are the system's, to drop at will."""
    peak = _PeakMemory()
    watching = asyncio.create_task(peak.watch())
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    watching.cancel()
    print(
        f"{what}: {seconds:.1f} s, {rows / seconds:,.0f} rows a second, at most {peak.megabytes:.0f} MB, "
        f"{_megabytes('RssFile'):.0f} MB of files mapped"
    )


def _megabytes(kind: str) -> float:
    found = re.search(rf"{kind}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
