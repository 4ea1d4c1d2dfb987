"""Ladders: integers cut into rungs, so that ranges and greatest values are found without a scan.

A creator is indexed under the rung that each of its values stands on, and under the flight of that rung: a
run of rungs. A range is a few rungs and flights. Where it cuts a rung, some who stand on it are outside.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LOWEST: Final = -(2**63)


@dataclass(frozen=True)
class Cover:
    """The steps that hold every value of a range; ``is_exact`` if they hold no other."""

    steps: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True)
class Ladder:
    """``edges`` are the least values of the rungs; ``flights`` those edges that flights begin at."""

    edges: tuple[int, ...]
    flights: tuple[int, ...]

    def steps(self, value: int) -> tuple[str, ...]:
        """Where a value stands: its rung and, but for the lowest values, its flight."""
        flight = bisect_right(self.flights, value) - 1
        rung = _rung(self.at(value))
        return (rung,) if flight < 0 else (rung, _flight(flight))

    def cover(self, least: int | None, most: int | None) -> Cover:
        first = 0 if least is None else self.at(least)
        last = len(self.edges) - 1 if most is None else self.at(most)
        is_whole = least in {None, self.edges[first]} and most in {None, self._greatest(last)}
        steps, rung = [], first
        while rung <= last:
            step, end = self._flights_by_rung.get(rung, ("", last + 1))
            if end > last:
                step, end = _rung(rung), rung
            steps.append(step)
            rung = end + 1
        return Cover(tuple(steps), is_whole)

    @cached_property
    def rungs(self) -> tuple[tuple[str, int], ...]:
        """The rungs that have a least value, with it, lowest first."""
        return tuple((_rung(rung), edge) for rung, edge in enumerate(self.edges) if rung)

    def at(self, value: int) -> int:
        """The number of the rung that a value stands on."""
        return max(bisect_right(self.edges, value) - 1, 0)

    def _greatest(self, rung: int) -> int | None:
        return self.edges[rung + 1] - 1 if rung + 1 < len(self.edges) else None

    @cached_property
    def _flights_by_rung(self) -> dict[int, tuple[str, int]]:
        """Of the rungs that flights begin with: the flight, and the rung that it ends with."""
        starts = [*map(self.at, self.flights), len(self.edges)]
        return {start: (_flight(flight), starts[flight + 1] - 1) for flight, start in enumerate(starts[:-1])}


def _rung(number: int) -> str:
    return f"{number:03d}"


def _flight(number: int) -> str:
    return f"f{number:02d}"


STEP_LENGTH: Final = 3

NUMBERS: Final = Ladder(
    edges=(_LOWEST, *sorted({-(-eighths * 2**bits // 8) for bits in range(63) for eighths in range(8, 16)})),
    flights=tuple(2**bits for bits in range(63)),
)
"""Eight rungs to each doubling, which is a flight. Nothing and less is the lowest rung."""

SHARES: Final = Ladder(
    edges=(
        _LOWEST,
        1,
        2,
        5,
        10,
        20,
        50,
        *(100 * whole + part for whole in range(1, 100) for part in (0, 1)),
        10_000,
    ),
    flights=tuple(range(1_000, 10_000, 1_000)),
)
"""Each whole percentage is a rung, and so is what lies between it and the next: whether at least or more than
a whole percentage is asked for, no rung is cut. Ten percent are a flight.
"""
