"""Growing the simulated world, for the command line."""

from collections.abc import Callable, Mapping

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.sandbox.growth import grow, load_world
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, creators_per_platform
from limelight.settings import Settings, SettingsError
from limelight.store.database import Database


def growth_targets(
    settings: Settings, creators: int, platform: PlatformKey | None
) -> Mapping[PlatformKey, int]:
    """The number of creators that each platform is to have; all on one platform if it is given.

    Raises SettingsError outside the sandbox, and for a platform without public creators.
    """
    if not settings.is_sandbox:
        raise SettingsError("LIMELIGHT_ENVIRONMENT is not sandbox: only the sandbox has simulated creators.")
    if platform is None:
        return creators_per_platform(creators)
    if platform not in DISTRIBUTIONS:
        raise SettingsError(f"{platform} has no public creators; these have: {', '.join(DISTRIBUTIONS)}.")
    return {platform: creators}


async def grow_sandbox(
    settings: Settings,
    database: Database,
    targets: Mapping[PlatformKey, int],
    on_progress: Callable[[int, int], None],
) -> int:
    """Stores the creators that are missing, and returns their number."""
    world = await load_world(database, settings.sandbox.seed, now().date())
    return await grow(world, database, targets, on_progress)
