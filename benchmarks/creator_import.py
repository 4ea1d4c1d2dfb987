"""Importing a file of creators until the last of them is found."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shutil import rmtree
from time import perf_counter, sleep
from typing import Any, Final

from msgspec.json import Decoder

from benchmarks.dataset import CreatorLine, Dataset
from limelight.catalog.index.generations import Generations
from limelight.kernel.platforms import PlatformKey
from limelight.search.engines.tantivy import TantivyEngine, fingerprint

ROWS: Final = 300_000
_POLL_SECONDS: Final = 0.05
_COLUMNS: Final = {
    "Username": "platform_username",
    "User ID": "external_id",
    "Full name": "full_name",
    "Biography": "introduction",
    "Followers": "follower_count",
    "Posts": "content_count",
    "Average likes": "average_likes",
    "Engagement rate": "engagement_rate",
    "Verified": "is_verified",
    "Language": "language",
    "Gender": "gender",
    "City": "city",
    "Country": "country",
}
"""The columns of the file, with what results show."""


@dataclass(frozen=True)
class ImportTiming:
    """``megabytes`` is the sum of the peaks of the processes."""

    rows: int
    seconds: float
    megabytes: float

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


def measure(data: Dataset) -> ImportTiming:
    """From the start of the command to its end, when the last row can be found."""
    home, file = data.folder / "importing", data.folder / "creators.csv"
    rmtree(home, ignore_errors=True)
    rows = min(ROWS, data.sizes[PlatformKey.INSTAGRAM])
    last = _write(file, islice(_cards(data), rows))
    seconds, megabytes = _import(file, home)
    if not _is_indexed(home, last):
        raise LookupError(f"{last} was imported and is not found.")
    rmtree(home)
    file.unlink()
    return ImportTiming(rows, seconds, megabytes)


def _cards(data: Dataset) -> Iterator[dict[str, Any]]:
    """What results show of the creators."""
    lines, cards = Decoder(CreatorLine), Decoder(tuple[dict[str, Any], dict[str, Any], dict[str, Any]])
    with data.lines_file(PlatformKey.INSTAGRAM).open("rb") as file:
        for line in file:
            card, besides, _ = cards.decode(lines.decode(line).card)
            yield {**card, **card["location"], "average_likes": besides["average_likes"]}


def _write(file: Path, cards: Iterator[dict[str, Any]]) -> str:
    """The handle of the last row."""
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(_COLUMNS)
        for card in cards:
            rows.writerow([card[name] for name in _COLUMNS.values()])
    return str(card["platform_username"])


def _import(file: Path, home: Path) -> tuple[float, float]:
    """The seconds and the megabytes that it takes."""
    started = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "limelight.cli", "import", "creators", str(file), "--platform", "instagram"],
        env={**os.environ, "LIMELIGHT_DATA_DIR": str(home)},
    )
    megabytes = 0.0
    while process.poll() is None:
        megabytes = max(megabytes, _peak_megabytes(process.pid))
        sleep(_POLL_SECONDS)
    if process.returncode:
        raise ChildProcessError(f"limelight import creators: {process.returncode}")
    return perf_counter() - started, megabytes


def _peak_megabytes(process: int) -> float:
    """The most megabytes that the process and those it started have used so far, as Linux tells."""
    children = Path(f"/proc/{process}/task/{process}/children")
    with suppress(FileNotFoundError, ProcessLookupError):
        return _own_peak_megabytes(process) + sum(
            _peak_megabytes(int(child)) for child in children.read_text().split()
        )
    return 0.0


def _own_peak_megabytes(process: int) -> float:
    """0 once it has ended."""
    status = Path(f"/proc/{process}/status").read_text()
    _, _, peak = status.partition("VmHWM:")
    return int(peak.split()[0]) / 1024 if peak else 0.0


def _is_indexed(home: Path, handle: str) -> bool:
    generations = Generations(home / "search", fingerprint(), TantivyEngine)
    engine = generations.open(generations.current_name() or "").engine
    return engine.get_by_handle(PlatformKey.INSTAGRAM, handle) is not None
