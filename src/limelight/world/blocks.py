"""A block of creators: everything that is drawn for it, and from what the records are made."""

from dataclasses import dataclass

from limelight.kernel.platforms import PlatformKey
from limelight.world.audiences import Audiences, audiences
from limelight.world.figures import Figures, figures
from limelight.world.histories import Histories, histories
from limelight.world.members import Followings, followings
from limelight.world.people import People, people


@dataclass(frozen=True)
class Block:
    """Creators ``number * BLOCK`` and those after it of a platform, in truth."""

    seed: int
    platform: PlatformKey
    number: int
    people: People
    figures: Figures
    histories: Histories
    audiences: Audiences
    followings: Followings


def drawn(seed: int, platform: PlatformKey, number: int) -> Block:
    where = (seed, platform, number)
    who = people(*where)
    how_many = figures(*where)
    return Block(
        *where,
        people=who,
        figures=how_many,
        histories=histories(*where, how_many),
        audiences=audiences(*where, who),
        followings=followings(who, how_many),
    )
