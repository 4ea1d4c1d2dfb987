"""Whether a value is valid for a type, and descriptions of the values that a type accepts."""

import re
from datetime import date, datetime
from math import isfinite
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import inspect as types

from limelight.vocabulary.suggestions import closest_matches

MAX_SAFE_INTEGER: Final = 2**53
"""Larger JSON numbers lose digits in many clients and overflow database columns."""
_MAX_LISTED_VALUES: Final = 60
_DESCRIPTIONS: Final[dict[type[types.Type], str]] = {
    types.NoneType: "null",
    types.BoolType: "true or false",
    types.UUIDType: "a UUID",
    types.DateTimeType: "a date and time such as 2026-06-05T11:12:04",
    types.DateType: "a date such as 2026-06-05",
    types.StructType: "an object",
    types.DictType: "an object",
    types.ListType: "a list",
    types.VarTupleType: "a list",
    types.SetType: "a list",
    types.FrozenSetType: "a list",
}


def accepts(kind: types.Type, sent: Any) -> bool:
    """Whether a value is valid for a scalar type. True for containers, which are checked part by part."""
    match kind:
        case types.StrType():
            return isinstance(sent, str) and _accepts_text(kind, sent)
        case types.IntType() | types.FloatType():
            return _accepts_number(kind, sent)
        case types.LiteralType(values=values):
            return sent in values
        case types.EnumType(cls=target) | types.CustomType(cls=target):
            return _is_convertible(sent, target)
        case types.UUIDType():
            return _is_convertible(sent, UUID)
        case types.DateType():
            return _is_convertible(sent, date)
        case types.DateTimeType():
            return _is_convertible(sent, datetime)
        case types.BoolType():
            return _is_convertible(sent, bool)
        case types.NoneType():
            return sent is None
        case _:
            return True


def describe_accepted(kind: types.Type, sent: Any = None) -> str:
    """Describes what a type accepts. Of a long list of values only the closest to ``sent`` are named."""
    match kind:
        case types.Metadata(type=inner):
            return describe_accepted(inner, sent)
        case types.UnionType(types=options):
            return " or ".join(dict.fromkeys(describe_accepted(option, sent) for option in options))
        case types.EnumType(cls=enumeration):
            return _describe_choices([str(member.value) for member in enumeration], sent)
        case types.LiteralType(values=values):
            return _describe_choices([str(value) for value in values], sent)
        case types.IntType():
            return f"a whole number{_describe_bounds(kind)}"
        case types.FloatType():
            return f"a number{_describe_bounds(kind)}"
        case types.StrType():
            return _describe_text(kind)
        case _:
            return _DESCRIPTIONS.get(type(kind), "another type")


def _accepts_number(kind: types.IntType | types.FloatType, sent: Any) -> bool:
    try:
        number = msgspec.convert(sent, int if isinstance(kind, types.IntType) else float, strict=False)
    except msgspec.ValidationError:
        return False
    bounds = (
        kind.ge is None or number >= kind.ge,
        kind.le is None or number <= kind.le,
        kind.gt is None or number > kind.gt,
        kind.lt is None or number < kind.lt,
    )
    return isfinite(number) and abs(number) <= MAX_SAFE_INTEGER and all(bounds)


def _accepts_text(kind: types.StrType, sent: str) -> bool:
    fits_length = (kind.min_length or 0) <= len(sent) <= (kind.max_length or len(sent))
    return fits_length and "\0" not in sent and (kind.pattern is None or bool(re.search(kind.pattern, sent)))


def _is_convertible(sent: Any, target: Any) -> bool:
    try:
        msgspec.convert(sent, target, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _describe_choices(allowed: list[str], sent: Any) -> str:
    if len(allowed) <= _MAX_LISTED_VALUES:
        return f"one of: {', '.join(allowed)}"
    nearest = closest_matches(str(sent), allowed)
    return f"one of {len(allowed)} values; the closest: {', '.join(nearest)}"


def _describe_bounds(kind: types.IntType | types.FloatType) -> str:
    words = {"from": kind.ge, "above": kind.gt, "to": kind.le, "below": kind.lt}
    return "".join(f" {word} {bound}" for word, bound in words.items() if bound is not None)


def _describe_text(kind: types.StrType) -> str:
    if kind.pattern:
        return f"text that matches {kind.pattern}"
    low, high = kind.min_length, kind.max_length
    if high:
        return f"text of {low or 0} to {high} characters"
    return f"text of at least {low} characters" if low else "text without NUL"
