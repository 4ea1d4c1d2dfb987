"""Creator documents as rows of a table, laid out as somebody who knows SQL databases would.

What has few values is a column: numbers, flags, single words, and the shares of genders, ages and
credibility. What has many is a list, a text or a map. DuckDB makes the rows, of lines of JSON.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.json import encode

from limelight.search.clauses import AUDIENCES
from limelight.search.documents import CreatorDocument
from limelight.search.field_types import (
    MONTHS,
    KeywordField,
    MonthlyField,
    NumericField,
    SharesField,
    TextField,
    indexed_fields,
)

FIXED_SHARES: Final = {
    "genders": ("FEMALE", "MALE"),
    "ages": tuple(
        f"{youngest}_{oldest}"
        for youngest in (13, 18, 25, 35, 45, 65)
        for oldest in (17, 24, 34, 44, 64, 99)
        if youngest < oldest
    ),
    "credibility": ("score",),
}
"""The shares that every platform has, by dimension."""
SINGLE_VALUED: Final = ("handles", "gender", "language", "account_type")
"""The fields that have one term at most."""
FLAGS: Final = ("verified", "private", "official_artist", "contact_details", "sponsored_posts", "audience")
_FIELDS: Final = dict(indexed_fields(CreatorDocument))
LIST_COLUMNS: Final = tuple(
    name
    for name, kind in _FIELDS.items()
    if isinstance(kind, KeywordField) and name not in {*SINGLE_VALUED, "flags", "names"}
)
TEXT_COLUMNS: Final = tuple(name for name, kind in _FIELDS.items() if isinstance(kind, TextField))


def number_column(path: str) -> str:
    """The column of a number: ``follower_growth.3`` → ``follower_growth_3``."""
    return path.replace(".", "_")


def flag_column(flag: str) -> str:
    return f"is_{flag}"


def has_audience_column(audience: str) -> str:
    return f"knows_{audience}"


def share_column(audience: str, dimension: str, key: str) -> str:
    return f"{audience}_{dimension}_{key}".lower()


def select_rows(file: Path) -> str:
    """A query of the rows of a file of lines. Audiences are left as JSON, texts as lists of words."""
    columns = [
        "id",
        "rank",
        "card",
        *LIST_COLUMNS,
        *TEXT_COLUMNS,
        *AUDIENCES,
        *_number_columns(),
        *_flag_columns(),
        *_single_valued_columns(),
    ]
    return f"SELECT {', '.join([*columns, *_share_columns()])} FROM ({_select_documents(file)})"


def _select_documents(file: Path) -> str:
    """The lines, parsed."""
    fixed = encode({name: dict.fromkeys(keys, "INTEGER") for name, keys in FIXED_SHARES.items()}).decode()
    shares = [f"json_transform({name}, '{fixed}') AS fixed_{name}" for name in AUDIENCES]
    document = f"json_transform(document, '{encode(_document_structure()).decode()}')"
    lines = (
        f"read_json('{file}', format='newline_delimited', "
        "columns={rank: 'BIGINT', document: 'JSON', card: 'VARCHAR'})"
    )
    return (
        f"SELECT *, {', '.join(shares)} "
        f"FROM (SELECT rank, from_base64(card) AS card, unnest({document}) FROM {lines})"
    )


def _document_structure() -> dict[str, Any]:
    """The types of a document's fields, as DuckDB wants to be told them."""
    return {"id": "BIGINT", **{name: _json_type(kind) for name, kind in _FIELDS.items()}}


def _json_type(kind: Any) -> Any:
    match kind:
        case NumericField():
            return "BIGINT"
        case MonthlyField():
            return {str(month): "INTEGER" for month in MONTHS}
        case SharesField():
            return "JSON"
        case _:
            return ["VARCHAR"]


def _number_columns() -> Iterator[str]:
    for name, kind in _FIELDS.items():
        if isinstance(kind, NumericField):
            yield name
        elif isinstance(kind, MonthlyField):
            yield from (f'{name}."{month}" AS {number_column(f"{name}.{month}")}' for month in MONTHS)


def _flag_columns() -> Iterator[str]:
    for flag in FLAGS:
        yield (
            f"CASE WHEN list_contains(flags, '{flag}') THEN true "
            f"WHEN list_contains(flags, 'not_{flag}') THEN false END AS {flag_column(flag)}"
        )
    yield from (f"{audience} IS NOT NULL AS {has_audience_column(audience)}" for audience in AUDIENCES)


def _single_valued_columns() -> Iterator[str]:
    return (f"{name}[1] AS {name}" for name in SINGLE_VALUED)


def _share_columns() -> Iterator[str]:
    return (
        f'fixed_{audience}.{dimension}."{key}" AS {share_column(audience, dimension, key)}'
        for audience in AUDIENCES
        for dimension, keys in FIXED_SHARES.items()
        for key in keys
    )
