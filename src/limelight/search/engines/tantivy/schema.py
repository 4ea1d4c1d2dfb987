"""The index schema, derived from the annotations of the creator document, and the rows to fill it."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from msgspec.json import encode
from msgspec.structs import replace
from tantivy import Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from limelight.search.documents import WHOLE, CreatorDocument
from limelight.search.engine import Entry
from limelight.search.engines.tantivy.ladders import NUMBERS, SHARES
from limelight.search.fields import Monthly, Number, Shares, Terms, Words, columns, indexed_fields

RANK: Final = "rank"
RUNGS: Final = "rungs"
CARD: Final = "card"
DOCUMENT: Final = "document"
WORDS_TOKENIZER: Final = "words"
_LAYOUT: Final = 4
_FIELDS: Final = tuple(indexed_fields(CreatorDocument))
_COLUMNS: Final = tuple(columns(CreatorDocument))
_NUMBERS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Number))
_TERMS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Terms))
_WORDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Words))
_MONTHLY: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Monthly))
_SHARES: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Shares))
_LEFT_OUT: Final = dict.fromkeys(_SHARES) | dict.fromkeys(_WORDS, ()) | {name: {} for name in _MONTHLY}
"""What the index has in another shape: none of the document's own."""
_SHARE_STEPS: Final = tuple(map(SHARES.steps, range(WHOLE + 1)))


def fingerprint() -> str:
    """Changes whenever an index made before can no longer be read or written."""
    return sha256(repr((_LAYOUT, _FIELDS)).encode()).hexdigest()[:12]


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field(RANK, fast=True)
    builder.add_text_field(RUNGS, tokenizer_name=WORDS_TOKENIZER, index_option="basic")
    for path, _ in _COLUMNS:
        builder.add_integer_field(column(path), fast=True)
    for name in _TERMS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _WORDS:
        builder.add_text_field(text(name), tokenizer_name=WORDS_TOKENIZER, index_option="position")
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


def share_path(audience: str, part: str) -> str:
    """The ladder of a share: ``likers.locations.US``."""
    return f"{audience}.{part}"


def rung_prefix(path: str) -> str:
    """What the terms of a ladder begin with."""
    return f"{path}="


def row(entry: Entry) -> str:
    """The JSON that the writer takes for an entry: of the document's own what the schema knows by name, and
    what the index has besides.
    """
    document = entry.document
    own = encode(replace(document, **_LEFT_OUT))
    besides = encode(dict(_besides(entry)))
    return (own[:-1] + b"," + besides[1:]).decode()


def _besides(entry: Entry) -> Iterator[tuple[str, Any]]:
    document = entry.document
    yield RANK, document.rank
    yield RUNGS, " ".join(_number_rungs(document) + _share_rungs(document))
    for name in _MONTHLY:
        for month, value in getattr(document, name).items():
            yield column(f"{name}.{month}"), value
    for name in _WORDS:
        if words := getattr(document, name):
            yield text(name), " ".join(words)
    yield CARD, entry.card
    yield DOCUMENT, encode(document)


def _number_rungs(document: CreatorDocument) -> list[str]:
    known = [(name, value) for name in _NUMBERS if (value := getattr(document, name)) is not None]
    growth = [
        (f"{name}.{month}", value) for name in _MONTHLY for month, value in getattr(document, name).items()
    ]
    return [f"{path}={step}" for path, value in known + growth for step in _number_steps(value)]


_number_steps: Final = lru_cache(maxsize=2**16)(NUMBERS.steps)


def _share_rungs(document: CreatorDocument) -> list[str]:
    """Keys have no spaces; one that had some could not be found."""
    return [
        f"{audience}.{dimension}.{key}={step}"
        for audience in _SHARES
        for dimension, shares in (getattr(document, audience) or {}).items()
        for key, share in shares.items()
        for step in _SHARE_STEPS[share]
    ]
