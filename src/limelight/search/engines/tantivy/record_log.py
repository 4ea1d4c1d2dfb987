"""The record log: result JSON and document of each creator, in append-only files that are memory-mapped.

tantivy's document store takes some 25 µs to return one record, which is most of a search. The log takes 1 µs.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct
from typing import Final

MAX_FILE_BYTES: Final = 2**27
"""A file of this size takes no further records."""
_FILE_OFFSET_BITS: Final = 40
_RECORD_HEADER: Final = Struct("<II")
_SUFFIX: Final = ".volume"


class RecordLog:
    """A point-in-time view of the files, by number. An offset is valid as long as its file exists."""

    def __init__(self, directory: Path, maps: Mapping[int, mmap]) -> None:
        self._directory = directory
        self.maps = {**maps, **_map_files(directory, maps)}

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.maps.values()))

    def result_json(self, offset: int) -> bytes:
        file, start, result_size, _ = self._locate(offset)
        return file[start : start + result_size]

    def document(self, offset: int) -> bytes:
        file, start, result_size, document_size = self._locate(offset)
        return file[start + result_size : start + result_size + document_size]

    def with_new_records(self) -> "RecordLog":
        """A view that includes records appended since."""
        return RecordLog(self._directory, self.maps)

    def without_removed_files(self) -> "RecordLog":
        """A view without the files that have been removed since."""
        existing = _file_paths(self._directory)
        return RecordLog(
            self._directory, {number: each for number, each in self.maps.items() if number in existing}
        )

    def _locate(self, offset: int) -> tuple[mmap, int, int, int]:
        file, start = self.maps[offset >> _FILE_OFFSET_BITS], offset & (1 << _FILE_OFFSET_BITS) - 1
        return file, start + _RECORD_HEADER.size, *_RECORD_HEADER.unpack_from(file, start)


class RecordLogWriter:
    """Appends records to the newest file. At most one writer may exist at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._number = max(_file_paths(directory), default=1)
        self._open()

    def append(self, result_json: bytes, document: bytes) -> tuple[int, int]:
        """The offset of the record, which is durable after ``close``, and its size in bytes."""
        if self._end >= MAX_FILE_BYTES:
            self.close()
            self._number += 1
            self._open()
        offset = first_offset(self._number) + self._end
        size = self._file.write(_RECORD_HEADER.pack(len(result_json), len(document)) + result_json + document)
        self._end += size
        return offset, size

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _open(self) -> None:
        self._file = (self._directory / f"{self._number}{_SUFFIX}").open("ab")
        self._end = self._file.tell()


def first_offset(number: int) -> int:
    """Offsets of a file run from here to the first offset of the next file, exclusive."""
    return number << _FILE_OFFSET_BITS


def remove_file(directory: Path, number: int) -> None:
    """Processes that have the file mapped can go on reading it."""
    (directory / f"{number}{_SUFFIX}").unlink(missing_ok=True)


def _map_files(directory: Path, known: Mapping[int, mmap]) -> dict[int, mmap]:
    """Maps the files that are new or have grown. A file may be removed meanwhile."""
    found: dict[int, mmap] = {}
    for number, path in _file_paths(directory).items():
        with suppress(FileNotFoundError), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size and (number not in known or len(known[number]) < size):
                found[number] = mmap(file.fileno(), size, access=ACCESS_READ)
    return found


def _file_paths(directory: Path) -> dict[int, Path]:
    return {int(path.stem): path for path in directory.glob(f"*{_SUFFIX}")}
