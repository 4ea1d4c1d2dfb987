"""The simulated world: every creator of every platform, made again whenever it is asked for."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from polars import DataFrame

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator
from limelight.kernel.text import tag
from limelight.world.blocks import Block, drawn
from limelight.world.building import uncollected
from limelight.world.crowds import is_shown
from limelight.world.draws import BLOCK, Ints
from limelight.world.followers import followers
from limelight.world.handles import Handles
from limelight.world.identifiers import CAPACITY, identifiers
from limelight.world.lexicon import communities
from limelight.world.members import members
from limelight.world.people import people
from limelight.world.profiles import creators
from limelight.world.shapes import SHAPES
from limelight.world.truth import AudienceTruth, Truth, audience_truth, truth


class World:
    """A world is a seed and a day. It keeps nothing but the blocks it made last.

    Creator n of a platform is the same in every world of that seed, in whatever order it is asked for;
    the day moves the dates of its history and of its last post, and nothing else.
    """

    def __init__(self, seed: int, as_of: date) -> None:
        self.seed = seed
        self.as_of = as_of
        self._block = lru_cache(maxsize=4)(self._drawn)
        self._creators = lru_cache(maxsize=2)(self._recorded)

    @property
    def platforms(self) -> tuple[PlatformKey, ...]:
        """The platforms that have public creators."""
        return tuple(SHAPES)

    def creators(self, platform: PlatformKey, start: int, stop: int) -> Iterator[list[Creator]]:
        """The creators from index ``start`` up to, not including, ``stop``, some hundreds at a time."""
        for number in range(start // BLOCK, -(-stop // BLOCK)) if start < stop else ():
            first = number * BLOCK
            with uncollected():
                found = creators(drawn(self.seed, platform, number), self.as_of)
            yield found[max(start - first, 0) : stop - first]

    def creator(self, platform: PlatformKey, index: int) -> Creator:
        return self._creators(platform, _checked(index) // BLOCK)[index % BLOCK]

    def truth(self, platform: PlatformKey, index: int) -> Truth:
        return truth(self._block(platform, _checked(index) // BLOCK), index, self.as_of)

    def audience_truth(self, platform: PlatformKey, index: int, kind: AudienceKind) -> AudienceTruth:
        return audience_truth(self._block(platform, _checked(index) // BLOCK), index, kind)

    def audience(self, platform: PlatformKey, index: int, kind: AudienceKind, size: int) -> DataFrame | None:
        """At most ``size`` people, in the columns of ``analytics.samples``; None if they are hidden."""
        block = self._block(platform, _checked(index) // BLOCK)
        return followers(block, index, kind, size) if is_shown(block, index % BLOCK, kind) else None

    def members(self, platform: PlatformKey, index: int) -> Ints:
        """The ids of the simulated followers, ascending: what two creators have in common is exact."""
        block = self._block(platform, _checked(index) // BLOCK)
        return members(self.seed, platform, index, block.followings)

    def find(self, platform: PlatformKey, identifier: str) -> int | None:
        """The index of the creator with that external id or handle (with or without ``@``), if any."""
        if platform not in SHAPES:
            return None
        found = identifiers(self.seed, platform).index(identifier.strip())
        if found is not None:
            return found
        return Handles(self.seed, platform).index(tag(identifier), lambda index: self._word(platform, index))

    def external_id(self, platform: PlatformKey, index: int) -> str:
        return identifiers(self.seed, platform).written(_checked(index))

    def _word(self, platform: PlatformKey, index: int) -> str:
        found = people(self.seed, platform, index // BLOCK)
        return communities()[int(found.community[index % BLOCK])].word

    def _drawn(self, platform: PlatformKey, number: int) -> Block:
        return drawn(self.seed, platform, number)

    def _recorded(self, platform: PlatformKey, number: int) -> list[Creator]:
        return creators(self._block(platform, number), self.as_of)


def _checked(index: int) -> int:
    if not 0 <= index < CAPACITY:
        raise IndexError(f"a platform has creators 0 to {CAPACITY - 1}, not {index}")
    return index
