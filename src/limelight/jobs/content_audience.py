"""Audience of some contents of a profile: likers and commenters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limelight.analytics.audience import gender_age_distribution
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.audience_shares import Shares, category_shares
from limelight.analytics.contents_audience import contents_audience, reaction_weights
from limelight.analytics.tags import hashtags_of
from limelight.analytics.tiers import follower_or_subscriber_count
from limelight.catalog.creator_lookup import handle_from_identifier
from limelight.catalog.result_documents import profile_url
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.public_source import PublicItems
from limelight.errors import InvalidRequest, NotFound
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.lookups import find_creator
from limelight.jobs.provenance import (
    formula_versions,
    observed_provenance,
    rounded_interval,
    sample_provenance,
)
from limelight.kernel.records import (
    AudienceGender,
    AudienceKind,
    Content,
    CountryShare,
    Creator,
    GenderAgeShare,
)
from limelight.kernel.struct_mapping import copy_fields
from limelight.kernel.timestamps import Timestamp, format_timestamp
from limelight.schemas.provenance import Interval, Provenance
from limelight.schemas.public_content.content_audience import (
    ContentAudience,
    ContentAudienceCreator,
    ContentAudienceData,
    ContentAudiencePost,
    ContentAudienceReport,
    ContentAudienceRequest,
    ContentAudienceShares,
)
from limelight.webhooks.events import CONTENT_AUDIENCE_FETCH_FAILURE, CONTENT_AUDIENCE_FETCH_SUCCESS

_KINDS: Final = (AudienceKind.LIKERS, AudienceKind.COMMENTERS)
_MAX_COUNTRIES: Final = 7

Samples = Mapping[AudienceKind, AudienceSample]


class SameContentTwice(InvalidRequest):
    """The request names a content twice."""


class NoContentFound(NotFound):
    """None of the contents is known as a content of the profile."""


class ReactionsNotKnown(NotFound):
    """No likers or commenters of the profile's contents are known."""


@dataclass(frozen=True)
class _FoundContents:
    """The contents that were found, and the URLs of the others."""

    observed: Sequence[PublicItems[Content]]
    failed_urls: Sequence[str]

    @property
    def items(self) -> list[Content]:
        return [content for each in self.observed for content in each.items]


async def run(job_run: JobRun[ContentAudienceRequest], context: JobContext) -> ContentAudience:
    request = job_run.request
    creator = await find_creator(context, request.work_platform_id, request.identifier)
    found = await _find_contents(request.content_urls, creator, context)
    samples = await _samples(creator, context)
    weights = reaction_weights(found.items)
    ages = contents_audience(_shares_by_kind(gender_age_distribution, samples), weights)
    countries = contents_audience(_shares_by_kind(_country_shares, samples), weights).largest(_MAX_COUNTRIES)
    report = _report(request, found, format_timestamp(context.clock()))
    return ContentAudience(
        data=ContentAudienceData(
            report=report,
            creators=_creator(creator, report.post_count),
            posts=[_post(creator, content) for content in found.items],
            audience=_audience_shares(ages, countries),
        ),
        post_count=report.post_count,
        total_like_count=report.total_like_count,
        provenance=_provenance(found, samples, ages, countries),
    )


async def _find_contents(urls: Sequence[str], creator: Creator, context: JobContext) -> _FoundContents:
    lookups = [(url, await context.observations.content(creator, url)) for url in urls]
    found = [seen for _, seen in lookups if seen is not None]
    if not found:
        raise NoContentFound(f"content_urls: none is known as a content of {creator.username}.")
    return _FoundContents(found, [url for url, seen in lookups if seen is None])


async def _samples(creator: Creator, context: JobContext) -> Samples:
    size = context.settings.audience_sample
    samples = {kind: await context.observations.audience(creator, kind, size) for kind in _KINDS}
    found = {kind: sample for kind, sample in samples.items() if sample is not None and sample.people.height}
    if not found:
        raise ReactionsNotKnown(f"identifier: no likers or commenters of {creator.username} are known.")
    return found


def _shares_by_kind(
    shares: Callable[[AudienceSample], Shares], samples: Samples
) -> dict[AudienceKind, Shares]:
    return {kind: shares(sample) for kind, sample in samples.items()}


def _country_shares(sample: AudienceSample) -> Shares:
    return category_shares(sample.people["country"], sample.population)


def _report(request: ContentAudienceRequest, found: _FoundContents, at: Timestamp) -> ContentAudienceReport:
    engagements = [content.engagement for content in found.items]
    return ContentAudienceReport(
        created_at=at,
        content_urls=[url for url in request.content_urls if url not in found.failed_urls],
        failed_content_urls=found.failed_urls,
        creator_count=1,
        post_count=len(engagements),
        total_like_count=_total([each.like_count for each in engagements]),
        total_reach_count=_total([each.reach_organic_count for each in engagements]),
    )


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


_to_creator: Final = copy_fields(
    Creator,
    ContentAudienceCreator,
    given=("platform_profile_name", "url", "follower_count", "analysed_post_count"),
)
_to_post: Final = copy_fields(
    Content,
    ContentAudiencePost,
    given=("platform_profile_name", "like_count", "view_count", "share_count", "hashtags"),
)


def _creator(creator: Creator, post_count: int) -> ContentAudienceCreator:
    return _to_creator(
        creator,
        platform_profile_name=creator.username,
        url=profile_url(creator),
        follower_count=follower_or_subscriber_count(creator),
        analysed_post_count=post_count,
    )


def _post(creator: Creator, content: Content) -> ContentAudiencePost:
    return _to_post(
        content,
        platform_profile_name=creator.username,
        like_count=content.engagement.like_count,
        view_count=content.engagement.view_count,
        share_count=content.engagement.share_count,
        hashtags=content.hashtags or hashtags_of(content),
    )


def _audience_shares(ages: Shares, countries: Shares) -> ContentAudienceShares:
    return ContentAudienceShares(
        gender_age_distribution=[_gender_age(*item) for item in ages.percentages.items()],
        countries=[CountryShare(code=code, value=value) for code, value in countries.percentages.items()],
    )


def _gender_age(name: str, value: float) -> GenderAgeShare:
    gender, age_range = name.split(".")
    return GenderAgeShare(gender=AudienceGender(gender), age_range=age_range, value=value)


def _provenance(found: _FoundContents, samples: Samples, ages: Shares, countries: Shares) -> list[Provenance]:
    """Returns the provenance of the shares, of the people and of the contents."""
    audience = Provenance(
        part="data.audience",
        source=next(iter(samples.values())).source,
        seen_at=min(sample.seen_at for sample in samples.values()),
        sample_size=ages.known,
        is_estimate=True,
        formulas=formula_versions(contents_audience, reaction_weights),
        intervals={
            **_intervals("gender_age_distribution", ages),
            **_intervals("countries", countries),
        },
    )
    people = [sample_provenance(f"data.audience.{kind}", sample) for kind, sample in samples.items()]
    contents = [observed_provenance(f"data.posts[{at}]", seen, 1) for at, seen in enumerate(found.observed)]
    return [audience, *people, *contents]


def _intervals(name: str, shares: Shares) -> dict[str, Interval]:
    return {f"{name}.{key}": rounded_interval(shares.interval(key)) for key in shares.percentages}


def _check(request: ContentAudienceRequest) -> None:
    handle_from_identifier(require_platform(request.work_platform_id), request.identifier)
    repeated = [url for url in request.content_urls if request.content_urls.count(url) > 1]
    if repeated:
        raise SameContentTwice(f"content_urls: {repeated[0][:200]!r} is given twice.")


CONTENT_AUDIENCE: Final = Job(
    name="content_audience",
    request=ContentAudienceRequest,
    result=ContentAudience,
    run=run,
    check=_check,
    completion_events=CompletionEvents(CONTENT_AUDIENCE_FETCH_SUCCESS, CONTENT_AUDIENCE_FETCH_FAILURE),
)
