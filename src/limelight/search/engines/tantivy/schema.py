"""The index schema, derived from the annotations of the creator document, and the rows to fill it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from msgspec.json import encode
from tantivy import Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from limelight.search.documents import CreatorDocument
from limelight.search.engine import Entry
from limelight.search.fields import Shares, Terms, Words, columns, indexed_fields, number, rung

RANK: Final = "rank"
RUNGS: Final = "rungs"
CARD: Final = "card"
DOCUMENT: Final = "document"
WORDS_TOKENIZER: Final = "words"
_LAYOUT: Final = 1
_FIELDS: Final = tuple(indexed_fields(CreatorDocument))
_COLUMNS: Final = tuple(columns(CreatorDocument))
_LADDERS: Final = tuple(name for name, kind in _COLUMNS if kind.ladder)
_TERMS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Terms))
_WORDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Words))
_SHARES: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Shares))


def fingerprint() -> str:
    """Changes whenever an index made before can no longer be read or written."""
    return sha256(repr((_LAYOUT, _FIELDS)).encode()).hexdigest()[:12]


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field(RANK, fast=True)
    builder.add_text_field(RUNGS, tokenizer_name="raw", index_option="basic")
    for path, _ in _COLUMNS:
        builder.add_integer_field(column(path), fast=True)
    for name in _TERMS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name=WORDS_TOKENIZER, index_option="position")
    for name in _SHARES:
        builder.add_json_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(CARD, stored=True)
    builder.add_bytes_field(DOCUMENT, stored=True)
    return builder.build()


def words_analyzer() -> TextAnalyzer:
    """Words arrive folded and cut, so that every engine cuts them alike."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def column(path: str) -> str:
    """The field of a column: ``follower_growth.3`` → ``follower_growth_3``."""
    return path.replace(".", "_")


def has_ladder(path: str) -> bool:
    return path in _LADDERS


def rung_prefix(path: str) -> str:
    return f"{path} "


def rung_term(path: str, height: int) -> str:
    """Sorts as text as the heights do."""
    return f"{rung_prefix(path)}{height:03d}"


def row(entry: Entry) -> str:
    """The JSON that the writer takes for an entry."""
    return encode(dict(_row(entry))).decode()


def _row(entry: Entry) -> Iterator[tuple[str, Any]]:
    document = entry.document
    yield "id", document.id
    yield RANK, document.rank
    yield RUNGS, [rung_term(name, rung(number(document, name) or 0)) for name in _LADDERS]
    for path, _ in _COLUMNS:
        if (value := number(document, path)) is not None:
            yield column(path), value
    for name in _TERMS:
        if values := getattr(document, name):
            yield name, values
    for name in _WORDS:
        if values := getattr(document, name):
            yield name, " ".join(values)
    for name in _SHARES:
        if (table := getattr(document, name)) is not None:
            yield name, table
    yield CARD, entry.card
    yield DOCUMENT, encode(document)
