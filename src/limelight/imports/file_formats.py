"""Readers of file formats: headers and a stream of numbered rows, in constant memory (YAML excepted)."""

import csv
import gzip
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, register_error
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final

import ijson
import msgspec
import polars
import yaml

from limelight.errors import InvalidRequest

SAMPLE_ROWS: Final = 1_000
"""Number of rows from which columns are mapped."""
_PARQUET_SLICE_ROWS: Final = 50_000
_MAX_CELL_CHARACTERS: Final = 16 * 2**20
_DELIMITERS: Final = ",;\t|"
_DAMAGED_FILE_ERRORS: Final = (EOFError, OSError, zlib.error, ijson.JSONError)


class FileNotUsable(InvalidRequest):
    """The file cannot be read as a table."""


@dataclass(frozen=True)
class UnreadableRow:
    """A piece of the file that cannot be read as a row."""

    line: int
    reason: str
    raw: str


Row = tuple[int, Sequence[Any]]
"""The line (of JSON, YAML and Parquet: the number of the item) and the cells."""
Rows = Iterator[Row | UnreadableRow]


@dataclass
class FileTable:
    """``late_keys``: JSON keys that occur only after the sampled rows, with their first line."""

    headers: tuple[str, ...]
    rows: Rows
    late_keys: dict[str, int] = field(default_factory=dict)


NumberedObject = tuple[int, Mapping[str, Any]]
ObjectOrError = NumberedObject | UnreadableRow


@contextmanager
def open_table(path: Path, on_progress: Callable[[int], None] = lambda _bytes: None) -> Iterator[FileTable]:
    """Opens a file as a table. ``on_progress`` is called from time to time with the number of bytes read."""
    read = _READERS.get(_suffix(path))
    if read is None:
        known = ", ".join(sorted(_READERS))
        raise FileNotUsable(f"{path.name} has no known format. Known are {known}, each also as .gz.")
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            stream = stack.enter_context(gzip.open(raw)) if path.suffix == ".gz" else raw
            table = read(stream)
        except (*_DAMAGED_FILE_ERRORS, polars.exceptions.PolarsError, yaml.YAMLError, csv.Error) as error:
            raise FileNotUsable(f"{path.name} cannot be read: {error}") from None
        table.rows = _until_damage(table.rows, raw, on_progress)
        yield table


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lower()


def _until_damage(rows: Rows, raw: IO[bytes], on_progress: Callable[[int], None]) -> Rows:
    """Yields the rows up to the end of the file, or up to where it is damaged."""
    line = 0
    try:
        for at, row in enumerate(rows):
            line = row.line if isinstance(row, UnreadableRow) else row[0]
            if not (at % SAMPLE_ROWS or raw.closed):
                on_progress(raw.tell())
            yield row
    except _DAMAGED_FILE_ERRORS as error:
        yield UnreadableRow(line + 1, f"the file is damaged from here on: {error or 'it ends too early'}", "")


def _decode_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decodes bytes that are not UTF-8 as Windows-1252, and those that it lacks as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return wrong.decode("latin-1"), error.end


register_error("limelight.western", _decode_windows_1252)


def _decode(stream: BufferedReader) -> TextIOWrapper:
    start = stream.peek(4)[:4]
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return TextIOWrapper(stream, "utf-16", "replace", newline="")
    if start[1::2] == b"\0\0":
        return TextIOWrapper(stream, "utf-16-le", "replace", newline="")
    if start[::2] == b"\0\0":
        return TextIOWrapper(stream, "utf-16-be", "replace", newline="")
    return TextIOWrapper(stream, "utf-8-sig", "limelight.western", newline="")


def _read_delimited(stream: BufferedReader) -> FileTable:
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    lines = iter(_decode(stream))
    start = list(islice(lines, 100))
    if start and start[0].lower().startswith("sep="):
        start[0] = "\r\n"
    delimiter = max(_DELIMITERS, key=lambda sign: _header_width(start, sign))
    reader = csv.reader(chain(start, lines), delimiter=delimiter)
    headers = next((cells for cells in reader if any(cells)), None)
    if headers is None:
        raise FileNotUsable("The file is empty.")
    return FileTable(tuple(header.strip() for header in headers), _delimited_rows(reader, len(headers)))


def _header_width(start: list[str], delimiter: str) -> int:
    rows = csv.reader(start, delimiter=delimiter)
    return next((len(cells) for cells in rows if any(cells)), 0)


def _delimited_rows(reader: Any, width: int) -> Rows:
    while True:
        line = reader.line_num + 1
        try:
            for cells in reader:
                if len(cells) > width and any(cells[width:]):
                    reason = f"has {len(cells)} cells where the header has {width}"
                    yield UnreadableRow(line, reason, msgspec.json.encode(cells).decode())
                elif cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            yield UnreadableRow(line, f"cannot be read up to line {reader.line_num}: {error}", "")
            continue
        return


def _read_json_lines(stream: BufferedReader) -> FileTable:
    decode = msgspec.json.Decoder().decode

    def items() -> Iterator[ObjectOrError]:
        for line, text in enumerate(_decode(stream), 1):
            if not text.strip():
                continue
            try:
                yield _numbered_object(line, decode(text))
            except msgspec.DecodeError as error:
                yield UnreadableRow(line, f"is not JSON: {error}", text.rstrip())

    return _objects_table(items())


def _read_json(stream: BufferedReader) -> FileTable:
    """Reads a list of objects, or one object a line."""
    if stream.peek(3)[:3] == BOM_UTF8:
        stream.read(3)
    if not stream.peek(64)[:64].lstrip().startswith(b"["):
        return _read_json_lines(stream)
    return _objects_table(
        _numbered_object(at, item) for at, item in enumerate(ijson.items(stream, "item", use_float=True), 1)
    )


def _read_yaml(stream: BufferedReader) -> FileTable:
    """Reads a list of objects; the only format that is held in memory as a whole."""
    items = yaml.load(stream, yaml.CSafeLoader)
    if not isinstance(items, list):
        raise FileNotUsable("The file holds one value, where a list of objects is needed.")
    return _objects_table(_numbered_object(at, item) for at, item in enumerate(items, 1))


def _read_parquet(stream: BufferedReader) -> FileTable:
    source: Any = getattr(stream, "name", None) if isinstance(stream, BufferedReader) else None
    scan = polars.scan_parquet(source if isinstance(source, str | Path) else stream)
    schema = scan.collect_schema()

    def frames() -> Iterator[tuple[int, polars.DataFrame]]:
        start = 0
        while len(frame := scan.slice(start, _PARQUET_SLICE_ROWS).collect()):
            yield start, frame
            start += len(frame)

    if any(isinstance(kind, polars.Struct) for kind in schema.values()):
        return _objects_table(
            _numbered_object(start + at, item)
            for start, frame in frames()
            for at, item in enumerate(frame.iter_rows(named=True), 1)
        )
    rows = ((start + at, cells) for start, frame in frames() for at, cells in enumerate(frame.iter_rows(), 1))
    return FileTable(tuple(schema), rows)


def _numbered_object(line: int, item: Any) -> NumberedObject | UnreadableRow:
    if isinstance(item, dict):
        return line, item
    return UnreadableRow(line, "is not an object", msgspec.json.encode(item).decode())


def _objects_table(items: Iterator[ObjectOrError]) -> FileTable:
    """Makes a column of every JSON path of the sampled objects: ``social.twitter``."""
    flat = (item if isinstance(item, UnreadableRow) else (item[0], dict(_flatten(item[1]))) for item in items)
    first = list(islice(flat, SAMPLE_ROWS))
    headers = tuple(
        dict.fromkeys(key for item in first if not isinstance(item, UnreadableRow) for key in item[1])
    )
    if not headers:
        raise FileNotUsable("The file holds no objects: a list of them, or one a line, is needed.")
    late: dict[str, int] = {}
    return FileTable(headers, _object_rows(chain(first, flat), headers, late), late)


def _object_rows(
    items: Iterable[NumberedObject | UnreadableRow], headers: tuple[str, ...], late: dict[str, int]
) -> Rows:
    for item in items:
        if isinstance(item, UnreadableRow):
            yield item
            continue
        line, document = item
        for key in document.keys() - headers:
            late.setdefault(key, line)
        yield line, [document.get(header) for header in headers]


def _flatten(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from _flatten(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


_READERS: Final[Mapping[str, Callable[[Any], FileTable]]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), _read_delimited),
    **dict.fromkeys((".jsonl", ".ndjson"), _read_json_lines),
    ".json": _read_json,
    **dict.fromkeys((".yaml", ".yml"), _read_yaml),
    **dict.fromkeys((".parquet", ".pq"), _read_parquet),
}
