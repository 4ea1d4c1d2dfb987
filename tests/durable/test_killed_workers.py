"""Killed workers: every enqueued call completes, and no completed step runs again."""

import asyncio
import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from limelight.durable.queues import enqueue
from limelight.kernel.timestamps import now
from limelight.store.database import Database
from limelight.store.outbox import Outbox
from tests.durable.worker_process import QUEUE, STEP_COUNT, completed_steps, worker_settings

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("KILLS", "4"))
TARGETS = int(os.environ.get("TARGETS", "40"))


class WorkerProcesses:
    """So many worker processes, of which one at a time is killed and replaced."""

    def __init__(self, folder: Path, url: str | None, size: int) -> None:
        self._command = [
            sys.executable,
            "-m",
            "tests.durable.worker_process",
            str(folder),
            *([url] if url else []),
        ]
        self._workers = [self._spawn() for _ in range(size)]

    def kill_one(self) -> None:
        index = random.randrange(len(self._workers))
        self._workers[index].kill()
        self._workers[index].wait()
        self._workers[index] = self._spawn()

    def kill_all(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@pytest.mark.anyio
async def test_every_call_completes_though_workers_are_killed(
    database_url: str | None, tmp_path: Path
) -> None:
    database = Database(worker_settings(tmp_path, database_url))
    await database.migrate()
    targets = {uuid4() for _ in range(TARGETS)}
    crew = WorkerProcesses(tmp_path, database_url, size=1 if database_url is None else 2)
    try:
        for batch in _batches(targets, KILLS):
            async with database.session() as session:
                for target in batch:
                    enqueue(session, QUEUE, "walk", target, partition=uuid4())
            await _progress(tmp_path)
            await asyncio.sleep(random.uniform(0, 0.6))
            crew.kill_one()
        while not all(steps[-1] == STEP_COUNT - 1 for steps in _all(tmp_path, targets)):
            await _progress(tmp_path)
    finally:
        crew.kill_all()
    for steps in _all(tmp_path, targets):
        assert set(steps) == set(range(STEP_COUNT))
        # A step may be done twice if the kill came before its record, but never after a later one.
        assert all(earlier <= later for earlier, later in pairwise(steps))
    async with database.session() as session:
        assert not await Outbox(session).due(now(), 1)
    await database.close()


def _all(folder: Path, targets: set[UUID]) -> list[list[int]]:
    done = completed_steps(folder)
    return [done.get(target, [-1]) for target in targets]


def _batches(targets: set[UUID], count: int) -> list[list[UUID]]:
    ordered = sorted(targets)
    return [ordered[start::count] for start in range(count)]


async def _progress(folder: Path) -> None:
    """Wait until another step was done."""
    seen = _count(folder)
    async with asyncio.timeout(60):
        while _count(folder) == seen:  # noqa: ASYNC110 -- other processes do them
            await asyncio.sleep(0.05)


def _count(folder: Path) -> int:
    return sum(map(len, completed_steps(folder).values()))
