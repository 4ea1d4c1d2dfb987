"""``limelight sandbox``: growing the simulated world."""

from typing import Annotated

import typer

from limelight.cli.progress import bar
from limelight.cli.surroundings import OUT, opened, run, settings
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.settings import Settings, SettingsError
from limelight.world.growth import grow, stored_world
from limelight.world.shapes import SHAPES, shares

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
    current = settings()
    if not current.is_sandbox:
        raise SettingsError("LIMELIGHT_ENVIRONMENT is not sandbox: only the sandbox has simulated creators.")
    if platform is not None and platform not in SHAPES:
        raise SettingsError(f"{platform} has no public creators; these have: {', '.join(SHAPES)}.")
    added = run(_grow(current, {platform: creators} if platform else shares(creators)))
    OUT.print(f"Added {added:,} creators.")


async def _grow(current: Settings, wanted: dict[PlatformKey, int]) -> int:
    async with opened(current) as database:
        world = await stored_world(database, current.sandbox.seed, now().date())
        with bar("Growing the world") as progress:
            return await grow(world, database, wanted, progress)
