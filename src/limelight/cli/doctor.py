"""``limelight doctor``: what is configured, what can be reached, what to do."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import typer
from rich.markup import escape
from rich.table import Table

from limelight.catalog.opening import search_index
from limelight.cli.surroundings import OUT, run, settings
from limelight.durable.backlog import Backlog, QueueState
from limelight.settings import Settings, declared
from limelight.store.creators import Creators
from limelight.store.database import Database, DatabaseOutdated, DatabaseUnreachable
from limelight.store.tenants import DEMO_ID, Tenants

app = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Finding:
    """``advice`` says what to do when ``is_good`` is false."""

    subject: str
    found: str
    is_good: bool = True
    advice: str = ""


@app.command()
def doctor() -> None:
    """Say what is configured, what can be reached and what to do. Exit status 1: something is to be done."""
    current = settings()
    OUT.print(_configuration(current))
    findings = [*_of_files(current), *run(_of_database(current))]
    OUT.print(_diagnosis(findings))
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(1)


def _configuration(current: Settings) -> Table:
    table = Table("setting", "value", "", box=None, title="Configured", title_justify="left")
    for setting in declared():
        value = setting.of(current)
        source = "" if value == setting.default else "set"
        table.add_row(setting.variable, escape(setting.shown(value)), source)
    return table


def _diagnosis(findings: list[Finding]) -> Table:
    table = Table("", "", "", box=None, show_header=False, title="Found", title_justify="left")
    for finding in findings:
        mark = "[green]✓[/green]" if finding.is_good else "[red]✗[/red]"
        table.add_row(mark, finding.subject, escape(finding.found))
        if finding.advice:
            table.add_row("", "", f"[yellow]→ {escape(finding.advice)}[/yellow]")
    return table


def _of_files(current: Settings) -> Iterator[Finding]:
    directory = current.data_dir.absolute()
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    is_writable = nearest.is_dir() and os.access(nearest, os.W_OK)
    advice = "" if is_writable else "Make it writable, or set LIMELIGHT_DATA_DIR to a directory that is."
    yield Finding("data directory", str(directory), is_writable, advice)
    if not current.is_sandbox and current.secret_key is None:
        advice = "Set LIMELIGHT_SECRET_KEY to at least 32 random characters, such as: openssl rand -hex 32"
        yield Finding("secret key", "unset", is_good=False, advice=advice)


async def _of_database(current: Settings) -> list[Finding]:
    if current.database.url is None and not (current.data_dir / "limelight.db").exists():
        return [Finding("database", "not there yet", advice="limelight serve creates it.")]
    database = Database(current)
    try:
        await database.check()
        return [Finding("database", database.name), *await _of_records(current, database)]
    except DatabaseUnreachable as error:
        advice = "Start it, or correct LIMELIGHT_DATABASE__URL."
        return [Finding("database", str(error), is_good=False, advice=advice)]
    except DatabaseOutdated:
        return [Finding("database", "tables of another version", is_good=False, advice="limelight migrate")]
    finally:
        await database.close()


async def _of_records(current: Settings, database: Database) -> list[Finding]:
    async with database.session() as session:
        tenants = [tenant for tenant in await Tenants(session).all() if tenant.id != DEMO_ID]
        creators = sum((await Creators(session).count()).values())
    is_open = current.is_sandbox or bool(tenants)
    known = f"{len(tenants)} and demo" if current.is_sandbox else str(len(tenants))
    behind = await search_index(current, database).behind()
    return [
        Finding("tenants", known, is_open, "" if is_open else "limelight tenant create NAME"),
        Finding("creators", f"{creators:,}"),
        Finding("search", f"{behind:,} changes behind" if behind else "up to date"),
        *await _of_queues(current, database),
    ]


async def _of_queues(current: Settings, database: Database) -> list[Finding]:
    states = await Backlog(current, database).states()
    return [_of_queue(name, state) for name, state in sorted(states.items())] or [
        Finding("queues", "nothing waits")
    ]


def _of_queue(name: str, state: QueueState) -> Finding:
    minutes = state.age.total_seconds() / 60
    found = f"{state.waiting:,} waiting, {state.running:,} running, the oldest for {minutes:,.0f} minutes"
    if state.given_up:
        advice = "The log says why: look for `failed` with is_given_up."
        return Finding(f"queue {name}", f"{found}, {state.given_up:,} given up this week", False, advice)
    is_kept = state.waiting == 0 or minutes < 15
    return Finding(f"queue {name}", found, is_kept, "" if is_kept else "Is limelight work running?")
