"""Provenance of a result's values. Older clients ignore it."""

from collections.abc import Sequence

from msgspec import Struct

from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp


class Interval(Struct, frozen=True, kw_only=True):
    """95% confidence interval of the value in the whole population."""

    low: float
    high: float


class Provenance(Struct, frozen=True, kw_only=True):
    """Provenance of one part of a result.

    ``part`` names the fields; ``source`` is null if there was no data. ``sample_size`` people or contents
    were analysed, of ``population``; ``is_estimate`` is false if all of them were. ``formulas`` are names and
    versions in the formula reference. ``intervals`` maps the path of a sampled value within the part
    (``countries[0]``) to its confidence interval.
    """

    part: str
    source: DataSource | None
    seen_at: Timestamp | None = None
    sample_size: int | None = None
    population: int | None = None
    is_estimate: bool = False
    formulas: Sequence[str] = ()
    intervals: dict[str, Interval] = {}
