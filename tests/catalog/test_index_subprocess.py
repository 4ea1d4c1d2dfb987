"""Another process indexes what this one stores."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from limelight.catalog.index.factory import open_search_index
from limelight.catalog.index.index_subprocess import index_in_subprocess
from limelight.settings import Settings
from limelight.store.database import Database
from tests.catalog.small_catalogs import creators, indexed_documents, save, stored_documents, wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

STORING = """
import asyncio, os, sys
from pathlib import Path
from limelight.catalog.index.index_subprocess import index_in_subprocess
from limelight.settings import DatabaseSettings, Settings
from multiprocessing import active_children

async def main():
    settings = Settings(database=DatabaseSettings(url=sys.argv[1] or None), data_dir=Path(sys.argv[2]))
    async with index_in_subprocess(settings):
        print(active_children()[0].pid, flush=True)
        await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_subprocess_indexes_everything_stored_in_the_block(database: Database, settings: Settings):
    """Changes that come between two looks, and one that comes last, are not left out."""
    async with index_in_subprocess(settings):
        for start in range(0, 300, 60):
            await save(database, creators(range(start, start + 100)))
    index = open_search_index(settings, database)
    assert await index.lag() == 0
    assert indexed_documents(index) == await stored_documents(database)
    assert len(indexed_documents(index)) == 340


async def test_subprocess_exits_when_its_parent_is_killed(
    database: Database, settings: Settings, tmp_path: Path
):
    """Else it would go on forever, and hold the lock of the index."""
    arguments = [settings.database.url or "", str(settings.data_dir)]
    child = await asyncio.to_thread(_orphan, tmp_path / "storing.py", arguments)
    await asyncio.to_thread(wait_until, lambda: not _runs(child), seconds=20)


def _orphan(program: Path, arguments: list[str]) -> int:
    """The process that indexes for one that was killed."""
    program.write_text(STORING)
    command = [sys.executable, str(program), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _runs(child)
        parent.kill()
    return child


def _runs(process: int) -> bool:
    """A process that has ended may still wait for somebody to ask how."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
