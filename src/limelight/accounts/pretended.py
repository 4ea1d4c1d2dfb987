"""The sandbox's platforms as creators sign in to them: everybody of the simulated world can."""

from typing import Final

from limelight.connectors.grants import Grant
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.world import World
from limelight.world.residents import people_of

_EXAMPLE: Final = 7


class PretendedPlatforms:
    """Grants of the sandbox name the account in their access token: ``sandbox:platform:handle``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def example(self, platform: PlatformKey) -> str:
        return self._creator(people_of(platform), _EXAMPLE).username

    def grant(self, platform: PlatformKey, handle: str) -> Grant | None:
        people = people_of(platform)
        index = self._world.find(people, handle)
        if index is None:
            return None
        creator = self._creator(people, index)
        extra = {"username": creator.username, "name": creator.full_name}
        return Grant(
            access_token=f"sandbox:{platform}:{creator.username}",
            subject=self._world.external_id(people, index),
            extra={name: value for name, value in extra.items() if value},
        )

    def _creator(self, people: PlatformKey, index: int) -> Creator:
        return next(self._world.creators(people, index, index + 1))[0]
