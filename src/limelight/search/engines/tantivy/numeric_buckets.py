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
class BucketCover:
    """The steps that hold every value of a range; ``is_exact`` if they hold no other."""

    terms: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True)
class BucketScheme:
    """``edges`` are the least values of the rungs; ``flights`` those edges that flights begin at."""

    lower_bounds: tuple[int, ...]
    group_bounds: tuple[int, ...]

    def terms(self, value: int) -> tuple[str, ...]:
        """Where a value stands: its rung and, but for the lowest values, its flight."""
        flight = bisect_right(self.group_bounds, value) - 1
        rung = _bucket_term(self.bucket_index(value))
        return (rung,) if flight < 0 else (rung, _group_term(flight))

    def cover(self, least: int | None, most: int | None) -> BucketCover:
        first = 0 if least is None else self.bucket_index(least)
        last = len(self.lower_bounds) - 1 if most is None else self.bucket_index(most)
        is_whole = least in {None, self.lower_bounds[first]} and most in {None, self._last_value(last)}
        steps, rung = [], first
        while rung <= last:
            step, end = self._groups_by_first_bucket.get(rung, ("", last + 1))
            if end > last:
                step, end = _bucket_term(rung), rung
            steps.append(step)
            rung = end + 1
        return BucketCover(tuple(steps), is_whole)

    @cached_property
    def buckets(self) -> tuple[tuple[str, int], ...]:
        """The rungs that have a least value, with it, lowest first."""
        return tuple((_bucket_term(rung), edge) for rung, edge in enumerate(self.lower_bounds) if rung)

    def bucket_index(self, value: int) -> int:
        """The number of the rung that a value stands on."""
        return max(bisect_right(self.lower_bounds, value) - 1, 0)

    def _last_value(self, rung: int) -> int | None:
        return self.lower_bounds[rung + 1] - 1 if rung + 1 < len(self.lower_bounds) else None

    @cached_property
    def _groups_by_first_bucket(self) -> dict[int, tuple[str, int]]:
        """Of the rungs that flights begin with: the flight, and the rung that it ends with."""
        starts = [*map(self.bucket_index, self.group_bounds), len(self.lower_bounds)]
        return {
            start: (_group_term(flight), starts[flight + 1] - 1) for flight, start in enumerate(starts[:-1])
        }


def _bucket_term(number: int) -> str:
    return f"{number:03d}"


def _group_term(number: int) -> str:
    return f"f{number:02d}"


TERM_LENGTH: Final = 3

NUMBER_BUCKETS: Final = BucketScheme(
    lower_bounds=(
        _LOWEST,
        *sorted({-(-eighths * 2**bits // 8) for bits in range(63) for eighths in range(8, 16)}),
    ),
    group_bounds=tuple(2**bits for bits in range(63)),
)
"""Eight rungs to each doubling, which is a flight. Nothing and less is the lowest rung."""

SHARE_BUCKETS: Final = BucketScheme(
    lower_bounds=(
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
    group_bounds=tuple(range(1_000, 10_000, 1_000)),
)
"""Each whole percentage is a rung, and so is what lies between it and the next: whether at least or more than
a whole percentage is asked for, no rung is cut. Ten percent are a flight.
"""
