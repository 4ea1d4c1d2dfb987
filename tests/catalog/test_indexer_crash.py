"""Killed while it indexes, at whatever moment: nothing is missing afterwards, and nothing twice."""

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from limelight.settings import Settings
from limelight.store.database import Database
from tests.catalog.small_catalogs import creators, indexed_documents, open_index, save, stored_documents

pytestmark = pytest.mark.both_databases

INDEXING = """
import asyncio, sys
from pathlib import Path
from limelight.catalog.index import indexer
from limelight.search.engines.tantivy import TantivyEngine
from limelight.settings import DatabaseSettings, Settings
from limelight.store.database import Database

indexer._BATCH, indexer._COMMIT_EVERY = 20, 60

async def main():
    settings = Settings(database=DatabaseSettings(url=sys.argv[1] or None), data_dir=Path(sys.argv[2]))
    index = indexer.SearchIndex(Database(settings), Path(sys.argv[3]), "layout", TantivyEngine)
    await index.catch_up(lambda done, total: print(done, flush=True))
    print("end", flush=True)

asyncio.run(main())
"""
KILLED_AFTER = (1, 4, 9)
"""Batches: before the first commit, right after one, and late."""


def run_and_kill(arguments: list[str], batches: int) -> None:
    command = [sys.executable, "-c", INDEXING, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = list(islice(process.stdout, batches))
        process.kill()
    assert len(lines) == batches
    assert "end\n" not in lines
    assert process.returncode != 0


@pytest.mark.anyio
async def test_indexing_resumes_after_a_kill(database: Database, settings: Settings, tmp_path: Path):
    directory = tmp_path / "search"
    arguments = [settings.database.url or "", str(settings.data_dir), str(directory)]
    for round_, batches in enumerate(KILLED_AFTER):
        await save(database, creators(range(200 * round_, 200 * round_ + 300), followers=1000 * round_))
        run_and_kill(arguments, batches)
    index = open_index(database, directory)
    assert await index.lag() > 0
    await index.catch_up()
    assert indexed_documents(index) == await stored_documents(database)
    assert len(indexed_documents(index)) == 700
