"""All that a report is made from."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from limelight.analytics.language import with_languages
from limelight.analytics.peers import Peers
from limelight.analytics.samples import AudienceSample, Membership
from limelight.analytics.tiers import size_of, tier
from limelight.connectors.observing import Observed
from limelight.jobs.declaration import Workbench
from limelight.kernel.records import AudienceKind, Content, Creator
from limelight.schemas.creator_discovery.search import CreatorCard

SHOWN_LOOKALIKES: Final = 30


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What is known of a creator at a moment; what nobody can tell is None or missing."""

    creator: Creator
    now: datetime
    contents: Observed[Content] | None = None
    samples: Mapping[AudienceKind, AudienceSample]
    membership: Membership | None = None
    peers: Peers | None = None
    lookalikes: Sequence[CreatorCard] = ()
    audience_lookalikes: Sequence[CreatorCard] = ()


async def gathered(workbench: Workbench, creator: Creator) -> Gathered:
    seen = workbench.observations
    settings = workbench.settings
    asked = {kind: await seen.audience(creator, kind, settings.audience_sample) for kind in AudienceKind}
    peers, lookalikes, audience_lookalikes = await asyncio.to_thread(_compared, workbench, creator)
    return Gathered(
        creator=creator,
        now=workbench.clock(),
        contents=await seen.contents(creator, settings.analysed_contents),
        samples={kind: await asyncio.to_thread(_read, sample) for kind, sample in asked.items() if sample},
        membership=await seen.membership(creator),
        peers=peers,
        lookalikes=lookalikes,
        audience_lookalikes=audience_lookalikes,
    )


def _read(sample: AudienceSample) -> AudienceSample:
    return replace(sample, people=with_languages(sample.people))


def _compared(
    workbench: Workbench, creator: Creator
) -> tuple[Peers | None, Sequence[CreatorCard], Sequence[CreatorCard]]:
    discovery, size = workbench.discovery, size_of(creator)
    return (
        None if size is None else discovery.peers(creator.platform, tier(size)),
        discovery.lookalikes(creator, SHOWN_LOOKALIKES),
        discovery.audience_lookalikes(creator, SHOWN_LOOKALIKES),
    )
