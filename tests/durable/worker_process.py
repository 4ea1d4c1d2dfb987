"""A worker in a process of its own, to be killed: ``python -m tests.durable.worker_process FOLDER [URL]``."""

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from limelight.durable.queues import Queue
from limelight.durable.steps import step
from limelight.durable.worker import Worker
from limelight.settings import DatabaseSettings, Settings, WorkerSettings
from limelight.store.database import Database

QUEUE = Queue("walks", concurrency=8, per_partition=4, poll_seconds=0.1)
STEP_COUNT = 4


def worker_settings(folder: Path, url: str | None) -> Settings:
    return Settings(
        data_dir=folder,
        database=DatabaseSettings(url=url, pool_size=5),
        worker=WorkerSettings(drain_seconds=0.1, lease_seconds=2, grace_seconds=0.1),
    )


def completed_steps(folder: Path) -> dict[UUID, list[int]]:
    """The steps that were done for each target, in their order."""
    done: dict[UUID, list[int]] = {}
    for line in (folder / "steps").read_text().splitlines() if (folder / "steps").exists() else ():
        target, number = line.split()
        done.setdefault(UUID(target), []).append(int(number))
    return done


async def main(folder: Path, url: str | None) -> None:
    settings = worker_settings(folder, url)
    log = os.open(folder / "steps", os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    async def stride(target: UUID, number: int) -> int:
        await asyncio.sleep(0.02)
        os.write(log, f"{target} {number}\n".encode())
        return number

    async def walk(target: UUID) -> None:
        for number in range(STEP_COUNT):
            assert await step(stride, target, number) == number

    await Worker(settings, Database(settings), {"walk": walk}, [QUEUE]).run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
