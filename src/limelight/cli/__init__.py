"""The command line: ``limelight COMMAND``."""

import gc
import sys

import typer
from rich.console import Console
from rich.markup import escape

from limelight.cli import catalog, database, doctor, imports, serving, tenants, world
from limelight.errors import LimelightError
from limelight.settings import SettingsError
from limelight.store.database import DatabaseOutdated, DatabaseUnreachable
from limelight.store.keys import SealBroken

app = typer.Typer(
    name="limelight",
    help="A creator-data platform that a team runs itself.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for commands in (serving.app, database.app, catalog.app, doctor.app):
    app.add_typer(commands)
app.add_typer(tenants.app, name="tenant")
app.add_typer(imports.app, name="import")
app.add_typer(world.app, name="sandbox")


_GARBAGE = (100_000, 20, 20)
"""Records come by the thousand and are no garbage: looking for some so often takes a third of the time."""
MISTAKES = (LimelightError, SettingsError, DatabaseOutdated, DatabaseUnreachable, SealBroken)


def main() -> None:
    """Mistakes of a user are one line on stderr and exit status 2; only bugs show a traceback."""
    gc.set_threshold(*_GARBAGE)
    try:
        app()
    except MISTAKES as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]Error:[/red] {escape(str(error))}")
        sys.exit(2)
