"""What jobs share in looking at creators and their audiences."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from limelight.analytics import intervals
from limelight.analytics.formula import formula_of
from limelight.analytics.samples import AudienceSample
from limelight.catalog.platforms import asked_platform
from limelight.jobs.declaration import Workbench
from limelight.kernel.records import Creator, Origin
from limelight.schemas.provenance import Interval, Provenance


async def asked_creator(workbench: Workbench, work_platform_id: UUID | str, identifier: str) -> Creator:
    """Raises UnknownWorkPlatform, and what PublicCreators raises."""
    return await workbench.public_creators.creator(asked_platform(work_platform_id), identifier)


def of_sample(part: str, sample: AudienceSample) -> Provenance:
    """Where what a sample tells came from."""
    return Provenance(
        part=part,
        source=sample.source,
        seen_at=sample.seen_at,
        sample_size=sample.people.height,
        population=sample.population,
        is_estimate=not sample.is_complete,
    )


def newest_origin(creator: Creator, *fields: str) -> Origin | None:
    """Who told one of the fields last."""
    told = [origin for origin in creator.origins if not set(fields).isdisjoint(origin.fields)]
    return max(told, key=lambda origin: origin.at, default=None)


def formulas(*functions: Callable[..., Any]) -> list[str]:
    """Names and versions, as in the page of formulas."""
    return [f"{found.name} {found.version}" for found in map(formula_of, functions)]


def shown(between: intervals.Interval) -> Interval:
    """An interval as a result shows it."""
    return Interval(low=round(between.low, 4), high=round(between.high, 4))
