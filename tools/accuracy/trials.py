"""Errors and hits that are collected case by case, and the tables that are made of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from limelight.analytics.intervals import Interval

SAMPLE_SIZES: Final = (500, 1_000, 2_500, 5_000, 10_000)
TARGET_SIZE: Final = 5_000
"""The size of the samples that the aims are of."""


@dataclass
class Trials:
    """Estimates of one thing: how far each was from the truth, and whether the truth was in its interval."""

    errors: list[float] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)

    def add(self, estimate: float, truth: float, interval: Interval) -> None:
        """What is rounded may be off by half of its last digit without being wrong."""
        self.errors.append(estimate - truth)
        self.hits.append(interval.low - _ROUNDING <= truth <= interval.high + _ROUNDING)

    def quantile(self, part: float) -> float:
        """Of the errors, whichever way they go."""
        return float(np.quantile(np.abs(self.errors), part))

    @property
    def bias(self) -> float:
        return float(np.mean(self.errors))

    @property
    def coverage(self) -> float:
        """In percent."""
        return 100 * float(np.mean(self.hits))


_ROUNDING: Final = 0.0051
TrialsBySize = defaultdict[int, Trials]
TrialsByName = defaultdict[str, TrialsBySize]


def new_trials() -> TrialsByName:
    """By what was estimated, and by the size of the sample."""
    return defaultdict(lambda: defaultdict(Trials))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def error_table(found: Mapping[str, Mapping[int, Trials]]) -> str:
    return _size_table(found, lambda each: f"{each.quantile(0.5):.2f} / {each.quantile(0.95):.2f}")


def coverage_table(found: Mapping[str, Mapping[int, Trials]]) -> str:
    return _size_table(found, lambda each: f"{each.coverage:.1f}")


def _size_table(found: Mapping[str, Mapping[int, Trials]], cell: Callable[[Trials], str]) -> str:
    rows = [
        [name, len(sizes[TARGET_SIZE].errors), *(cell(sizes[size]) for size in SAMPLE_SIZES)]
        for name, sizes in found.items()
    ]
    return markdown_table(["", "values", *(f"{size:,}" for size in SAMPLE_SIZES)], rows)
