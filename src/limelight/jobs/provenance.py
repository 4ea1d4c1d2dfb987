"""What jobs share in looking at creators and their audiences."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from limelight.analytics import intervals
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.formula import formula_of
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import JobContext
from limelight.kernel.records import Creator, FieldOrigin
from limelight.schemas.provenance import Interval, Provenance


async def find_creator(workbench: JobContext, work_platform_id: UUID | str, identifier: str) -> Creator:
    """Raises UnknownWorkPlatform, and what PublicCreators raises."""
    return await workbench.public_creators.creator(require_platform(work_platform_id), identifier)


def sample_provenance(part: str, sample: AudienceSample) -> Provenance:
    """Where what a sample tells came from."""
    return Provenance(
        part=part,
        source=sample.source,
        seen_at=sample.seen_at,
        sample_size=sample.people.height,
        population=sample.population,
        is_estimate=not sample.is_complete,
    )


def newest_origin(creator: Creator, *fields: str) -> FieldOrigin | None:
    """Who told one of the fields last."""
    told = [origin for origin in creator.origins if not set(fields).isdisjoint(origin.fields)]
    return max(told, key=lambda origin: origin.at, default=None)


def formula_versions(*functions: Callable[..., Any]) -> list[str]:
    """Names and versions, as in the page of formulas."""
    return [f"{found.name} {found.version}" for found in map(formula_of, functions)]


def rounded_interval(between: intervals.Interval) -> Interval:
    """An interval as a result shows it."""
    return Interval(low=round(between.low, 4), high=round(between.high, 4))
