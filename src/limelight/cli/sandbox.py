"""``limelight sandbox``: adds simulated creators."""

from collections.abc import Mapping
from typing import Annotated

import typer

from limelight.app.sandbox_growth import grow_sandbox, growth_targets
from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.kernel.platforms import PlatformKey
from limelight.settings import Settings

app = typer.Typer(
    add_completion=False, help="Manage the simulated creators of the sandbox.", no_args_is_help=True
)


@app.callback()
def sandbox() -> None:
    """Manage the simulated creators of the sandbox."""


@app.command("grow")
def grow_world(
    creators: Annotated[int, typer.Option(min=1, help="Total number of creators afterwards.")],
    platform: Annotated[PlatformKey | None, typer.Option(help="Add creators on this platform only.")] = None,
) -> None:
    """Add simulated creators up to a total.

    An interrupted run can be repeated to continue. Running servers find the new creators.
    """
    current = current_settings()
    added = run(_grow(current, growth_targets(current, creators, platform)))
    STDOUT.print(f"Added {added:,} creators.")


async def _grow(current: Settings, targets: Mapping[PlatformKey, int]) -> int:
    async with open_database(current) as database:
        with progress_bar("Adding creators") as progress:
            return await grow_sandbox(current, database, targets, progress)
