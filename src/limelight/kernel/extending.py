"""A struct made from another: what both have is carried over by name."""

from functools import cache
from typing import Any, TypeVar

from msgspec import Struct

_Made = TypeVar("_Made", bound=Struct)


def extend(kind: type[_Made], record: Struct, **more: Any) -> _Made:
    """The struct with the record's values for the fields that both have, and ``more`` for the rest."""
    shared = {name: getattr(record, name) for name in _shared(kind, type(record)) if name not in more}
    return kind(**shared, **more)


@cache
def _shared(kind: type[Struct], record: type[Struct]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name in record.__struct_fields__)
