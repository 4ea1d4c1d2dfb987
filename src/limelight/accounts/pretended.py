"""The sandbox's platforms as creators sign in to them: everybody of the simulated world can."""

from typing import Final

from limelight.connectors.grants import Grant
from limelight.kernel.platforms import PlatformKey
from limelight.world import World
from limelight.world.residents import people_of, resident

_EXAMPLE: Final = 7


class PretendedPlatforms:
    """Grants of the sandbox name the account in their access token: ``sandbox:platform:handle``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def example(self, platform: PlatformKey) -> str:
        """The handle of somebody."""
        return self._world.creator(people_of(platform), _EXAMPLE).username

    def grant(self, platform: PlatformKey, handle: str) -> Grant | None:
        """``None`` if nobody has the handle."""
        found = resident(self._world, platform, handle)
        if found is None:
            return None
        extra = {"username": found.creator.username, "name": found.creator.full_name}
        return Grant(
            access_token=f"sandbox:{platform}:{found.creator.username}",
            subject=found.external_id,
            extra={name: value for name, value in extra.items() if value},
        )
