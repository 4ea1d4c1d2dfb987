"""How a filter of the request becomes clauses: the declaration, and what its reading may ask."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, get_args, get_type_hints

from limelight.errors import InvalidRequest
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import AUDIENCES, Clause


class TermStatistics(Protocol):
    """What only the whole catalogue of a platform knows."""

    def lookalikes(self, handle: str, fields: tuple[str, ...]) -> Clause:
        """Finds the creators who are like the one of that handle in the fields. Raises InvalidFilter."""

    def near_topics(self, names: tuple[str, ...], least_nearness: float) -> dict[str, float]:
        """The topics near the named ones, with their nearness (1 − distance) to the nearest of them."""


@dataclass(frozen=True)
class FilterContext:
    """A filter's name and all that its reading may need besides the value."""

    filter_name: str
    platform: PlatformKey
    audiences: tuple[str, ...]
    statistics: TermStatistics


ClauseBuilder = Callable[[Any, FilterContext], Clause | None]
"""Makes a clause of a filter's value; None if the value asks for nothing. Raises InvalidRequest."""


class NotAvailableOnPlatform(Exception):
    """The value means nothing on the platform of the search."""


@dataclass(frozen=True)
class Filter:
    """Where a field of the request looks, in which platforms, and what it means in a sentence."""

    builder: ClauseBuilder
    description: str
    platforms: frozenset[PlatformKey] | None = None

    def build_clause(self, value: Any, asked: FilterContext) -> Clause | None:
        """What the value asks for, if anything. Raises NotOnThisPlatform and InvalidFilter."""
        if self.platforms is not None and asked.platform not in self.platforms:
            raise NotAvailableOnPlatform
        return self.builder(value, asked)


class InvalidFilter(InvalidRequest):
    """A filter has a value that is not allowed."""


@cache
def declared_filters(request: type) -> tuple[tuple[str, Filter], ...]:
    """The filters that a request type declares, with their names."""
    hints = get_type_hints(request, include_extras=True)
    return tuple(
        (name, mark)
        for name, hint in hints.items()
        for mark in get_args(hint)[1:]
        if isinstance(mark, Filter)
    )


def audiences_of_source(source: str) -> tuple[str, ...]:
    """The audiences that an ``audience_source`` lets speak, first known first."""
    return AUDIENCES if source == "ANY" else (source.lower(),)
