"""A struct made from another: what both have is carried over by name."""

from collections.abc import Callable, Container
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

_Made = TypeVar("_Made", bound=Struct)


def extend(kind: type[_Made], record: Struct, **more: Any) -> _Made:
    """The struct with the record's values for the fields that both have, and ``more`` for the rest."""
    names, values = _shared(kind, type(record))
    return kind(**dict(zip(names, values(record), strict=True), **more))


def overlay(older: _Made, newer: _Made, but: Container[str] = ()) -> _Made:
    """The older one with all that the newer one knows, in its parts too, but for some fields."""
    changes: dict[str, Any] = {}
    for name in older.__struct_fields__:
        value, known = getattr(newer, name), getattr(older, name)
        if value is None or value == () or name in but:
            continue
        changes[name] = overlay(known, value) if isinstance(known, Struct) else value
    return replace(older, **changes)


@cache
def _shared(
    kind: type[Struct], record: type[Struct]
) -> tuple[tuple[str, ...], Callable[[Struct], tuple[Any, ...]]]:
    """The names of the fields that both have, and what takes their values from a record."""
    names = tuple(name for name in kind.__struct_fields__ if name in record.__struct_fields__)
    if len(names) > 1:
        return names, attrgetter(*names)
    return names, lambda found: tuple(getattr(found, name) for name in names)
