"""A struct made from another: what both have is carried over by name."""

from collections.abc import Container
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

_Made = TypeVar("_Made", bound=Struct)


def extend(kind: type[_Made], record: Struct, **more: Any) -> _Made:
    """The struct with the record's values for the fields that both have, and ``more`` for the rest."""
    shared = {name: getattr(record, name) for name in _shared(kind, type(record)) if name not in more}
    return kind(**shared, **more)


def overlaid(older: _Made, newer: _Made, but: Container[str] = ()) -> _Made:
    """The older one with all that the newer one knows, in its parts too, but for some fields."""
    changes: dict[str, Any] = {}
    for name in older.__struct_fields__:
        value, known = getattr(newer, name), getattr(older, name)
        if value is None or value == () or name in but:
            continue
        changes[name] = overlaid(known, value) if isinstance(known, Struct) else value
    return replace(older, **changes)


@cache
def _shared(kind: type[Struct], record: type[Struct]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name in record.__struct_fields__)
