"""One world for all tests, and its first creators of a platform."""

from datetime import date

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.sandbox.world import World

AS_OF = date(2026, 5, 20)
INSTAGRAM_CREATORS = 2_048


@pytest.fixture(scope="session")
def world() -> World:
    return World(1, AS_OF)


@pytest.fixture(scope="session")
def creators_by_platform(world: World) -> dict[PlatformKey, list[Creator]]:
    """The first 2,048 creators of Instagram, and 256 of each other platform."""
    return {
        platform: [
            creator
            for batch in world.creators(
                platform, 0, INSTAGRAM_CREATORS if platform is PlatformKey.INSTAGRAM else 256
            )
            for creator in batch
        ]
        for platform in world.platforms
    }


@pytest.fixture(scope="session")
def instagram(creators_by_platform: dict[PlatformKey, list[Creator]]) -> list[Creator]:
    return creators_by_platform[PlatformKey.INSTAGRAM]


@pytest.fixture(scope="session")
def all_creators(creators_by_platform: dict[PlatformKey, list[Creator]]) -> list[Creator]:
    return [creator for creators in creators_by_platform.values() for creator in creators]
