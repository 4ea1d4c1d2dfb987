"""The rejects file: every row that was not used and every cell that was left out, with the reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from limelight.imports.creator_records import CellWarning


class RejectsWriter:
    """JSON lines, in a file that is only begun when there is something to write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()

    def add_row(self, file: str, line: int, reason: str, raw: Any) -> None:
        """A row, or a piece of the file, that was not used."""
        self._write({"file": file, "line": line, "reason": reason, "row": raw})

    def add_cell(self, file: str, doubt: CellWarning) -> None:
        """A value that was left out of a row that was used."""
        self._write({"file": file, **msgspec.structs.asdict(doubt)})

    def flush(self) -> None:
        if self._file:
            self._file.flush()

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
        self._file.write(msgspec.json.encode(entry, enc_hook=str) + b"\n")
