"""The index schema, derived from the annotations of the creator document, and the rows to fill it."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from msgspec import to_builtins
from msgspec.json import encode
from tantivy import Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from limelight.search.documents import WHOLE, CreatorDocument
from limelight.search.engines.tantivy.ladders import NUMBERS, SHARES
from limelight.search.fields import Monthly, Number, Shares, Terms, Words, columns, indexed_fields

RANK: Final = "rank"
RUNGS: Final = "rungs"
PLACE: Final = "place"
SIZE: Final = "size"
WORDS_TOKENIZER: Final = "words"
_LAYOUT: Final = 5
_FIELDS: Final = tuple(indexed_fields(CreatorDocument))
_COLUMNS: Final = tuple(columns(CreatorDocument))
_NUMBERS: Final = frozenset(name for name, kind in _FIELDS if isinstance(kind, Number))
_TERMS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Terms))
_WORDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Words))
_MONTHLY: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Monthly))
_SHARES: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, Shares))
_NONE: Final[Mapping[str, Any]] = {}
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
    builder.add_integer_field(PLACE, fast=True)
    builder.add_integer_field(SIZE, fast=True)
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


def row(document: CreatorDocument, place: int, size: int) -> str:
    """The JSON that the writer takes for a creator whose record is of a size, in a place of the volumes."""
    values: dict[str, Any] = to_builtins(document)
    rungs = [_number_rungs(name)[NUMBERS.at(known)] for name, known in values.items() if name in _NUMBERS]
    for name in _MONTHLY:
        for month, number in values.pop(name, _NONE).items():
            path = f"{name}.{month}"
            values[column(path)] = number
            rungs.append(_number_rungs(path)[NUMBERS.at(number)])
    for name in _WORDS:
        if name in values:
            values[text(name)] = " ".join(values.pop(name))
    for audience in _SHARES:
        for dimension, shares in values.pop(audience, _NONE).items():
            rungs += _share_rungs(f"{audience}.{dimension}.", shares)
    values |= {RANK: document.rank, PLACE: place, SIZE: size, RUNGS: " ".join(rungs)}
    return encode(values).decode()


@cache
def _number_rungs(path: str) -> tuple[str, ...]:
    """For each rung of a number's ladder, the terms of who stands on it."""
    return tuple(" ".join(f"{path}={step}" for step in NUMBERS.steps(edge)) for edge in NUMBERS.edges)


def _share_rungs(prefix: str, shares: Mapping[str, int]) -> list[str]:
    """Keys have no spaces; one that had some could not be found."""
    return [f"{prefix}{key}={step}" for key, share in shares.items() for step in _SHARE_STEPS[share]]
