"""Real processes of the product that do the work, one of which at a time is killed and replaced."""

import os
import random
import subprocess
import sys
from pathlib import Path

from limelight.settings import DatabaseSettings, SandboxSettings, Settings

RETRIES = ",".join(["0.05"] * 60)


def crew_settings(folder: Path, url: str | None) -> Settings:
    """What the processes run with."""
    return Settings(
        data_dir=folder,
        database=DatabaseSettings(url=url, pool_size=5),
        sandbox=SandboxSettings(creators=0),
    )


class Crew:
    """So many ``limelight work``."""

    def __init__(self, folder: Path, url: str | None, size: int) -> None:
        self._log = (folder / "crew.log").open("ab")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIMELIGHT_")},
            "LIMELIGHT_DATA_DIR": str(folder),
            "LIMELIGHT_SANDBOX__CREATORS": "0",
            "LIMELIGHT_WORKER__DRAIN_SECONDS": "0.1",
            "LIMELIGHT_WORKER__LEASE_SECONDS": "3",
            "LIMELIGHT_WORKER__RETRY_SECONDS": "0.5,1,1,1,1,1",
            "LIMELIGHT_WEBHOOKS__RETRY_SECONDS": RETRIES,
            **({"LIMELIGHT_DATABASE__URL": url.replace("+psycopg", "")} if url else {}),
        }
        self._workers = [self._hired() for _ in range(size)]

    def kill_one(self) -> None:
        index = random.randrange(len(self._workers))
        self._workers[index].kill()
        self._workers[index].wait()
        self._workers[index] = self._hired()

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait()
        self._log.close()

    def _hired(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "limelight.cli", "work"]
        return subprocess.Popen(command, env=self._environment, stdout=self._log, stderr=self._log)
