"""The index schema, derived from the annotations of the creator document, and the rows to fill it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from msgspec.json import encode
from tantivy import Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from limelight.search.documents import CreatorDocument
from limelight.search.engine import Entry
from limelight.search.fields import Monthly, Shares, Terms, Words, columns, indexed_fields, rung

RANK: Final = "rank"
RUNGS: Final = "rungs"
CARD: Final = "card"
DOCUMENT: Final = "document"
WORDS_TOKENIZER: Final = "words"
_LAYOUT: Final = 2
_FIELDS: Final = tuple(indexed_fields(CreatorDocument))
_COLUMNS: Final = tuple(columns(CreatorDocument))
_LADDERS: Final = tuple(name for name, kind in _COLUMNS if kind.ladder)
_TERMS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Terms))
_WORDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Words))
_MONTHLY: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Monthly))
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
        builder.add_text_field(text(name), tokenizer_name=WORDS_TOKENIZER, index_option="position")
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


def text(name: str) -> str:
    """The field in which terms are found: words have one of their own, which takes them as one text."""
    return f"{name}_text" if name in _WORDS else name


def has_ladder(path: str) -> bool:
    return path in _LADDERS


def rung_prefix(path: str) -> str:
    return f"{path} "


def rung_term(path: str, height: int) -> str:
    """Sorts as text as the heights do."""
    return f"{rung_prefix(path)}{height:03d}"


def row(entry: Entry) -> str:
    """The JSON that the writer takes for an entry: the document's own, of which the schema takes what it
    knows by name, and what the index has besides.
    """
    document = encode(entry.document)
    besides = encode(dict(_besides(entry, document)))
    return (document[:-1] + b"," + besides[1:]).decode()


def _besides(entry: Entry, document: bytes) -> Iterator[tuple[str, Any]]:
    values = entry.document
    yield RANK, values.rank
    yield RUNGS, [rung_term(name, rung(getattr(values, name) or 0)) for name in _LADDERS]
    for name in _MONTHLY:
        for month, value in getattr(values, name).items():
            yield column(f"{name}.{month}"), value
    for name in _WORDS:
        if words := getattr(values, name):
            yield text(name), " ".join(words)
    yield CARD, entry.card
    yield DOCUMENT, document
