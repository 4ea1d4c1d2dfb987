"""The rejects file: every rejected row and every unreadable cell, with the reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Self

import msgspec
from msgspec import Struct


class UnreadableValue(ValueError):
    """The message completes the sentence "VALUE …": ``is not a number``."""


class CellWarning(Struct, frozen=True, kw_only=True):
    """A cell that cannot be parsed; the rest of its row is imported."""

    line: int
    column: str
    value: Any
    reason: str


class RejectsWriter:
    """Writes JSON lines; the file is created with the first entry."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()

    def add_row(self, file: str, line: int, reason: str, raw: Any) -> None:
        """Adds a rejected row, or a piece of the file that is not a row."""
        self._write({"file": file, "line": line, "reason": reason, "row": raw})

    def add_cell(self, file: str, warning: CellWarning) -> None:
        """Adds an unreadable cell of a row that is imported."""
        self._write({"file": file, **msgspec.structs.asdict(warning)})

    def flush(self) -> None:
        if self._file:
            self._file.flush()

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
        self._file.write(msgspec.json.encode(entry, enc_hook=str) + b"\n")
