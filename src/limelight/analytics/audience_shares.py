"""Shares of an audience, in percent of the members whose value is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor
from typing import Final

import polars as pl

from limelight.analytics.intervals import Interval, normal_interval, share_interval

_HUNDRED_PERCENT: Final = 10_000
"""100 percent, in hundredths of a percent."""


@dataclass(frozen=True)
class Shares:
    """``round_percentages`` by name, of the ``known`` people of whom it is known, out of ``population``.

    ``standard_errors``, in percentage points, are given for estimated rather than counted shares.
    """

    percentages: Mapping[str, float]
    known: int
    population: int | None = None
    standard_errors: Mapping[str, float] = field(default_factory=dict)

    def interval(self, name: str) -> Interval:
        """In percent."""
        if name in self.standard_errors:
            return normal_interval(self.percentages[name], self.standard_errors[name]).clipped(0.0, 100.0)
        share = self.percentages.get(name, 0.0) / 100
        return share_interval(share, self.known, self.population).scaled(100)

    def largest(self, limit: int) -> "Shares":
        """The first ``limit`` shares."""
        return replace(self, percentages=dict(list(self.percentages.items())[:limit]))


def category_shares(values: pl.Series, population: int | None) -> Shares:
    """The share of each value, largest first, summing to exactly 100. Nulls are ignored."""
    counts = count_values(values)
    return Shares(round_percentages(counts), sum(counts.values()), population)


def ordered_shares(values: pl.Series, names: Sequence[str], population: int | None) -> Shares:
    """The share of each of the names, in their order, summing to exactly 100. Other values are ignored."""
    counts = count_values(values)
    ordered = {name: counts.get(name, 0) for name in names}
    known = sum(ordered.values())
    found = round_percentages(ordered)
    return Shares({name: found.get(name, 0.0) for name in names} if known else {}, known, population)


def multi_value_shares(lists: pl.Series, population: int | None) -> Shares:
    """The share of the people with each value, largest first. A person may have several values."""
    known = lists.drop_nulls()
    of = pl.DataFrame({"person": pl.int_range(known.len(), eager=True), "value": known})
    people = of.explode("value").drop_nulls().group_by("value").agg(pl.col("person").n_unique())
    shares = {name: round(100 * count / known.len(), 2) for name, count in _sorted(people)}
    return Shares({name: share for name, share in shares.items() if share > 0}, known.len(), population)


def round_percentages(weights: Mapping[str, float]) -> dict[str, float]:
    """Percentages to two decimals that sum to exactly 100, in the order given, without those that round to 0.

    Largest remainder method; equal remainders are ordered by the greater weight, then
    by name.
    """
    whole = sum(weights.values())
    if whole <= 0:
        return {}
    exact = {name: weight * _HUNDRED_PERCENT / whole for name, weight in weights.items()}
    found = {name: floor(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (found[name] - exact[name], -exact[name], name))
    for name in by_remainder[: _HUNDRED_PERCENT - sum(found.values())]:
        found[name] += 1
    return {name: share / 100 for name, share in found.items() if share}


def count_values(values: pl.Series) -> dict[str, int]:
    """The number of occurrences of each value, most frequent first, then in sorted order."""
    return dict(_sorted(values.alias("value").value_counts()))


def _sorted(counts: pl.DataFrame) -> list[tuple[str, int]]:
    known = (pair for pair in counts.iter_rows() if pair[0] is not None)
    return sorted(known, key=lambda pair: (-pair[1], pair[0]))
