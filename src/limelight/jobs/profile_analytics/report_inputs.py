"""Collects the inputs of a report."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from limelight.analytics.audience_samples import AudienceSample, FollowerSet
from limelight.analytics.language import with_languages
from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.tiers import follower_or_subscriber_count, tier
from limelight.connectors.public_source import PublicItems
from limelight.jobs.declaration import JobContext
from limelight.kernel.records import AudienceKind, Content, Creator
from limelight.schemas.creator_discovery.search import CreatorSummary

MAX_LOOKALIKES: Final = 30


@dataclass(frozen=True, kw_only=True)
class ReportInputs:
    """What is known of a creator at one moment; unknown inputs are None or missing."""

    creator: Creator
    now: datetime
    contents: PublicItems[Content] | None = None
    samples: Mapping[AudienceKind, AudienceSample]
    membership: FollowerSet | None = None
    peers: PeerGroup | None = None
    lookalikes: Sequence[CreatorSummary] = ()
    audience_lookalikes: Sequence[CreatorSummary] = ()


async def collect_inputs(context: JobContext, creator: Creator) -> ReportInputs:
    data = context.observations
    settings = context.settings
    samples = {kind: await data.audience(creator, kind, settings.audience_sample) for kind in AudienceKind}
    peers, lookalikes, audience_lookalikes = await asyncio.to_thread(_peers_and_lookalikes, context, creator)
    return ReportInputs(
        creator=creator,
        now=context.clock(),
        contents=await data.contents(creator, settings.analysed_contents),
        samples={
            kind: await asyncio.to_thread(_detect_languages, sample)
            for kind, sample in samples.items()
            if sample
        },
        membership=await data.membership(creator),
        peers=peers,
        lookalikes=lookalikes,
        audience_lookalikes=audience_lookalikes,
    )


def _detect_languages(sample: AudienceSample) -> AudienceSample:
    return replace(sample, people=with_languages(sample.people))


def _peers_and_lookalikes(
    context: JobContext, creator: Creator
) -> tuple[PeerGroup | None, Sequence[CreatorSummary], Sequence[CreatorSummary]]:
    discovery, size = context.discovery, follower_or_subscriber_count(creator)
    return (
        None if size is None else discovery.peers(creator.platform, tier(size)),
        discovery.lookalikes(creator, MAX_LOOKALIKES),
        discovery.audience_lookalikes(creator, MAX_LOOKALIKES),
    )
