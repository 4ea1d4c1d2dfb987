"""``limelight import``: the operator's own files."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from limelight.catalog.following import indexed_beside
from limelight.catalog.opening import search_index
from limelight.cli.progress import bar
from limelight.cli.surroundings import OUT, opened, run, settings
from limelight.errors import InvalidRequest, LimelightError
from limelight.imports.intakes import COMMENTS_INTAKE, CONTENTS_INTAKE, audience_intake
from limelight.imports.mapping import instructions
from limelight.imports.nodes import nodes
from limelight.imports.rejects import Rejects
from limelight.imports.run import (
    Advanced,
    Intake,
    Order,
    Preview,
    Tally,
    delivery,
    import_creators,
    import_items,
    preview,
    preview_items,
    saving,
)
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.kernel.timestamps import now
from limelight.platforms import PLATFORMS, platform_named
from limelight.settings import Settings
from limelight.store.database import Database

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Own data in: files become creators that are found."
)

_HEADINGS: Final = (
    "rows",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "cells left out",
    "seconds",
    "rows/s",
)
_SUMMARY_WIDTH: Final = 110
_LARGE: Final = 2_000_000
"""Bytes that are worth a process of their own."""
_COLUMNS: Final = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
ERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)
SOME_REJECTED: Final = 1
NOTHING_DONE: Final = 2
STOPPED: Final = 130


class PlatformNotKnown(InvalidRequest):
    """No platform has the key."""


@dataclass
class Outcome:
    """What became of all files of a command."""

    tallies: dict[Path, Tally] = field(default_factory=dict)
    failures: dict[Path, LimelightError] = field(default_factory=dict)

    @property
    def status(self) -> int:
        rejected = any(tally.rejected for tally in self.tallies.values())
        if not (rejected or self.failures):
            return 0
        return SOME_REJECTED if any(tally.stored for tally in self.tallies.values()) else NOTHING_DONE


@dataclass(frozen=True)
class Work:
    """What is done with each file of a command."""

    bring: Callable[[Database, Path, Rejects, Tally, Advanced], Awaitable[None]]
    show: Callable[[Path], Preview[Any]]


@app.callback()
def own_data() -> None:
    """Own data in: files become creators that are found, and what is known of them."""


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="CSV, TSV, JSON, JSON lines, YAML or Parquet; also .gz.")
]
OfPlatform = Annotated[str, typer.Option(metavar="KEY", help="The platform that the creators are on.")]
Maps = Annotated[
    list[str], typer.Option("--map", metavar='FIELD="COLUMN"', help="The column of a field; FIELD= is none.")
]
Sets = Annotated[
    list[str], typer.Option("--set", metavar="FIELD=VALUE", help="One value of a field for all rows.")
]
Mapping = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with \\[map] and \\[set].")]
SourceDate = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day that the data is of; else the file's own time."),
]
RejectsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where rejected rows go; else in the data directory."),
]
OfCreator = Annotated[
    str | None, typer.Option(metavar="HANDLE", help="The creator of all rows, by handle or profile address.")
]
OfKind = Annotated[AudienceKind, typer.Option(help="Which audience the people are.")]
Undirected = Annotated[
    bool, typer.Option("--undirected", help="Either of a row follows the other, as in graphs of friends.")
]
Names = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The creators that the numbers of a graph stand for."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show how the files are understood; store nothing.")]


@app.command()
def creators(
    files: Files,
    platform: OfPlatform,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add creators from files, or bring those that are known up to date."""
    order = _order(platform, maps, sets, mapping, source_date)

    async def bring(database: Database, path: Path, kept: Rejects, tally: Tally, advanced: Advanced) -> None:
        await import_creators(path, order, saving(database), kept, tally, advanced)

    _do(files, Work(bring, lambda path: preview(path, order)), rejects, dry_run=dry_run)


@app.command()
def contents(
    files: Files,
    platform: OfPlatform,
    creator: OfCreator = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add posts, videos or tweets of creators, with their figures."""
    order = _order(platform, maps, _owned(sets, creator), mapping, source_date)
    _do(files, _work(order, CONTENTS_INTAKE), rejects, dry_run=dry_run)


@app.command()
def comments(
    files: Files,
    platform: OfPlatform,
    creator: OfCreator = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add comments on contents of creators; who made them is an audience."""
    order = _order(platform, maps, _owned(sets, creator), mapping, source_date)
    _do(files, _work(order, COMMENTS_INTAKE), rejects, dry_run=dry_run)


@app.command()
def audience(
    files: Files,
    platform: OfPlatform,
    kind: OfKind = AudienceKind.FOLLOWERS,
    creator: OfCreator = None,
    undirected: Undirected = False,
    names: Names = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add who follows creators, or likes or comments on what they publish."""
    order = _order(platform, maps, _owned(sets, creator), mapping, source_date)
    named = nodes(names, delivery(names, order)) if names else {}
    intake = audience_intake(kind, named, is_mutual=undirected)
    _do(files, _work(order, intake), rejects, dry_run=dry_run)


def _order(
    platform: str,
    maps: Sequence[str],
    sets: Sequence[str],
    mapping: Path | None,
    source_date: datetime | None,
) -> Order:
    return Order(
        platform=_platform(platform),
        instructions=instructions(maps, sets, mapping),
        source_date=source_date.date() if source_date else None,
    )


def _owned(sets: Sequence[str], creator: str | None) -> Sequence[str]:
    return [*sets, f"creator.username={creator}"] if creator else sets


def _work(order: Order, intake: Intake[Any]) -> Work:
    async def bring(database: Database, path: Path, kept: Rejects, tally: Tally, advanced: Advanced) -> None:
        await import_items(path, order, intake, database, kept, tally, advanced)

    return Work(bring, lambda path: preview_items(path, order, intake))


def _do(files: Sequence[Path], work: Work, rejects: Path | None, *, dry_run: bool) -> None:
    outcome = Outcome()
    if dry_run:
        _show(files, work, outcome)
    else:
        _import(files, work, rejects, outcome)
    for path, error in outcome.failures.items():
        ERR.print(f"[red]{escape(path.name)}:[/red] {escape(str(error))}")
    raise typer.Exit(outcome.status)


def _platform(key: str) -> PlatformKey:
    found = platform_named(key)
    if found is None:
        raise PlatformNotKnown(
            f"{key} is not a platform: there are {', '.join(each.key for each in PLATFORMS)}."
        )
    return found.key


def _import(files: Sequence[Path], work: Work, rejects: Path | None, outcome: Outcome) -> None:
    current = settings()
    path = rejects or current.data_dir / "rejects" / f"{now():%Y%m%d-%H%M%S}.jsonl"
    try:
        with Rejects(path) as kept:
            run(_import_all(current, files, work, kept, outcome))
    except KeyboardInterrupt:
        ERR.print("Stopped. What is counted is stored; the same command again goes on and repeats nothing.")
        raise typer.Exit(STOPPED) from None
    finally:
        _summarise(outcome, path)


async def _import_all(
    current: Settings, files: Sequence[Path], work: Work, rejects: Rejects, outcome: Outcome
) -> None:
    async with opened(current) as database, _indexed(current, files) as all_stored:
        with Progress(*_COLUMNS, console=ERR) as progress:
            for path in files:
                await _import_one(database, path, work, rejects, outcome, progress)
        all_stored()
        if outcome.tallies:
            await on_stored(current, database)


@asynccontextmanager
async def _indexed(current: Settings, files: Sequence[Path]) -> AsyncIterator[Callable[[], None]]:
    """What large files hold is indexed while it is stored, rather than afterwards."""
    if sum(_size(path) or 0 for path in files) < _LARGE:
        yield lambda: None
        return
    async with indexed_beside(current) as all_stored:
        yield all_stored


async def _import_one(
    database: Database, path: Path, work: Work, rejects: Rejects, outcome: Outcome, progress: Progress
) -> None:
    size = _size(path)
    task = progress.add_task(path.name, total=size)
    tally = Tally()
    try:
        await work.bring(database, path, rejects, tally, lambda done: progress.update(task, completed=done))
        progress.update(task, completed=size)
    except LimelightError as error:
        outcome.failures[path] = error
    finally:
        if tally.rows:
            outcome.tallies[path] = tally


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


async def on_stored(current: Settings, database: Database) -> None:
    """Make what was stored searchable."""
    with bar("Indexing creators") as progress:
        await search_index(current, database).wait_until_caught_up(progress)


def _summarise(outcome: Outcome, rejects: Path) -> None:
    if not outcome.tallies:
        return
    table = Table(Column("file", no_wrap=True, min_width=12), box=None)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for path, tally in outcome.tallies.items():
        saved = tally.saved
        counts = (tally.rows, saved.added, saved.updated, saved.unchanged, tally.rejected, tally.doubtful)
        speed = tally.rows / tally.seconds if tally.seconds else 0
        figures = (*(f"{count:,}" for count in counts), f"{tally.seconds:.1f}", f"{speed:,.0f}")
        table.add_row(escape(path.name), *figures)
    Console(file=OUT.file, width=max(OUT.width, _SUMMARY_WIDTH), highlight=False).print(table)
    for path, tally in outcome.tallies.items():
        for header, line in tally.late.items():
            OUT.print(
                f"{escape(path.name)}: {escape(header)} first comes at {line:,}, too late to be recognised."
            )
    if any(tally.rejected or tally.doubtful for tally in outcome.tallies.values()):
        OUT.print(f"Rejected rows and cells that were left out, each with its reason: {escape(str(rejects))}")


def _show(files: Sequence[Path], work: Work, outcome: Outcome) -> None:
    for path in files:
        try:
            shown = work.show(path)
        except LimelightError as error:
            outcome.failures[path] = error
            continue
        OUT.print(f"[bold]{escape(path.name)}[/bold]")
        OUT.print(_recognised(shown))
        for item in shown.items:
            OUT.print_json(msgspec.json.encode(item).decode())


def _recognised(shown: Preview[Any]) -> Table:
    recognition = shown.recognition
    table = Table("column", "field", "by", box=None)
    for fill in recognition.fills:
        table.add_row(escape(fill.header), fill.field, fill.how)
    for name, value in recognition.constants.items():
        table.add_row("", name, f"set to {escape(str(value))}")
    for leftover in recognition.leftovers:
        table.add_row(
            f"[dim]{escape(leftover.header)}[/dim]", "[dim]–[/dim]", f"[dim]{leftover.reason}[/dim]"
        )
    if recognition.folds:
        table.caption = "A row is a content: the rows of a creator are folded into one record."
    return table
