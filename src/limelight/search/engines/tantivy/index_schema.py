"""The index schema, derived from the annotations of the creator document, and the JSON that fills it."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from msgspec import to_builtins
from msgspec.json import encode
from tantivy import Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from limelight.search.documents import FULL_SHARE, CreatorDocument
from limelight.search.engines.tantivy.numeric_buckets import NUMBER_BUCKETS, SHARE_BUCKETS
from limelight.search.field_types import (
    KeywordField,
    MonthlyField,
    NumericField,
    SharesField,
    TextField,
    indexed_fields,
    numeric_columns,
)

RANK: Final = "rank"
BUCKETS: Final = "rungs"
RECORD_OFFSET: Final = "place"
RECORD_SIZE: Final = "size"
WORDS_TOKENIZER: Final = "words"
_SCHEMA_VERSION: Final = 5
_FIELDS: Final = tuple(indexed_fields(CreatorDocument))
_COLUMNS: Final = tuple(numeric_columns(CreatorDocument))
_NUMERIC_FIELDS: Final = frozenset(name for name, kind in _FIELDS if isinstance(kind, NumericField))
_KEYWORD_FIELDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, KeywordField))
_TEXT_FIELDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, TextField))
_MONTHLY_FIELDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, MonthlyField))
_SHARES_FIELDS: Final = tuple(name for name, kind in _FIELDS if isinstance(kind, SharesField))
_EMPTY: Final[Mapping[str, Any]] = {}
_SHARE_BUCKET_TERMS: Final = tuple(map(SHARE_BUCKETS.terms, range(FULL_SHARE + 1)))


def fingerprint() -> str:
    """Changes whenever an index made before can no longer be read or written."""
    return sha256(repr((_SCHEMA_VERSION, _FIELDS)).encode()).hexdigest()[:12]


def build_schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field(RANK, fast=True)
    builder.add_text_field(BUCKETS, tokenizer_name=WORDS_TOKENIZER, index_option="basic")
    for path, _ in _COLUMNS:
        builder.add_integer_field(column_name(path), fast=True)
    for name in _KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _TEXT_FIELDS:
        builder.add_text_field(term_field(name), tokenizer_name=WORDS_TOKENIZER, index_option="position")
    builder.add_integer_field(RECORD_OFFSET, fast=True)
    builder.add_integer_field(RECORD_SIZE, fast=True)
    return builder.build()


def words_analyzer() -> TextAnalyzer:
    """Text is tokenized and folded before indexing, so that every engine sees the same tokens."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def column_name(path: str) -> str:
    """The field of a column: ``follower_growth.3`` → ``follower_growth_3``."""
    return path.replace(".", "_")


def term_field(name: str) -> str:
    """The field that terms are searched in: text fields are indexed under ``…_text``, as one string."""
    return f"{name}_text" if name in _TEXT_FIELDS else name


def share_path(audience: str, part: str) -> str:
    """The bucket path of a share: ``likers.locations.US``."""
    return f"{audience}.{part}"


def bucket_prefix(path: str) -> str:
    """The prefix of all bucket terms of a path."""
    return f"{path}="


def index_json(document: CreatorDocument, record_offset: int, record_size: int) -> str:
    """The document as JSON for tantivy's writer, with the offset and size of its record in the record log."""
    values: dict[str, Any] = to_builtins(document)
    terms = [
        _number_bucket_terms(name)[NUMBER_BUCKETS.bucket_index(value)]
        for name, value in values.items()
        if name in _NUMERIC_FIELDS
    ]
    for name in _MONTHLY_FIELDS:
        for month, number in values.pop(name, _EMPTY).items():
            path = f"{name}.{month}"
            values[column_name(path)] = number
            terms.append(_number_bucket_terms(path)[NUMBER_BUCKETS.bucket_index(number)])
    for name in _TEXT_FIELDS:
        if name in values:
            values[term_field(name)] = " ".join(values.pop(name))
    for audience in _SHARES_FIELDS:
        for dimension, shares in values.pop(audience, _EMPTY).items():
            terms += _share_bucket_terms(f"{audience}.{dimension}.", shares)
    values |= {
        RANK: document.rank,
        RECORD_OFFSET: record_offset,
        RECORD_SIZE: record_size,
        BUCKETS: " ".join(terms),
    }
    return encode(values).decode()


@cache
def _number_bucket_terms(path: str) -> tuple[str, ...]:
    """By bucket, the bucket terms of a number, separated by a space."""
    return tuple(
        " ".join(f"{path}={term}" for term in NUMBER_BUCKETS.terms(bound))
        for bound in NUMBER_BUCKETS.lower_bounds
    )


def _share_bucket_terms(prefix: str, shares: Mapping[str, int]) -> list[str]:
    """The bucket terms of shares. Keys contain no spaces: the tokenizer would split them."""
    return [f"{prefix}{key}={term}" for key, share in shares.items() for term in _SHARE_BUCKET_TERMS[share]]
