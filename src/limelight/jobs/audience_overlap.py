"""Overlap between the audiences of several creators."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from limelight.analytics.audience_samples import FollowerSet
from limelight.analytics.overlap import CreatorOverlap, Overlap, overlap, overlap_of_draws
from limelight.catalog.creator_lookup import handle_from_identifier
from limelight.catalog.work_platforms import require_platform
from limelight.errors import InvalidRequest, NotFound
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.lookups import find_creator
from limelight.jobs.provenance import formula_versions, rounded_interval
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator, DataSource
from limelight.kernel.text import normalize_tag
from limelight.schemas.creator_discovery.audience_overlap import (
    AudienceOverlap,
    AudienceOverlapProfile,
    AudienceOverlapRequest,
)
from limelight.schemas.provenance import Provenance
from limelight.webhooks.events import AUDIENCE_OVERLAP_FAILURE, AUDIENCE_OVERLAP_SUCCESS

_MAX_SAMPLED_AUDIENCES: Final = 8


class SameCreatorTwice(InvalidRequest):
    """Two identifiers belong to one creator."""


class FollowersNotKnown(NotFound):
    """No follower of one of the creators is known."""


class FollowersNotComparable(InvalidRequest):
    """The followers come from different sources, or too many of the audiences are only samples."""


async def run(job_run: JobRun[AudienceOverlapRequest], context: JobContext) -> AudienceOverlap:
    request = job_run.request
    creators = [await find_creator(context, request.work_platform_id, name) for name in request.identifiers]
    _check_distinct(request.identifiers, [creator.username for creator in creators])
    memberships = [await context.observations.membership(creator) for creator in creators]
    audiences = _check_comparable(creators, memberships)
    estimator = _select_estimator(creators, audiences)
    found = await asyncio.to_thread(estimator, audiences)
    return _result(creators, audiences, found, formula_versions(estimator))


def _check_comparable(
    creators: Sequence[Creator], memberships: Sequence[FollowerSet | None]
) -> list[FollowerSet]:
    """Returns the audiences. Raises FollowersNotKnown, FollowersNotComparable."""
    named = [(creator.username, audience) for creator, audience in zip(creators, memberships, strict=True)]
    known = [(name, audience) for name, audience in named if audience is not None and audience.members]
    if len(known) < len(named):
        names = ", ".join(name for name, audience in named if audience is None or not audience.members)
        raise FollowersNotKnown(f"identifiers: no follower of {names} is known.")
    if len({audience.source for _, audience in known}) > 1:
        names = ", ".join(f"{name} ({audience.source})" for name, audience in known)
        raise FollowersNotComparable(f"identifiers: the followers are known from different sources: {names}.")
    return [audience for _, audience in known]


def _select_estimator(
    creators: Sequence[Creator], audiences: Sequence[FollowerSet]
) -> Callable[[Sequence[FollowerSet]], Overlap]:
    """Incomplete imported audiences are independent samples; sandbox audiences share one population.

    Raises FollowersNotComparable.
    """
    is_whole = all(len(audience.members) >= (audience.population or 0) for audience in audiences)
    if is_whole or audiences[0].source is not DataSource.IMPORT:
        return overlap
    if len(creators) > _MAX_SAMPLED_AUDIENCES:
        raise FollowersNotComparable(
            f"identifiers: at most {_MAX_SAMPLED_AUDIENCES} creators whose followers are partly known can "
            f"be compared, not {len(creators)}."
        )
    return overlap_of_draws


def _result(
    creators: Sequence[Creator], audiences: Sequence[FollowerSet], found: Overlap, formulas: Sequence[str]
) -> AudienceOverlap:
    noun = "subscriber" if creators[0].platform is PlatformKey.YOUTUBE else "follower"
    totals = {f"total_{noun}_count": found.total, f"unique_{noun}_count": found.unique}
    profiles = [
        _profile(creator, noun, overlap_of_creator)
        for creator, overlap_of_creator in zip(creators, found.creators, strict=True)
    ]
    origins = list(_provenance(noun, audiences, found, formulas))
    return AudienceOverlap(profiles=profiles, provenance=origins, **totals)


def _profile(creator: Creator, noun: str, found: CreatorOverlap) -> AudienceOverlapProfile:
    figures: dict[str, Any] = {
        f"{noun}_count": found.population,
        f"unique_{noun}_percentage": found.unique_percentage,
        f"overlap_{noun}_percentage": found.overlapping_percentage,
    }
    return AudienceOverlapProfile(platform_username=creator.username, **figures)


def _provenance(
    noun: str, audiences: Sequence[FollowerSet], found: Overlap, formulas: Sequence[str]
) -> Iterator[Provenance]:
    """Yields the provenance of the number of distinct people, then of each creator."""
    interval = found.unique_interval
    yield Provenance(
        part=f"unique_{noun}_count",
        source=audiences[0].source,
        seen_at=min(audience.seen_at for audience in audiences),
        sample_size=sum(len(audience.members) for audience in audiences),
        population=found.total,
        is_estimate=not found.is_exact,
        formulas=formulas,
        intervals={f"unique_{noun}_count": rounded_interval(interval)} if interval else {},
    )
    for number, (audience, overlap_of_creator) in enumerate(zip(audiences, found.creators, strict=True)):
        path = f"profiles[{number}]"
        yield Provenance(
            part=path,
            source=audience.source,
            seen_at=audience.seen_at,
            sample_size=len(audience.members),
            population=overlap_of_creator.population,
            is_estimate=len(audience.members) < overlap_of_creator.population,
            formulas=formulas,
            intervals={f"{path}.overlap_{noun}_percentage": rounded_interval(overlap_of_creator.interval)}
            if overlap_of_creator.interval
            else {},
        )


def _check(request: AudienceOverlapRequest) -> None:
    platform = require_platform(request.work_platform_id)
    _check_distinct(
        request.identifiers, [handle_from_identifier(platform, name) for name in request.identifiers]
    )


def _check_distinct(identifiers: Sequence[str], handles: Sequence[str]) -> None:
    """Raises SameCreatorTwice."""
    first: dict[str, str] = {}
    for identifier, handle in zip(identifiers, map(normalize_tag, handles), strict=True):
        if handle in first:
            raise SameCreatorTwice(
                f"identifiers: {first[handle]!r} and {identifier!r} are one creator; name each creator once."
            )
        first[handle] = identifier


AUDIENCE_OVERLAP: Final = Job(
    name="audience_overlap",
    request=AudienceOverlapRequest,
    result=AudienceOverlap,
    run=run,
    check=_check,
    completion_events=CompletionEvents(AUDIENCE_OVERLAP_SUCCESS, AUDIENCE_OVERLAP_FAILURE),
)
