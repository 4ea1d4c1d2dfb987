"""Processes of ``limelight work``, of which one at a time is killed and replaced."""

import multiprocessing
import os
import random
from multiprocessing.process import BaseProcess
from pathlib import Path

from limelight.cli.serving import work
from limelight.settings import DatabaseSettings, SandboxSettings, Settings

RETRIES = ",".join(["0.05"] * 60)
SPAWN_CONTEXT = multiprocessing.get_context("spawn")
"""Polars hangs in a process forked from one that has imported it."""


def worker_settings(folder: Path, url: str | None) -> Settings:
    """The settings of the processes."""
    return Settings(
        data_dir=folder,
        database=DatabaseSettings(url=url, pool_size=5),
        sandbox=SandboxSettings(creators=0),
    )


class ProductProcesses:
    """``size`` processes of ``limelight work``."""

    def __init__(self, folder: Path, url: str | None, size: int) -> None:
        self._log = folder / "processes.log"
        self._environment = {
            "LIMELIGHT_DATA_DIR": str(folder),
            "LIMELIGHT_SANDBOX__CREATORS": "0",
            "LIMELIGHT_JOBS__AUDIENCE_SAMPLE": "500",
            "LIMELIGHT_WORKER__DRAIN_SECONDS": "0.1",
            "LIMELIGHT_WORKER__LEASE_SECONDS": "3",
            "LIMELIGHT_WORKER__RETRY_SECONDS": "0.5,1,1,1,1,1",
            "LIMELIGHT_WEBHOOKS__RETRY_SECONDS": RETRIES,
            **({"LIMELIGHT_DATABASE__URL": url.replace("+psycopg", "")} if url else {}),
        }
        self._workers = [self._spawn() for _ in range(size)]

    def kill_one(self) -> None:
        index = random.randrange(len(self._workers))
        self._workers[index].kill()
        self._workers[index].join()
        self._workers[index] = self._spawn()

    def kill_all(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.join()

    def _spawn(self) -> BaseProcess:
        worker = SPAWN_CONTEXT.Process(target=_work, args=(self._environment, self._log), daemon=True)
        worker.start()
        return worker


def _work(environment: dict[str, str], log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for name in [name for name in os.environ if name.startswith("LIMELIGHT_")]:
        del os.environ[name]
    os.environ.update(environment)
    work()
