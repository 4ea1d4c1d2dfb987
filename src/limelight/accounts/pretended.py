"""The sandbox's platforms as creators sign in to them: everybody of the simulated world can."""

from typing import Final

from limelight.connectors.grants import Grant
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.world import World
from limelight.world.residents import people_of, resident

_EXAMPLE: Final = 7


class PretendedPlatforms:
    """Everybody of the world can sign in, by handle and without a password."""

    def __init__(self, world: World) -> None:
        self._world = world

    def example(self, platform: PlatformKey) -> str:
        """The handle of somebody."""
        return self._world.creator(people_of(platform), _EXAMPLE).username

    def grant(self, platform: PlatformKey, handle: str) -> Grant | None:
        """``None`` if nobody has the handle."""
        found = resident(self._world, platform, handle)
        return sandbox_grant(platform, found.creator) if found else None


def sandbox_grant(platform: PlatformKey, creator: Creator) -> Grant:
    """What a creator grants at a platform of the sandbox. The token names the account."""
    extra = {"username": creator.username, "name": creator.full_name}
    return Grant(
        access_token=f"sandbox:{platform}:{creator.username}",
        subject=creator.external_id or creator.username,
        extra={name: value for name, value in extra.items() if value},
    )
