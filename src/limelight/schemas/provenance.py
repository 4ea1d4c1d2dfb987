"""Where a result's numbers came from: a block that older clients ignore."""

from collections.abc import Sequence

from msgspec import Struct

from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp


class Interval(Struct, frozen=True, kw_only=True):
    """Between these the value of the whole is, 95 times out of 100."""

    low: float
    high: float


class Provenance(Struct, frozen=True, kw_only=True):
    """What one part of a result rests on.

    ``part`` names the fields it is about; ``source`` is None where nothing was known. ``sample_size`` people
    or contents were looked at, of ``population``; ``is_estimate`` is False where all of them were.
    ``formulas`` are names and versions in the page of formulas. ``intervals`` are of the values that a
    sample speaks for, by their path in the part: ``countries[0]``.
    """

    part: str
    source: DataSource | None
    seen_at: Timestamp | None = None
    sample_size: int | None = None
    population: int | None = None
    is_estimate: bool = False
    formulas: Sequence[str] = ()
    intervals: dict[str, Interval] = {}
