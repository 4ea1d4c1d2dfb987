"""Where the parts of a report came from, and how sure they are."""

from collections.abc import Iterator, Mapping
from typing import Final

from limelight.analytics.engagement import average_likes, engagement_rate, recent_posts
from limelight.analytics.growth import reputation_history
from limelight.analytics.histograms import engagement_rate_histogram
from limelight.analytics.pricing import pricing
from limelight.analytics.sponsored import is_sponsored, sponsored_performance
from limelight.analytics.tiers import tier
from limelight.jobs.people import formulas, newest_origin, of_sample, shown
from limelight.jobs.profile_analytics.gathering import Gathered
from limelight.jobs.profile_analytics.measuring import FORMULAS, IN_FRACTIONS, Measured
from limelight.kernel.extending import extend
from limelight.kernel.records import Audience, AudienceKind, Creator
from limelight.kernel.timestamps import timestamp
from limelight.schemas.provenance import Interval, Provenance

_PARTS: Final = {
    AudienceKind.FOLLOWERS: "profile.audience",
    AudienceKind.LIKERS: "profile.audience_likers",
    AudienceKind.COMMENTERS: "profile.audience_commenters",
}


def origins(gathered: Gathered, measured: Mapping[AudienceKind, Measured]) -> list[Provenance]:
    """What is computed from other parts, or from many creators, has no source of its own."""
    return [
        _profile(gathered.creator),
        _contents(gathered),
        *(_audience(gathered, kind, measured.get(kind)) for kind in AudienceKind),
        _peers(gathered),
        Provenance(part="pricing", source=None, is_estimate=True, formulas=formulas(pricing)),
    ]


def _profile(creator: Creator) -> Provenance:
    """The newest delivery of the profile."""
    newest = max(creator.origins, key=lambda origin: origin.at, default=None)
    return Provenance(
        part="profile",
        source=newest.source if newest else None,
        seen_at=newest.at if newest else None,
        formulas=formulas(reputation_history),
    )


def _contents(gathered: Gathered) -> Provenance:
    """Figures of all posts are told of those that were looked at."""
    seen = gathered.contents
    if seen is None:
        return Provenance(part="profile.contents", source=None)
    return Provenance(
        part="profile.contents",
        source=seen.source,
        seen_at=seen.seen_at,
        sample_size=len(recent_posts(seen.items, gathered.now)),
        population=gathered.creator.content_count,
        is_estimate=True,
        formulas=formulas(average_likes, engagement_rate, is_sponsored, sponsored_performance),
    )


def _audience(gathered: Gathered, kind: AudienceKind, measured: Measured | None) -> Provenance:
    part, sample = _PARTS[kind], gathered.samples.get(kind)
    if sample is not None and measured is not None:
        return extend(
            Provenance,
            of_sample(part, sample),
            intervals=dict(_intervals(measured)),
            formulas=formulas(*FORMULAS),
        )
    told: Audience | None = getattr(gathered.creator, kind)
    if told is None:
        return Provenance(part=part, source=None)
    delivery = newest_origin(gathered.creator, kind)
    return Provenance(
        part=part,
        source=delivery.source if delivery else None,
        seen_at=delivery.at if delivery else None,
        sample_size=told.sample_size,
        is_estimate=True,
    )


def _intervals(measured: Measured) -> Iterator[tuple[str, Interval]]:
    """Of every share, by its place in the list that the report shows, in the unit of its value."""
    for name, shares in measured.shares.items():
        scale = 0.01 if name in IN_FRACTIONS else 1
        for place, key in enumerate(shares.percentages):
            yield f"{name}[{place}]", shown(shares.interval(key).times(scale))
    if measured.credibility is not None:
        yield "credibility_score", shown(measured.credibility.interval)


def _peers(gathered: Gathered) -> Provenance:
    return Provenance(
        part="profile.engagement_rate_histogram",
        source=None,
        seen_at=timestamp(gathered.now),
        sample_size=gathered.peers.count if gathered.peers else None,
        formulas=formulas(engagement_rate_histogram, tier),
    )
