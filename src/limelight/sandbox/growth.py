"""Storing the creators of the world, each platform's in the order of their indexes."""

from collections.abc import Callable, Mapping
from datetime import date

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import parse_timestamp
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, creators_per_platform
from limelight.sandbox.world import World
from limelight.store.creators import Creators
from limelight.store.database import Database

Progress = Callable[[int, int], None]
"""Called with the number of stored creators and the total."""


async def ensure_grown(
    database: Database, seed: int, total: int, today: date, on_progress: Progress = lambda done, total: None
) -> World:
    """The sandbox's world, with its first ``total`` creators stored."""
    world = await load_world(database, seed, today)
    await grow(world, database, creators_per_platform(total), on_progress)
    return world


async def load_world(database: Database, seed: int, today: date) -> World:
    """The world of the day in the stored records' origins; of today if no creator is stored."""
    first = next(iter(DISTRIBUTIONS))
    async with database.session() as session:
        known = await Creators(session).find(first, external_id=World(seed, today).external_id(first, 0))
    origins = known.record.origins if known else ()
    days = [parse_timestamp(origin.at).date() for origin in origins if origin.source is DataSource.SANDBOX]
    return World(seed, min(days, default=today))


async def grow(
    world: World, database: Database, wanted: Mapping[PlatformKey, int], on_progress: Progress
) -> int:
    """Store what is missing of the first so many creators of each platform, and say how many that were.

    A batch is a transaction and the next one begins where the stored ones end, so it may be stopped at
    any moment and begun again.
    """
    async with database.session() as session:
        known = Creators(session)
        stored = {platform: await _stored(known, world, platform, wanted[platform]) for platform in wanted}
    total, already = sum(wanted.values()), sum(stored.values())
    done = already
    on_progress(done, total)
    for platform, start in stored.items():
        for batch in world.creators(platform, start, wanted[platform]):
            async with database.session() as session:
                await Creators(session).save(batch)
            done += len(batch)
            on_progress(done, total)
    return done - already


async def _stored(known: Creators, world: World, platform: PlatformKey, wanted: int) -> int:
    """How many of the platform's first creators are stored, by bisection: they are stored in order."""

    async def is_stored(index: int) -> bool:
        return await known.find(platform, external_id=world.external_id(platform, index)) is not None

    if wanted == 0 or await is_stored(wanted - 1):
        return wanted
    low, high = 0, wanted - 1
    while low < high:
        middle = (low + high) // 2
        if await is_stored(middle):
            low = middle + 1
        else:
            high = middle
    return low
