"""What jobs share in looking at creators and their audiences."""

from uuid import UUID

from limelight.analytics.samples import AudienceSample
from limelight.catalog.platforms import asked_platform
from limelight.jobs.declaration import Workbench
from limelight.kernel.records import Creator
from limelight.schemas.provenance import Provenance


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
