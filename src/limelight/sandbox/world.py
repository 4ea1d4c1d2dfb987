"""The simulated world: computes any creator of any platform from the seed."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from polars import DataFrame

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator
from limelight.kernel.text import normalize_tag
from limelight.sandbox.audiences.audience_mix import is_audience_visible
from limelight.sandbox.audiences.follower_pools import follower_ids
from limelight.sandbox.audiences.sampled_people import sample_people
from limelight.sandbox.creators.blocks import Block, generate_block
from limelight.sandbox.creators.external_ids import MAX_CREATORS, external_ids
from limelight.sandbox.creators.handles import Handles
from limelight.sandbox.creators.identities import creator_identities
from limelight.sandbox.creators.profiles import creator_records
from limelight.sandbox.ground_truth import AudienceTruth, CreatorTruth, audience_truth, creator_truth
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.random_streams import BLOCK_SIZE, Ints
from limelight.sandbox.record_building import gc_paused
from limelight.sandbox.reference_data import communities


class World:
    """A world is a seed and a day; it stores nothing and caches the latest blocks.

    Creator n of a platform is the same in every world of that seed, whatever was computed before. The day
    sets the dates of its history and of its last post, and nothing else.
    """

    def __init__(self, seed: int, as_of: date) -> None:
        self.seed = seed
        self.as_of = as_of
        self._block = lru_cache(maxsize=4)(self._generate_block)
        self._creators = lru_cache(maxsize=2)(self._generate_creators)

    @property
    def platforms(self) -> tuple[PlatformKey, ...]:
        """The platforms that have public creators."""
        return tuple(DISTRIBUTIONS)

    def creators(self, platform: PlatformKey, start: int, stop: int) -> Iterator[list[Creator]]:
        """The creators with indexes ``start`` to ``stop - 1``, in batches of at most one block."""
        for number in range(start // BLOCK_SIZE, -(-stop // BLOCK_SIZE)) if start < stop else ():
            first = number * BLOCK_SIZE
            with gc_paused():
                found = creator_records(generate_block(self.seed, platform, number), self.as_of)
            yield found[max(start - first, 0) : stop - first]

    def creator(self, platform: PlatformKey, index: int) -> Creator:
        return self._creators(platform, _check_index(index) // BLOCK_SIZE)[index % BLOCK_SIZE]

    def truth(self, platform: PlatformKey, index: int) -> CreatorTruth:
        return creator_truth(self._block(platform, _check_index(index) // BLOCK_SIZE), index, self.as_of)

    def audience_truth(self, platform: PlatformKey, index: int, kind: AudienceKind) -> AudienceTruth:
        return audience_truth(self._block(platform, _check_index(index) // BLOCK_SIZE), index, kind)

    def audience(self, platform: PlatformKey, index: int, kind: AudienceKind, size: int) -> DataFrame | None:
        """At most ``size`` people, as in ``analytics.samples``; None if the audience is hidden."""
        block = self._block(platform, _check_index(index) // BLOCK_SIZE)
        return (
            sample_people(block, index, kind, size)
            if is_audience_visible(block, index % BLOCK_SIZE, kind)
            else None
        )

    def follower_ids(self, platform: PlatformKey, index: int) -> Ints:
        """The ids of the simulated followers, ascending, for exact overlaps."""
        block = self._block(platform, _check_index(index) // BLOCK_SIZE)
        return follower_ids(self.seed, platform, index, block.follow_rates)

    def find(self, platform: PlatformKey, identifier: str) -> int | None:
        """The index of the creator with that external id or handle (with or without ``@``), if any."""
        if platform not in DISTRIBUTIONS:
            return None
        found = external_ids(self.seed, platform).decode(identifier.strip())
        if found is not None:
            return found
        return Handles(self.seed, platform).index(
            normalize_tag(identifier), lambda index: self._community_word(platform, index)
        )

    def external_id(self, platform: PlatformKey, index: int) -> str:
        return external_ids(self.seed, platform).encode(_check_index(index))

    def _community_word(self, platform: PlatformKey, index: int) -> str:
        found = creator_identities(self.seed, platform, index // BLOCK_SIZE)
        return communities()[int(found.community[index % BLOCK_SIZE])].word

    def _generate_block(self, platform: PlatformKey, number: int) -> Block:
        return generate_block(self.seed, platform, number)

    def _generate_creators(self, platform: PlatformKey, number: int) -> list[Creator]:
        return creator_records(self._block(platform, number), self.as_of)


def _check_index(index: int) -> int:
    if not 0 <= index < MAX_CREATORS:
        raise IndexError(f"a platform has creators 0 to {MAX_CREATORS - 1}, not {index}")
    return index
