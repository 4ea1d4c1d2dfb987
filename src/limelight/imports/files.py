"""Opening a file of any known format as headers and a stream of numbered rows, in flat memory."""

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
"""The rows by which the columns are recognised."""
_SLICE: Final = 50_000
_LONGEST_CELL: Final = 16 * 2**20
_DELIMITERS: Final = ",;\t|"
_DAMAGES: Final = (EOFError, OSError, zlib.error, ijson.JSONError)


class FileNotUsable(InvalidRequest):
    """The file cannot be read as a table at all."""


@dataclass(frozen=True)
class Broken:
    """A piece of the file that is not a row."""

    line: int
    reason: str
    raw: str


Row = tuple[int, Sequence[Any]]
"""The line of a row, or the number of an item, and its cells."""
Rows = Iterator[Row | Broken]


@dataclass
class Table:
    """``late`` has the keys of documents that the first ones did not have, with the line of the first use."""

    headers: tuple[str, ...]
    rows: Rows
    late: dict[str, int] = field(default_factory=dict)


Document = tuple[int, Mapping[str, Any]]
Item = Document | Broken


@contextmanager
def opened(path: Path, advanced: Callable[[int], None] = lambda _bytes: None) -> Iterator[Table]:
    """The file as a table. ``advanced`` is told, now and then, how many of its bytes have been read."""
    read = _FORMATS.get(_suffix(path))
    if read is None:
        known = ", ".join(sorted(_FORMATS))
        raise FileNotUsable(f"{path.name} has no format that is known: {known}, each also as .gz, are.")
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            stream = stack.enter_context(gzip.open(raw)) if path.suffix == ".gz" else raw
            table = read(stream)
        except (*_DAMAGES, polars.exceptions.PolarsError, yaml.YAMLError, csv.Error) as error:
            raise FileNotUsable(f"{path.name} cannot be read: {error}") from None
        table.rows = _whole(table.rows, raw, advanced)
        yield table


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lower()


def _whole(rows: Rows, raw: IO[bytes], advanced: Callable[[int], None]) -> Rows:
    """The rows to the end of the file, or to where it is damaged."""
    line = 0
    try:
        for at, row in enumerate(rows):
            line = row.line if isinstance(row, Broken) else row[0]
            if not (at % SAMPLE_ROWS or raw.closed):
                advanced(raw.tell())
            yield row
    except _DAMAGES as error:
        yield Broken(line + 1, f"the file is damaged from here on: {error or 'it ends too early'}", "")


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 are read as Windows-1252, and the few that it lacks as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return wrong.decode("latin-1"), error.end


register_error("limelight.western", _as_western)


def _text(stream: BufferedReader) -> TextIOWrapper:
    start = stream.peek(4)[:4]
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return TextIOWrapper(stream, "utf-16", "replace", newline="")
    if start[1::2] == b"\0\0":
        return TextIOWrapper(stream, "utf-16-le", "replace", newline="")
    if start[::2] == b"\0\0":
        return TextIOWrapper(stream, "utf-16-be", "replace", newline="")
    return TextIOWrapper(stream, "utf-8-sig", "limelight.western", newline="")


def _delimited(stream: BufferedReader) -> Table:
    csv.field_size_limit(_LONGEST_CELL)
    lines = iter(_text(stream))
    start = list(islice(lines, 100))
    if start and start[0].lower().startswith("sep="):
        start[0] = "\r\n"
    delimiter = max(_DELIMITERS, key=lambda sign: _width(start, sign))
    reader = csv.reader(chain(start, lines), delimiter=delimiter)
    headers = next((cells for cells in reader if any(cells)), None)
    if headers is None:
        raise FileNotUsable("The file is empty.")
    return Table(tuple(header.strip() for header in headers), _records(reader, len(headers)))


def _width(start: list[str], delimiter: str) -> int:
    rows = csv.reader(start, delimiter=delimiter)
    return next((len(cells) for cells in rows if any(cells)), 0)


def _records(reader: Any, width: int) -> Rows:
    while True:
        line = reader.line_num + 1
        try:
            for cells in reader:
                if len(cells) > width and any(cells[width:]):
                    reason = f"has {len(cells)} cells where the header has {width}"
                    yield Broken(line, reason, msgspec.json.encode(cells).decode())
                elif cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            yield Broken(line, f"cannot be read up to line {reader.line_num}: {error}", "")
            continue
        return


def _json_lines(stream: BufferedReader) -> Table:
    decode = msgspec.json.Decoder().decode

    def items() -> Iterator[Item]:
        for line, text in enumerate(_text(stream), 1):
            if not text.strip():
                continue
            try:
                yield _document(line, decode(text))
            except msgspec.DecodeError as error:
                yield Broken(line, f"is not JSON: {error}", text.rstrip())

    return _documents(items())


def _json(stream: BufferedReader) -> Table:
    """A list of objects, or objects in lines."""
    if stream.peek(3)[:3] == BOM_UTF8:
        stream.read(3)
    if not stream.peek(64)[:64].lstrip().startswith(b"["):
        return _json_lines(stream)
    return _documents(
        _document(at, item) for at, item in enumerate(ijson.items(stream, "item", use_float=True), 1)
    )


def _yaml(stream: BufferedReader) -> Table:
    """A list of objects. The one format that is read as a whole."""
    items = yaml.load(stream, yaml.CSafeLoader)
    if not isinstance(items, list):
        raise FileNotUsable("The file holds one value, where a list of objects is needed.")
    return _documents(_document(at, item) for at, item in enumerate(items, 1))


def _parquet(stream: BufferedReader) -> Table:
    source: Any = getattr(stream, "name", None) if isinstance(stream, BufferedReader) else None
    scan = polars.scan_parquet(source if isinstance(source, str | Path) else stream)
    schema = scan.collect_schema()

    def frames() -> Iterator[tuple[int, polars.DataFrame]]:
        start = 0
        while len(frame := scan.slice(start, _SLICE).collect()):
            yield start, frame
            start += len(frame)

    if any(isinstance(kind, polars.Struct) for kind in schema.values()):
        return _documents(
            _document(start + at, item)
            for start, frame in frames()
            for at, item in enumerate(frame.iter_rows(named=True), 1)
        )
    rows = ((start + at, cells) for start, frame in frames() for at, cells in enumerate(frame.iter_rows(), 1))
    return Table(tuple(schema), rows)


def _document(line: int, item: Any) -> Document | Broken:
    if isinstance(item, dict):
        return line, item
    return Broken(line, "is not an object", msgspec.json.encode(item).decode())


def _documents(items: Iterator[Item]) -> Table:
    """A column for every path of the first documents: ``social.twitter``."""
    flat = (item if isinstance(item, Broken) else (item[0], dict(_flat(item[1]))) for item in items)
    first = list(islice(flat, SAMPLE_ROWS))
    headers = tuple(dict.fromkeys(key for item in first if not isinstance(item, Broken) for key in item[1]))
    if not headers:
        raise FileNotUsable("The file holds no objects: a list of them, or one a line, is needed.")
    late: dict[str, int] = {}
    return Table(headers, _cells(chain(first, flat), headers, late), late)


def _cells(items: Iterable[Document | Broken], headers: tuple[str, ...], late: dict[str, int]) -> Rows:
    for item in items:
        if isinstance(item, Broken):
            yield item
            continue
        line, document = item
        for key in document.keys() - headers:
            late.setdefault(key, line)
        yield line, [document.get(header) for header in headers]


def _flat(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


_FORMATS: Final[Mapping[str, Callable[[Any], Table]]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), _delimited),
    **dict.fromkeys((".jsonl", ".ndjson"), _json_lines),
    ".json": _json,
    **dict.fromkeys((".yaml", ".yml"), _yaml),
    **dict.fromkeys((".parquet", ".pq"), _parquet),
}
