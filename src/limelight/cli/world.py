"""``limelight sandbox``: growing the simulated world."""

from typing import Annotated

import typer

from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.sandbox.growth import grow, load_world
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, creators_per_platform
from limelight.settings import Settings, SettingsError

app = typer.Typer(add_completion=False, help="The simulated world.", no_args_is_help=True)


@app.callback()
def sandbox() -> None:
    """The simulated world."""


@app.command("grow")
def grow_world(
    creators: Annotated[int, typer.Option(min=1, help="How many creators there are to be in all.")],
    platform: Annotated[PlatformKey | None, typer.Option(help="Grow one platform to so many.")] = None,
) -> None:
    """Store creators of the simulated world until there are as many as wanted.

    Continues where it stopped, also after it was killed; running servers find the new creators.
    """
    current = current_settings()
    if not current.is_sandbox:
        raise SettingsError("LIMELIGHT_ENVIRONMENT is not sandbox: only the sandbox has simulated creators.")
    if platform is not None and platform not in DISTRIBUTIONS:
        raise SettingsError(f"{platform} has no public creators; these have: {', '.join(DISTRIBUTIONS)}.")
    added = run(_grow(current, {platform: creators} if platform else creators_per_platform(creators)))
    STDOUT.print(f"Added {added:,} creators.")


async def _grow(current: Settings, wanted: dict[PlatformKey, int]) -> int:
    async with open_database(current) as database:
        world = await load_world(database, current.sandbox.seed, now().date())
        with progress_bar("Growing the world") as progress:
            return await grow(world, database, wanted, progress)
