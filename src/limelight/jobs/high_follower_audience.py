"""Members of a creator's audience that have many followers."""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.high_followers import high_followers
from limelight.catalog.result_documents import age_group, creator_card
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import Job, JobContext, JobRun
from limelight.jobs.lookups import find_creator
from limelight.jobs.provenance import formula_versions, rounded_interval, sample_provenance
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator, CreatorGender, Place
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.creator_discovery.high_follower_audience import (
    HighFollower,
    HighFollowerAudience,
    HighFollowerAudienceRequest,
    HighFollowerCount,
)
from limelight.schemas.creator_discovery.search import CreatorSummary
from limelight.schemas.provenance import Provenance
from limelight.store.creators import Creators
from limelight.vocabulary.locations import location

_TEXT_FIELDS: Final = ("url", "image_url", "full_name", "introduction", "platform_account_type", "gender")

_with_formulas: Final = copy_fields(Provenance, Provenance, given=("formulas",))
_to_high_follower: Final = copy_fields(
    CreatorSummary, HighFollower, given=(*_TEXT_FIELDS, "age_group", "contact_details")
)


async def run(job_run: JobRun[HighFollowerAudienceRequest], context: JobContext) -> HighFollowerAudience:
    request = job_run.request
    creator = await find_creator(context, request.work_platform_id, request.identifier)
    kinds = AudienceKind if request.audience_type == "all" else [AudienceKind(request.audience_type)]
    observed = [
        (kind, await context.observations.audience(creator, kind, context.settings.audience_sample))
        for kind in kinds
    ]
    samples = {kind: sample for kind, sample in observed if sample is not None}
    if not samples:
        return HighFollowerAudience(audience_details=HighFollowerCount())
    high = _select_high_followers(list(samples.values()), request.follower_count.min)
    shown_rows = [] if request.dry_run else high.head(request.limit).to_dicts()
    return HighFollowerAudience(
        followers=await _profiles(context, creator.platform, shown_rows),
        audience_details=_count(samples, high, request),
        provenance=[
            _with_formulas(sample_provenance(kind, sample), formulas=formula_versions(high_followers))
            for kind, sample in samples.items()
        ],
    )


def _select_high_followers(samples: Sequence[AudienceSample], min_followers: int) -> pl.DataFrame:
    """Returns distinct people, those with most followers first."""
    people = pl.concat([sample.people for sample in samples])
    high = people.filter(pl.col("follower_count") >= min_followers)
    distinct = high.with_columns(pl.coalesce("username", "external_id").alias("name")).unique(
        "name", keep="first"
    )
    return distinct.sort("follower_count", "name", descending=[True, False])


def _count(
    samples: dict[AudienceKind, AudienceSample], high: pl.DataFrame, request: HighFollowerAudienceRequest
) -> HighFollowerCount:
    """The estimate is for followers, or for the one kind of audience in the request."""
    sample = samples.get(AudienceKind.FOLLOWERS) or next(iter(samples.values()))
    found = high_followers(sample, request.follower_count.min)
    return HighFollowerCount(
        estimated_count=found.count if found else None,
        interval=rounded_interval(found.interval) if found else None,
        counted=high.height,
        sample_size=sample.people.height,
        with_email=_count_with_email(high) if request.has_email else None,
    )


def _count_with_email(high: pl.DataFrame) -> int | None:
    """Returns None if it is unknown for all people."""
    known = high["has_email"].drop_nulls()
    return int(known.sum()) if len(known) or not high.height else None


async def _profiles(
    context: JobContext, key: PlatformKey, rows: Sequence[dict[str, Any]]
) -> list[HighFollower]:
    """Returns the stored profile of each, else the fields from the audience."""
    async with context.database.session() as session:
        creators = Creators(session)
        known = [
            await creators.find(key, handle=row["username"]) if row["username"] else None for row in rows
        ]
    return [
        _profile(stored.record, age_group(stored.record.age))
        if stored
        else _profile(*_creator_from_row(key, row))
        for row, stored in zip(rows, known, strict=True)
    ]


def _profile(creator: Creator, age_range: str | None) -> HighFollower:
    card = creator_card(creator)
    return _to_high_follower(
        card,
        **{name: getattr(card, name) or "" for name in _TEXT_FIELDS},
        age_group=age_range or "",
        contact_details=creator.contact_details or (),
    )


def _creator_from_row(key: PlatformKey, row: dict[str, Any]) -> tuple[Creator, str | None]:
    """Returns a row of an audience as a creator, and its age group."""
    same = ("external_id", "url", "full_name", "introduction", "image_url", "is_verified", "follower_count")
    creator = Creator(
        platform=key,
        username=row["username"] or row["external_id"],
        location=Place(
            city=_place_name(row["city"]),
            state=_place_name(row["state"]),
            country=_place_name(row["country"]),
        ),
        language=row["language"],
        gender=CreatorGender(row["gender"]) if row["gender"] else None,
        **{name: row[name] for name in same},
    )
    return creator, row["age_range"]


def _place_name(key: str | None) -> str | None:
    found = location(key) if key else None
    return found.name if found else None


HIGH_FOLLOWER_AUDIENCE: Final = Job(
    name="high_follower_audience",
    request=HighFollowerAudienceRequest,
    result=HighFollowerAudience,
    run=run,
    check=lambda request: require_platform(request.work_platform_id),
)
