"""Sign-in to the sandbox's platforms, as any simulated creator."""

from typing import Final

from limelight.connectors.grants import Grant
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.sandbox import World
from limelight.sandbox.account_owners import creator_platform, find_owner

_EXAMPLE_INDEX: Final = 7


class SandboxSignIn:
    """Sign-in by handle, without a password."""

    def __init__(self, world: World) -> None:
        self._world = world

    def example_handle(self, platform: PlatformKey) -> str:
        """A handle that can sign in."""
        return self._world.creator(creator_platform(platform), _EXAMPLE_INDEX).username

    def grant_for(self, platform: PlatformKey, handle: str) -> Grant | None:
        """``None`` if no creator has the handle."""
        found = find_owner(self._world, platform, handle)
        return sandbox_grant(platform, found.creator) if found else None


def sandbox_grant(platform: PlatformKey, creator: Creator) -> Grant:
    """What a creator grants at a platform of the sandbox. The token names the account."""
    extra = {"username": creator.username, "name": creator.full_name}
    return Grant(
        access_token=f"sandbox:{platform}:{creator.username}",
        subject=creator.external_id or creator.username,
        extra={name: value for name, value in extra.items() if value},
    )
