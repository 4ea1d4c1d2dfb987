"""``limelight sandbox``: growing the simulated world."""

from collections.abc import Mapping
from typing import Annotated

import typer

from limelight.app.sandbox_growth import grow_sandbox, growth_targets
from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.kernel.platforms import PlatformKey
from limelight.settings import Settings

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
    added = run(_grow(current, growth_targets(current, creators, platform)))
    STDOUT.print(f"Added {added:,} creators.")


async def _grow(current: Settings, targets: Mapping[PlatformKey, int]) -> int:
    async with open_database(current) as database:
        with progress_bar("Growing the world") as progress:
            return await grow_sandbox(current, database, targets, progress)
