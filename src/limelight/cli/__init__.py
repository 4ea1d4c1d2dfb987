"""The command line: ``limelight COMMAND``."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup
from typer.main import get_command

from limelight.errors import LimelightError
from limelight.kernel.runtime import raise_gc_thresholds
from limelight.settings import SettingsError
from limelight.store.database import DatabaseOutdated, DatabaseUnreachable
from limelight.store.keys import DecryptionFailed

_MODULES: Final[Mapping[str, str]] = {
    "serve": "serving",
    "api": "serving",
    "work": "serving",
    "migrate": "maintenance",
    "reseal": "maintenance",
    "reindex": "maintenance",
    "doctor": "doctor",
    "tenant": "tenants",
    "import": "imports",
    "sandbox": "sandbox",
}
"""Maps each command to its module in this package."""
USER_ERRORS: Final = (LimelightError, SettingsError, DatabaseOutdated, DatabaseUnreachable, DecryptionFailed)


class LazyCommands(TyperGroup):
    """Imports a command's module only when the command runs, which keeps startup fast."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _MODULES:
            return None
        found = get_command(import_module(f"limelight.cli.{_MODULES[cmd_name]}").app)
        return found.commands.get(cmd_name, found) if isinstance(found, TyperGroup) else found


app = typer.Typer(
    name="limelight",
    cls=LazyCommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def limelight() -> None:
    """A self-hosted creator data platform."""


def main() -> None:
    """User errors print one line on stderr and exit with status 2; only bugs show a traceback."""
    raise_gc_thresholds()
    try:
        app()
    except USER_ERRORS as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]Error:[/red] {escape(str(error))}")
        sys.exit(2)
