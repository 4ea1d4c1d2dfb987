"""Generations of the search index on disk: one is current, and a rebuild writes a new one beside it."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Final
from uuid import uuid4

from msgspec import Struct
from msgspec.json import decode, encode

from limelight.catalog.index.topics import Topic, Topics
from limelight.kernel.platforms import PlatformKey
from limelight.search.engine import SearchEngine

_CURRENT: Final = "current"
_STATE: Final = "state.json"


class IndexState(Struct, frozen=True, kw_only=True):
    """The index contains all changes up to ``revision``; the topic counts contain those up to ``counted``."""

    revision: int = 0
    counted: int = 0


class Generation:
    """An index with its topics. ``state`` is written after the data, so it never runs ahead of it."""

    def __init__(self, directory: Path, engine: Callable[[Path], SearchEngine]) -> None:
        self.directory = directory
        self.engine = engine(directory / "indexes")
        self._topics: dict[PlatformKey, tuple[int, Topics]] = {}

    @property
    def state(self) -> IndexState:
        path = self.directory / _STATE
        return decode(path.read_bytes(), type=IndexState) if path.exists() else IndexState()

    @state.setter
    def state(self, state: IndexState) -> None:
        _write_atomically(self.directory / _STATE, encode(state))

    def topics(self, platform: PlatformKey) -> Topics:
        """The topics of a platform; reloaded when another process has written new ones."""
        path = self._topics_path(platform)
        written = path.stat().st_mtime_ns if path.exists() else 0
        known = self._topics.get(platform)
        if known is None or known[0] != written:
            topics = Topics(decode(path.read_bytes(), type=list[Topic]) if written else ())
            known = self._topics[platform] = (written, topics)
        return known[1]

    def write_topics(self, platform: PlatformKey, topics: Topics) -> None:
        _write_atomically(self._topics_path(platform), encode(list(topics)))

    def _topics_path(self, platform: PlatformKey) -> Path:
        return self.directory / "topics" / f"{platform.value}.json"


class Generations:
    """The generations in a directory. Generations with another schema fingerprint are ignored."""

    def __init__(self, directory: Path, fingerprint: str, engine: Callable[[Path], SearchEngine]) -> None:
        self._directory = directory
        self._fingerprint = fingerprint
        self._engine = engine
        directory.mkdir(parents=True, exist_ok=True)

    @property
    def write_lock(self) -> Path:
        """Lock file, held while the current generation is written or replaced."""
        return self._directory / "lock"

    @property
    def rebuild_lock(self) -> Path:
        """Lock file, held while a new generation is built."""
        return self._directory / "rebuild.lock"

    def current_name(self) -> str | None:
        path = self._directory / _CURRENT
        name = path.read_text() if path.exists() else ""
        is_readable = name.endswith(self._fingerprint) and (self._directory / name).is_dir()
        return name if is_readable else None

    def open(self, name: str) -> Generation:
        return Generation(self._directory / name, self._engine)

    def create(self) -> str:
        """Creates an empty generation and returns its name."""
        name = f"{uuid4().hex[:12]}-{self._fingerprint}"
        (self._directory / name).mkdir()
        return name

    def activate(self, name: str) -> None:
        """Makes every process open this generation from now on."""
        _write_atomically(self._directory / _CURRENT, name.encode())

    def remove_others(self, name: str) -> None:
        for other in self._directory.iterdir():
            if other.is_dir() and other.name != name:
                rmtree(other, ignore_errors=True)


def _write_atomically(path: Path, content: bytes) -> None:
    """Writes atomically and durably: a temporary file, fsync, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
