"""What a type takes: whether a value fits it, and how to say so in words."""

import re
from datetime import date, datetime
from math import isfinite
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import inspect as kinds

from limelight.vocabulary.suggestions import closest_matches

MAX_SAFE_INTEGER: Final = 2**53
"""Beyond it JSON numbers lose digits, and what stores and counts them overflows."""
_MAX_LISTED_VALUES: Final = 60
_DESCRIPTIONS: Final[dict[type[kinds.Type], str]] = {
    kinds.NoneType: "null",
    kinds.BoolType: "true or false",
    kinds.UUIDType: "a UUID",
    kinds.DateTimeType: "a date and time such as 2026-06-05T11:12:04",
    kinds.DateType: "a date such as 2026-06-05",
    kinds.StructType: "an object",
    kinds.DictType: "an object",
    kinds.ListType: "a list",
    kinds.VarTupleType: "a list",
    kinds.SetType: "a list",
    kinds.FrozenSetType: "a list",
}


def accepts(kind: kinds.Type, sent: Any) -> bool:
    """Whether a value is one of a type that holds no others."""
    match kind:
        case kinds.StrType():
            return isinstance(sent, str) and _accepts_text(kind, sent)
        case kinds.IntType() | kinds.FloatType():
            return _accepts_number(kind, sent)
        case kinds.LiteralType(values=values):
            return sent in values
        case kinds.EnumType(cls=target) | kinds.CustomType(cls=target):
            return _is_convertible(sent, target)
        case kinds.UUIDType():
            return _is_convertible(sent, UUID)
        case kinds.DateType():
            return _is_convertible(sent, date)
        case kinds.DateTimeType():
            return _is_convertible(sent, datetime)
        case kinds.BoolType():
            return _is_convertible(sent, bool)
        case kinds.NoneType():
            return sent is None
        case _:
            return True


def describe_accepted(kind: kinds.Type, sent: Any = None) -> str:
    """What a type takes; of many allowed values, those most like the sent one come first."""
    match kind:
        case kinds.Metadata(type=inner):
            return describe_accepted(inner, sent)
        case kinds.UnionType(types=options):
            return " or ".join(dict.fromkeys(describe_accepted(option, sent) for option in options))
        case kinds.EnumType(cls=enumeration):
            return _describe_choices([str(member.value) for member in enumeration], sent)
        case kinds.LiteralType(values=values):
            return _describe_choices([str(value) for value in values], sent)
        case kinds.IntType():
            return f"a whole number{_describe_bounds(kind)}"
        case kinds.FloatType():
            return f"a number{_describe_bounds(kind)}"
        case kinds.StrType():
            return _describe_text(kind)
        case _:
            return _DESCRIPTIONS.get(type(kind), "another type")


def _accepts_number(kind: kinds.IntType | kinds.FloatType, sent: Any) -> bool:
    try:
        number = msgspec.convert(sent, int if isinstance(kind, kinds.IntType) else float, strict=False)
    except msgspec.ValidationError:
        return False
    bounds = (
        kind.ge is None or number >= kind.ge,
        kind.le is None or number <= kind.le,
        kind.gt is None or number > kind.gt,
        kind.lt is None or number < kind.lt,
    )
    return isfinite(number) and abs(number) <= MAX_SAFE_INTEGER and all(bounds)


def _accepts_text(kind: kinds.StrType, sent: str) -> bool:
    has_length = (kind.min_length or 0) <= len(sent) <= (kind.max_length or len(sent))
    return has_length and "\0" not in sent and (kind.pattern is None or bool(re.search(kind.pattern, sent)))


def _is_convertible(sent: Any, target: Any) -> bool:
    try:
        msgspec.convert(sent, target, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _describe_choices(allowed: list[str], sent: Any) -> str:
    if len(allowed) <= _MAX_LISTED_VALUES:
        return f"one of: {', '.join(allowed)}"
    likely = closest_matches(str(sent), allowed)
    return f"one of {len(allowed)} values; the closest: {', '.join(likely)}"


def _describe_bounds(kind: kinds.IntType | kinds.FloatType) -> str:
    words = {"from": kind.ge, "above": kind.gt, "to": kind.le, "below": kind.lt}
    return "".join(f" {word} {bound}" for word, bound in words.items() if bound is not None)


def _describe_text(kind: kinds.StrType) -> str:
    if kind.pattern:
        return f"text that matches {kind.pattern}"
    low, high = kind.min_length, kind.max_length
    if high:
        return f"text of {low or 0} to {high} characters"
    return f"text of at least {low} characters" if low else "text without NUL"
