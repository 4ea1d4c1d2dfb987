"""The field types of a creator document, which define how an engine indexes a field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

MONTHS = range(1, 13)


@dataclass(frozen=True)
class NumericField:
    """A fixed-point integer for ranges and sorting: the value times ``scale``, or None."""

    scale: int = 1


@dataclass(frozen=True)
class MonthlyField:
    """One integer for each of the last 12 months, by number of months back: ``{"3": 1250}``."""

    scale: int = 100


@dataclass(frozen=True)
class KeywordField:
    """Terms that are matched exactly."""


@dataclass(frozen=True)
class TextField:
    """The folded words of a text in order, for phrases."""


@dataclass(frozen=True)
class SharesField:
    """Percentages × 100 by dimension and key: ``{"locations": {"US": 3460}}``."""


FieldType = NumericField | MonthlyField | KeywordField | TextField | SharesField


def indexed_fields(document: type) -> Iterator[tuple[str, FieldType]]:
    """The names and types of a document's annotated fields, in order of declaration."""
    for name, hint in get_type_hints(document, include_extras=True).items():
        if get_origin(hint) is Annotated:
            yield from ((name, kind) for kind in get_args(hint)[1:] if isinstance(kind, FieldType))


def numeric_columns(document: type) -> Iterator[tuple[str, NumericField]]:
    """Every column of integers, by path: a number's name, or ``name.month`` of a monthly field."""
    for name, kind in indexed_fields(document):
        if isinstance(kind, NumericField):
            yield name, kind
        elif isinstance(kind, MonthlyField):
            yield from ((f"{name}.{month}", NumericField(scale=kind.scale)) for month in MONTHS)


def column_value(document: Any, path: str) -> int | None:
    """The integer at a column's path."""
    name, _, month = path.partition(".")
    value = getattr(document, name)
    found: int | None = value.get(month) if month else value
    return found
