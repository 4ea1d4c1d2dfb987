"""Estimated reach and impressions of a future content of a creator."""

from typing import Final

from msgspec.structs import replace

from limelight.analytics.estimates import EstimateBasis, Estimates, placement_of, reach_and_impressions
from limelight.analytics.tiers import follower_or_subscriber_count
from limelight.catalog.creator_lookup import handle_from_identifier
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.public_source import PublicItems
from limelight.errors import InvalidRequest, NotSupported
from limelight.jobs.declaration import Job, JobContext, JobRun
from limelight.jobs.lookups import find_creator
from limelight.jobs.provenance import formula_versions, newest_origin
from limelight.kernel.records import Content, ContentFormat, ContentType, Creator
from limelight.schemas.creator_discovery.estimated_metrics import EstimatedMetrics, EstimatedMetricsRequest
from limelight.schemas.provenance import Provenance


class FormatMissing(InvalidRequest):
    """An estimate for a STORY or a FEED needs a format."""


class EstimateNotPossible(NotSupported):
    """Too few contents of the type are known, and there are no published averages for it."""


async def run(job_run: JobRun[EstimatedMetricsRequest], context: JobContext) -> EstimatedMetrics:
    creator = await find_creator(context, job_run.request.work_platform_id, job_run.request.profile_url)
    seen = await context.observations.contents(creator, context.settings.analysed_contents)
    found = _estimates(job_run.request, creator, seen)
    return EstimatedMetrics(
        estimated_reach=found.reach,
        estimated_impressions=found.impressions,
        basis=found.basis,
        provenance=[_provenance(creator, seen, found)],
    )


def _estimates(
    request: EstimatedMetricsRequest, creator: Creator, seen: PublicItems[Content] | None
) -> Estimates:
    form = ContentFormat(request.format) if request.format else None
    placement = placement_of(creator.platform, ContentType(request.content_type), form)
    size, contents = follower_or_subscriber_count(creator), seen.items if seen else ()
    found = reach_and_impressions(creator.platform, placement, size, contents)
    if found is None:
        name = require_platform(request.work_platform_id).name
        lacks = "its number of followers" if size is None else f"a published average for {name}"
        raise EstimateNotPossible(
            f"content_type: too few contents of {creator.username} are known as {placement}, and neither is "
            f"{lacks}."
        )
    return found


def _provenance(creator: Creator, seen: PublicItems[Content] | None, found: Estimates) -> Provenance:
    """Returns the provenance of the contents, else of the number of followers."""
    common = Provenance(
        part="estimated_reach, estimated_impressions",
        source=None,
        is_estimate=True,
        formulas=formula_versions(reach_and_impressions),
    )
    if seen and found.basis is EstimateBasis.HISTORY:
        return replace(common, source=seen.source, seen_at=seen.observed_at, sample_size=found.sample_size)
    origin = newest_origin(creator, "follower_count", "subscriber_count")
    return replace(common, source=origin.source, seen_at=origin.at) if origin else common


def _check(request: EstimatedMetricsRequest) -> None:
    handle_from_identifier(require_platform(request.work_platform_id), request.profile_url)
    if request.content_type != "REELS" and request.format is None:
        raise FormatMissing(f"format: a {request.content_type} needs it; it takes IMAGE, VIDEO.")


ESTIMATED_METRICS: Final = Job(
    name="estimated_metrics",
    request=EstimatedMetricsRequest,
    result=EstimatedMetrics,
    run=run,
    check=_check,
)
