"""How long a report takes to compute, given all that it is made from.

``python -m benchmarks.profile_report [creators] [people of a sample]``. The creators are simulated,
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

from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.tiers import Tier
from limelight.catalog.result_documents import creator_card
from limelight.jobs.profile_analytics import report
from limelight.jobs.profile_analytics.report_inputs import ReportInputs
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.kernel.timestamps import now
from limelight.sandbox import World
from limelight.sandbox.public_source import SandboxPublicSource

PLATFORMS: Final = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK)
CONTENTS: Final = 100
ROUNDS: Final = 7
_PEERS: Final = 1_000


async def gather_inputs(creators: int, size: int) -> list[ReportInputs]:
    """The first creators of the platforms who hide nothing and have as many followers as are looked at."""
    world = World(1, date(2026, 6, 1))

    async def found_world() -> World:
        return world

    source = SandboxPublicSource(found_world)
    found: list[ReportInputs] = []
    for platform in PLATFORMS:
        known = [creator for batch in world.creators(platform, 0, 1_024) for creator in batch]
        peers = _peers()
        others = [creator_card(creator) for creator in known[:30]]
        large = [each for each in known if (each.follower_count or each.subscriber_count or 0) >= size]
        for creator in large[: -(-creators // len(PLATFORMS))]:
            asked = {kind: await source.audience(creator, kind, size) for kind in AudienceKind}
            found.append(
                ReportInputs(
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


def _peers() -> PeerGroup:
    rng = np.random.default_rng(7)
    return PeerGroup(
        platform=PlatformKey.INSTAGRAM,
        tier=Tier.MID,
        count=100_000,
        engagement_rates=rng.lognormal(-3.5, 0.6, _PEERS),
        credibility_scores=rng.beta(8, 3, _PEERS),
        median_likes=1_000,
    )


@dataclass(frozen=True)
class ReportTiming:
    """Milliseconds, as the clock has it, and of the processor."""

    wall_ms: float
    cpu_ms: float


def time_reports(found: Sequence[ReportInputs]) -> list[ReportTiming]:
    """For each, the medians of the rounds; what runs first is not counted."""
    _compute(found[0])
    rounds = [[_time_report(each) for _ in range(ROUNDS)] for each in found]
    return [
        ReportTiming(median(one.wall_ms for one in each), median(one.cpu_ms for one in each))
        for each in rounds
    ]


def _time_report(gathered: ReportInputs) -> ReportTiming:
    clock, processor = perf_counter(), process_time()
    _compute(gathered)
    return ReportTiming(1000 * (perf_counter() - clock), 1000 * (process_time() - processor))


def _compute(gathered: ReportInputs) -> bytes:
    return msgspec.json.encode(report(gathered))


def followers_only(gathered: ReportInputs) -> ReportInputs:
    kind = AudienceKind.FOLLOWERS
    return replace(gathered, samples={kind: gathered.samples[kind]})


def profile(found: Sequence[ReportInputs]) -> None:
    with cProfile.Profile() as observer:
        for each in found:
            _compute(each)
    pstats.Stats(observer).sort_stats("cumulative").print_stats(45)


def main(arguments: Sequence[str]) -> None:
    creators, size = map(int, (*arguments, *("9", "10000")[len(arguments) :]))
    found = asyncio.run(gather_inputs(creators, size))
    for name, chosen in (("followers", list(map(followers_only, found))), ("all three audiences", found)):
        times = time_reports(chosen)
        clock, processor = [each.wall_ms for each in times], [each.cpu_ms for each in times]
        print(
            f"{name}, {size:,} people each: median {median(clock):.1f} ms, at most {max(clock):.1f} ms; "
            f"of the processor {median(processor):.1f} ms"
        )
    profile(found)


if __name__ == "__main__":
    main(sys.argv[1:])
