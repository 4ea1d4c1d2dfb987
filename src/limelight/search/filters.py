"""The declaration of a filter: the clause builder, the description and the platforms of a request field."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, get_args, get_type_hints

from limelight.errors import InvalidRequest
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import AUDIENCES, Clause


class TermStatistics(Protocol):
    """Statistics over the whole catalogue of a platform."""

    def lookalikes(self, handle: str, fields: tuple[str, ...]) -> Clause:
        """A clause for creators similar to that of a handle in these fields. Raises InvalidFilter."""

    def near_topics(self, names: tuple[str, ...], least_nearness: float) -> dict[str, float]:
        """Topics near the named ones, with the nearness (1 − distance) to the nearest of these."""


@dataclass(frozen=True)
class FilterContext:
    """What a clause builder may use besides the filter's value."""

    filter_name: str
    platform: PlatformKey
    audiences: tuple[str, ...]
    statistics: TermStatistics


ClauseBuilder = Callable[[Any, FilterContext], Clause | None]
"""Builds the clause of a filter value; None if the value restricts nothing. Raises InvalidRequest."""


class NotAvailableOnPlatform(Exception):
    """The filter value does not apply to the platform of the search."""


@dataclass(frozen=True)
class Filter:
    """``platforms`` is None for a filter of all platforms; ``description`` is one sentence for the docs."""

    builder: ClauseBuilder
    description: str
    platforms: frozenset[PlatformKey] | None = None

    def build_clause(self, value: Any, asked: FilterContext) -> Clause | None:
        """None if the value restricts nothing. Raises NotAvailableOnPlatform and InvalidFilter."""
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
    """The audiences of an ``audience_source``, in order of preference."""
    return AUDIENCES if source == "ANY" else (source.lower(),)
