"""How long a report takes to compute, given all that it is made from.

``python -m benchmarks.reporting [creators] [people of a sample]``. The creators are of the simulated world,
with samples of their followers, likers and commenters, their contents, peers and lookalikes. What is timed is
what the worker computes: from what was gathered to the result as JSON. A profile of it follows.
"""

import asyncio
import cProfile
import pstats
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from time import perf_counter, process_time
from typing import Final

import msgspec
import numpy as np

from limelight.analytics.peers import Peers
from limelight.analytics.tiers import Tier
from limelight.catalog.cards import creator_card
from limelight.jobs.profile_analytics import report
from limelight.jobs.profile_analytics.gathering import Gathered
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.kernel.timestamps import now
from limelight.world import World
from limelight.world.public import WorldPublicSource

PLATFORMS: Final = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK)
CONTENTS: Final = 100
ROUNDS: Final = 7
_PEERS: Final = 1_000


async def gather(creators: int, size: int) -> list[Gathered]:
    """The first creators of the platforms who hide nothing and have as many followers as are looked at."""
    world = World(1, date(2026, 6, 1))

    async def found_world() -> World:
        return world

    source = WorldPublicSource(found_world)
    found: list[Gathered] = []
    for platform in PLATFORMS:
        known = [creator for batch in world.creators(platform, 0, 1_024) for creator in batch]
        peers = _peers()
        others = [creator_card(creator) for creator in known[:30]]
        large = [each for each in known if (each.follower_count or each.subscriber_count or 0) >= size]
        for creator in large[: -(-creators // len(PLATFORMS))]:
            asked = {kind: await source.audience(creator, kind, size) for kind in AudienceKind}
            found.append(
                Gathered(
                    creator=creator,
                    now=now(),
                    contents=await source.contents(creator, CONTENTS),
                    samples={kind: sample for kind, sample in asked.items() if sample is not None},
                    membership=await source.membership(creator),
                    peers=peers,
                    lookalikes=others,
                    audience_lookalikes=others,
                )
            )
    return [each for each in found if AudienceKind.FOLLOWERS in each.samples]


def _peers() -> Peers:
    rng = np.random.default_rng(7)
    return Peers(
        platform=PlatformKey.INSTAGRAM,
        tier=Tier.MID,
        count=100_000,
        engagement_rates=rng.lognormal(-3.5, 0.6, _PEERS),
        credibility_scores=rng.beta(8, 3, _PEERS),
        median_likes=1_000,
    )


@dataclass(frozen=True)
class Taken:
    """Milliseconds, as the clock has it, and of the processor."""

    clock: float
    processor: float


def taken(found: Sequence[Gathered]) -> list[Taken]:
    """For each, the medians of the rounds; what runs first is not counted."""
    _computed(found[0])
    rounds = [[_taken(each) for _ in range(ROUNDS)] for each in found]
    return [
        Taken(median(one.clock for one in each), median(one.processor for one in each)) for each in rounds
    ]


def _taken(gathered: Gathered) -> Taken:
    clock, processor = perf_counter(), process_time()
    _computed(gathered)
    return Taken(1000 * (perf_counter() - clock), 1000 * (process_time() - processor))


def _computed(gathered: Gathered) -> bytes:
    return msgspec.json.encode(report(gathered))


def followers_only(gathered: Gathered) -> Gathered:
    kind = AudienceKind.FOLLOWERS
    return replace(gathered, samples={kind: gathered.samples[kind]})


def profile(found: Sequence[Gathered]) -> None:
    with cProfile.Profile() as observer:
        for each in found:
            _computed(each)
    pstats.Stats(observer).sort_stats("cumulative").print_stats(45)


def main(arguments: Sequence[str]) -> None:
    creators, size = map(int, (*arguments, *("9", "10000")[len(arguments) :]))
    found = asyncio.run(gather(creators, size))
    for name, chosen in (("followers", list(map(followers_only, found))), ("all three audiences", found)):
        times = taken(chosen)
        clock, processor = [each.clock for each in times], [each.processor for each in times]
        print(
            f"{name}, {size:,} people each: median {median(clock):.1f} ms, at most {max(clock):.1f} ms; "
            f"of the processor {median(processor):.1f} ms"
        )
    profile(found)


if __name__ == "__main__":
    main(sys.argv[1:])
