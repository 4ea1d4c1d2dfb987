"""What is answered with of each creator: records in files that only grow, read where they lie.

tantivy's own store takes some 25 µs to hand out one record, which is most of a search. Here it takes one.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct
from typing import Final

MAX_FILE_BYTES: Final = 2**27
"""A volume that is as large is full."""
_FILE_OFFSET_BITS: Final = 40
_RECORD_HEADER: Final = Struct("<II")
_SUFFIX: Final = ".volume"


class RecordLog:
    """The volumes of one moment, each by its number. A place leads to the same record for ever."""

    def __init__(self, directory: Path, maps: Mapping[int, mmap]) -> None:
        self._directory = directory
        self.maps = {**maps, **_map_files(directory, maps)}

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.maps.values()))

    def result_json(self, place: int) -> bytes:
        volume, start, card, _ = self._locate(place)
        return volume[start : start + card]

    def document(self, place: int) -> bytes:
        volume, start, card, document = self._locate(place)
        return volume[start + card : start + card + document]

    def with_new_records(self) -> "RecordLog":
        """The same, with what was put on since."""
        return RecordLog(self._directory, self.maps)

    def without_removed_files(self) -> "RecordLog":
        """Those that are there now."""
        there = _file_paths(self._directory)
        return RecordLog(
            self._directory, {number: each for number, each in self.maps.items() if number in there}
        )

    def _locate(self, place: int) -> tuple[mmap, int, int, int]:
        volume, start = self.maps[place >> _FILE_OFFSET_BITS], place & (1 << _FILE_OFFSET_BITS) - 1
        return volume, start + _RECORD_HEADER.size, *_RECORD_HEADER.unpack_from(volume, start)


class RecordLogWriter:
    """Puts records on the newest volume, of which there may be one writer at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._number = max(_file_paths(directory), default=1)
        self._open()

    def append(self, card: bytes, document: bytes) -> tuple[int, int]:
        """The place of the record, which is there for good after ``close``, and its size in bytes."""
        if self._end >= MAX_FILE_BYTES:
            self.close()
            self._number += 1
            self._open()
        place = first_offset(self._number) + self._end
        size = self._file.write(_RECORD_HEADER.pack(len(card), len(document)) + card + document)
        self._end += size
        return place, size

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _open(self) -> None:
        self._file = (self._directory / f"{self._number}{_SUFFIX}").open("ab")
        self._end = self._file.tell()


def first_offset(number: int) -> int:
    """All places of the volume of that number are from here to before the first of the next."""
    return number << _FILE_OFFSET_BITS


def remove_file(directory: Path, number: int) -> None:
    """Who has it mapped goes on reading it."""
    (directory / f"{number}{_SUFFIX}").unlink(missing_ok=True)


def _map_files(directory: Path, known: Mapping[int, mmap]) -> dict[int, mmap]:
    """The volumes that are new or have grown. One may go while they are looked at."""
    found: dict[int, mmap] = {}
    for number, path in _file_paths(directory).items():
        with suppress(FileNotFoundError), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size and (number not in known or len(known[number]) < size):
                found[number] = mmap(file.fileno(), size, access=ACCESS_READ)
    return found


def _file_paths(directory: Path) -> dict[int, Path]:
    return {int(path.stem): path for path in directory.glob(f"*{_SUFFIX}")}
