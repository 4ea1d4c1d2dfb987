"""Provenance of results: source, sample, formulas and intervals."""

from collections.abc import Callable
from typing import Any

from limelight.analytics import intervals
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.formula import formula_of
from limelight.connectors.public_source import PublicItems
from limelight.kernel.records import Creator, FieldOrigin
from limelight.schemas.provenance import Interval, Provenance


def sample_provenance(part: str, sample: AudienceSample) -> Provenance:
    """Returns the provenance of an audience sample."""
    return Provenance(
        part=part,
        source=sample.source,
        seen_at=sample.seen_at,
        sample_size=sample.people.height,
        population=sample.population,
        is_estimate=not sample.is_complete,
    )


def observed_provenance(part: str, observed: PublicItems[Any], population: int | None) -> Provenance:
    """Returns the provenance of items of a source."""
    return Provenance(
        part=part,
        source=observed.source,
        seen_at=observed.observed_at,
        sample_size=len(observed.items),
        population=population,
    )


def newest_origin(creator: Creator, *fields: str) -> FieldOrigin | None:
    """Returns the newest origin that has one of the fields."""
    origins = [origin for origin in creator.origins if not set(fields).isdisjoint(origin.fields)]
    return max(origins, key=lambda origin: origin.at, default=None)


def formula_versions(*functions: Callable[..., Any]) -> list[str]:
    """Returns names and versions, as on the page of formulas."""
    return [f"{found.name} {found.version}" for found in map(formula_of, functions)]


def rounded_interval(interval: intervals.Interval) -> Interval:
    """Returns an interval with four decimals, for a result."""
    return Interval(low=round(interval.low, 4), high=round(interval.high, 4))
