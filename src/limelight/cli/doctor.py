"""``limelight doctor``: shows the configuration and checks files, database, index and queues."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import typer
from rich.markup import escape
from rich.table import Table

from limelight.catalog.index.factory import open_search_index
from limelight.cli.context import STDOUT, current_settings, run
from limelight.durable.backlog import Backlog, QueueState
from limelight.settings import Settings, all_settings
from limelight.store.creators import Creators
from limelight.store.database import Database, DatabaseOutdated, DatabaseUnreachable
from limelight.store.tenants import DEMO_ID, Tenants

app = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Diagnostic:
    """The result of one check. ``advice`` says how to fix it."""

    subject: str
    result: str
    is_ok: bool = True
    advice: str = ""


@app.command()
def doctor() -> None:
    """Show the configuration and check the installation. Exit status 1 if something needs fixing."""
    current = current_settings()
    STDOUT.print(_configuration_table(current))
    diagnostics = [*_check_files(current), *run(_check_database(current))]
    STDOUT.print(_diagnostics_table(diagnostics))
    if not all(diagnostic.is_ok for diagnostic in diagnostics):
        raise typer.Exit(1)


def _configuration_table(current: Settings) -> Table:
    table = Table("setting", "value", "", box=None, title="Configured", title_justify="left")
    for setting in all_settings():
        value = setting.value_in(current)
        source = "" if value == setting.default else "set"
        table.add_row(setting.variable, escape(setting.display(value)), source)
    return table


def _diagnostics_table(diagnostics: list[Diagnostic]) -> Table:
    table = Table("", "", "", box=None, show_header=False, title="Found", title_justify="left")
    for diagnostic in diagnostics:
        mark = "[green]✓[/green]" if diagnostic.is_ok else "[red]✗[/red]"
        table.add_row(mark, diagnostic.subject, escape(diagnostic.result))
        if diagnostic.advice:
            table.add_row("", "", f"[yellow]→ {escape(diagnostic.advice)}[/yellow]")
    return table


def _check_files(current: Settings) -> Iterator[Diagnostic]:
    directory = current.data_dir.absolute()
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    is_writable = nearest.is_dir() and os.access(nearest, os.W_OK)
    advice = "" if is_writable else "Make it writable, or set LIMELIGHT_DATA_DIR to a directory that is."
    yield Diagnostic("data directory", str(directory), is_writable, advice)
    if not current.is_sandbox and current.secret_key is None:
        advice = "Set LIMELIGHT_SECRET_KEY to at least 32 random characters, such as: openssl rand -hex 32"
        yield Diagnostic("secret key", "unset", is_ok=False, advice=advice)


async def _check_database(current: Settings) -> list[Diagnostic]:
    if current.database.url is None and not (current.data_dir / "limelight.db").exists():
        return [Diagnostic("database", "does not exist yet", advice="limelight serve creates it.")]
    database = Database(current)
    try:
        await database.check()
        return [Diagnostic("database", database.display_url), *await _check_records(current, database)]
    except DatabaseUnreachable as error:
        advice = "Start it, or correct LIMELIGHT_DATABASE__URL."
        return [Diagnostic("database", str(error), is_ok=False, advice=advice)]
    except DatabaseOutdated:
        return [Diagnostic("database", "schema of another version", is_ok=False, advice="limelight migrate")]
    finally:
        await database.close()


async def _check_records(current: Settings, database: Database) -> list[Diagnostic]:
    async with database.session() as session:
        tenants = [tenant for tenant in await Tenants(session).all() if tenant.id != DEMO_ID]
        creators = sum((await Creators(session).count_by_platform()).values())
    is_open = current.is_sandbox or bool(tenants)
    known = f"{len(tenants)} and demo" if current.is_sandbox else str(len(tenants))
    behind = await open_search_index(current, database).lag()
    return [
        Diagnostic("tenants", known, is_open, "" if is_open else "limelight tenant create NAME"),
        Diagnostic("creators", f"{creators:,}"),
        Diagnostic("search", f"{behind:,} changes behind" if behind else "up to date"),
        *await _check_queues(current, database),
    ]


async def _check_queues(current: Settings, database: Database) -> list[Diagnostic]:
    states = await Backlog(current, database).states()
    return [_check_queue(name, state) for name, state in sorted(states.items())] or [
        Diagnostic("queues", "empty")
    ]


def _check_queue(name: str, state: QueueState) -> Diagnostic:
    minutes = state.oldest_age.total_seconds() / 60
    found = f"{state.waiting:,} waiting, {state.running:,} running, oldest {minutes:,.0f} minutes"
    if state.dead_letters:
        advice = "The log has the reason: search for `failed` with is_given_up."
        return Diagnostic(
            f"queue {name}", f"{found}, {state.dead_letters:,} failed permanently this week", False, advice
        )
    is_current = state.waiting == 0 or minutes < 15
    return Diagnostic(f"queue {name}", found, is_current, "" if is_current else "Is limelight work running?")
