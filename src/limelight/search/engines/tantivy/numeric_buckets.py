"""Numeric buckets: ranges and top values of integers from ordinary terms, without a scan of the column.

Each value is indexed under the term of its bucket and the term of its bucket group, a run of buckets. A range
is a union of a few of these terms. Where it covers a bucket in part, the union over-matches.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LOWEST: Final = -(2**63)


@dataclass(frozen=True)
class BucketCover:
    """The terms whose buckets contain every value of a range; ``is_exact`` if they contain no other value."""

    terms: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True)
class BucketScheme:
    """``lower_bounds`` of the buckets, ascending; ``group_bounds`` are those at which a group begins."""

    lower_bounds: tuple[int, ...]
    group_bounds: tuple[int, ...]

    def terms(self, value: int) -> tuple[str, ...]:
        """The terms of a value: its bucket and, except for the lowest values, its bucket group."""
        group = bisect_right(self.group_bounds, value) - 1
        bucket = _bucket_term(self.bucket_index(value))
        return (bucket,) if group < 0 else (bucket, _group_term(group))

    def cover(self, gte: int | None, lte: int | None) -> BucketCover:
        first = 0 if gte is None else self.bucket_index(gte)
        last = len(self.lower_bounds) - 1 if lte is None else self.bucket_index(lte)
        is_exact = gte in {None, self.lower_bounds[first]} and lte in {None, self._last_value(last)}
        terms, bucket = [], first
        while bucket <= last:
            term, end = self._groups_by_first_bucket.get(bucket, ("", last + 1))
            if end > last:
                term, end = _bucket_term(bucket), bucket
            terms.append(term)
            bucket = end + 1
        return BucketCover(tuple(terms), is_exact)

    @cached_property
    def buckets(self) -> tuple[tuple[str, int], ...]:
        """The terms and lower bounds of all buckets but the lowest, which has no bound; ascending."""
        return tuple(
            (_bucket_term(bucket), bound) for bucket, bound in enumerate(self.lower_bounds) if bucket
        )

    def bucket_index(self, value: int) -> int:
        """The position of the bucket that contains a value."""
        return max(bisect_right(self.lower_bounds, value) - 1, 0)

    def _last_value(self, bucket: int) -> int | None:
        return self.lower_bounds[bucket + 1] - 1 if bucket + 1 < len(self.lower_bounds) else None

    @cached_property
    def _groups_by_first_bucket(self) -> dict[int, tuple[str, int]]:
        """By the first bucket of a group: the term of the group and its last bucket."""
        starts = [*map(self.bucket_index, self.group_bounds), len(self.lower_bounds)]
        return {start: (_group_term(group), starts[group + 1] - 1) for group, start in enumerate(starts[:-1])}


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
"""Eight buckets to each doubling, which is a group. The lowest bucket holds 0 and all negative values."""

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
"""Shares in hundredths of a percent. Each whole percentage has a bucket, and so have the values between
it and the next, so that "at least" and "more than" a whole percentage are both exact. A group is ten percent.
"""
