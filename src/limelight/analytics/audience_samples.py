"""Audience samples as data frames: the input of the audience formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from pyroaring import BitMap

from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp

AUDIENCE_COLUMNS: Final[dict[str, pl.DataType]] = {
    "id": pl.Int64(),
    "username": pl.String(),
    "external_id": pl.String(),
    "full_name": pl.String(),
    "introduction": pl.String(),
    "image_url": pl.String(),
    "url": pl.String(),
    "has_email": pl.Boolean(),
    "follower_count": pl.Int64(),
    "following_count": pl.Int64(),
    "content_count": pl.Int64(),
    "is_private": pl.Boolean(),
    "is_verified": pl.Boolean(),
    "account_age_days": pl.Int64(),
    "country": pl.String(),
    "state": pl.String(),
    "city": pl.String(),
    "language": pl.String(),
    "gender": pl.String(),
    "age_range": pl.String(),
    "interests": pl.List(pl.String()),
    "brands": pl.List(pl.String()),
}
"""A row is an audience member, a null is unknown, ``""`` is known to be empty.

``id`` is the member's number, unique on one platform; ``country``, ``state`` and ``city`` are
location keys; ``age_range`` is a bracket as ``18-24``, the last ``65-``; ``gender`` is FEMALE or MALE.
"""


@dataclass(frozen=True)
class AudienceSample:
    """A uniform sample of an audience. ``population`` is the size of the audience, if known."""

    people: pl.DataFrame
    population: int | None
    source: DataSource
    seen_at: Timestamp

    @property
    def is_complete(self) -> bool:
        return self.population is not None and self.people.height >= self.population


@dataclass(frozen=True)
class FollowerSet:
    """The ids of a creator's known followers, comparable within one platform.

    Each represents ``population / len(members)`` followers: one if all are known.
    """

    members: BitMap
    population: int | None
    source: DataSource
    seen_at: Timestamp


def audience_frame(columns: dict[str, Sequence[object] | pl.Series]) -> pl.DataFrame:
    """A frame with all audience columns; those not given are null."""
    frame = pl.DataFrame(
        columns, schema_overrides={name: AUDIENCE_COLUMNS[name] for name in columns}, strict=False
    )
    missing = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in AUDIENCE_COLUMNS.items() if name not in columns
    ]
    return frame.with_columns(missing).select(list(AUDIENCE_COLUMNS))
