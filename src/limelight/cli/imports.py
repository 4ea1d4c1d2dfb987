"""``limelight import``: imports the operator's own files."""

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

from limelight.catalog.index.factory import open_search_index
from limelight.catalog.index.index_subprocess import index_in_subprocess
from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.errors import InvalidRequest, LimelightError
from limelight.imports.audience_records import load_graph_nodes
from limelight.imports.column_mapping import parse_overrides
from limelight.imports.importers import COMMENT_IMPORTER, CONTENT_IMPORTER, audience_importer
from limelight.imports.pipeline import (
    FilePreview,
    Importer,
    ImportOptions,
    ImportStats,
    ProgressCallback,
    creator_saver,
    import_batch,
    import_creators,
    import_records,
    preview_creators,
    preview_records,
)
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.kernel.timestamps import now
from limelight.platforms import PLATFORMS, platform_by_name
from limelight.settings import Settings
from limelight.store.database import Database

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Import creators, contents, comments and audiences from files.",
)

_HEADINGS: Final = (
    "rows",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "cells ignored",
    "seconds",
    "rows/s",
)
_SUMMARY_WIDTH: Final = 110
_INDEX_SUBPROCESS_MIN_BYTES: Final = 2_000_000
"""Minimum total size of the files, in bytes, for indexing in a subprocess."""
_COLUMNS: Final = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
STDERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)
EXIT_SOME_REJECTED: Final = 1
EXIT_NOTHING_STORED: Final = 2
EXIT_INTERRUPTED: Final = 130


class PlatformNotKnown(InvalidRequest):
    """No platform has this key."""


@dataclass
class CommandOutcome:
    """The result of a command: statistics or an error per file."""

    stats: dict[Path, ImportStats] = field(default_factory=dict)
    failures: dict[Path, LimelightError] = field(default_factory=dict)

    @property
    def status(self) -> int:
        rejected = any(tally.rejected for tally in self.stats.values())
        if not (rejected or self.failures):
            return 0
        return (
            EXIT_SOME_REJECTED if any(tally.stored for tally in self.stats.values()) else EXIT_NOTHING_STORED
        )


@dataclass(frozen=True)
class FileImport:
    """How a command imports or previews one file."""

    run: Callable[[Database, Path, RejectsWriter, ImportStats, ProgressCallback], Awaitable[None]]
    preview: Callable[[Path], FilePreview[Any]]


@app.callback()
def import_files() -> None:
    """Import creators, contents, comments and audiences from files."""


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="CSV, TSV, JSON, JSON lines, YAML or Parquet; also .gz.")
]
PlatformOption = Annotated[str, typer.Option(metavar="KEY", help="The platform of the creators.")]
Maps = Annotated[
    list[str],
    typer.Option("--map", metavar='FIELD="COLUMN"', help="The column of a field. FIELD= maps no column."),
]
Sets = Annotated[
    list[str], typer.Option("--set", metavar="FIELD=VALUE", help="A constant value of a field for all rows.")
]
Mapping = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with \\[map] and \\[set].")]
SourceDate = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The date of the data. Default: the file's modification time."),
]
RejectsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The file for rejected rows. Default: in the data directory."),
]
CreatorOption = Annotated[
    str | None, typer.Option(metavar="HANDLE", help="The creator of all rows: a handle or profile URL.")
]
AudienceKindOption = Annotated[AudienceKind, typer.Option(help="The kind of audience in the file.")]
Undirected = Annotated[
    bool,
    typer.Option("--undirected", help="Both creators of a row follow each other, as in a friendship graph."),
]
Names = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A file that maps the node numbers of a graph to creators."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the detected columns and first rows without importing.")
]


@app.command()
def creators(
    files: Files,
    platform: PlatformOption,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add creators from files, or update existing ones."""
    order = _options(platform, maps, sets, mapping, source_date)

    async def bring(
        database: Database, path: Path, kept: RejectsWriter, tally: ImportStats, advanced: ProgressCallback
    ) -> None:
        await import_creators(path, order, creator_saver(database), kept, tally, advanced)

    _run_or_preview(
        files, FileImport(bring, lambda path: preview_creators(path, order)), rejects, dry_run=dry_run
    )


@app.command()
def contents(
    files: Files,
    platform: PlatformOption,
    creator: CreatorOption = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add posts, videos or tweets of creators, with their engagement counts."""
    order = _options(platform, maps, _with_creator(sets, creator), mapping, source_date)
    _run_or_preview(files, _item_import(order, CONTENT_IMPORTER), rejects, dry_run=dry_run)


@app.command()
def comments(
    files: Files,
    platform: PlatformOption,
    creator: CreatorOption = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add comments on contents of creators. The commenters become an audience."""
    order = _options(platform, maps, _with_creator(sets, creator), mapping, source_date)
    _run_or_preview(files, _item_import(order, COMMENT_IMPORTER), rejects, dry_run=dry_run)


@app.command()
def audience(
    files: Files,
    platform: PlatformOption,
    kind: AudienceKindOption = AudienceKind.FOLLOWERS,
    creator: CreatorOption = None,
    undirected: Undirected = False,
    names: Names = None,
    maps: Maps = [],  # noqa: B006
    sets: Sets = [],  # noqa: B006
    mapping: Mapping = None,
    source_date: SourceDate = None,
    rejects: RejectsFile = None,
    dry_run: DryRun = False,
) -> None:
    """Add the followers, likers or commenters of creators."""
    order = _options(platform, maps, _with_creator(sets, creator), mapping, source_date)
    named = load_graph_nodes(names, import_batch(names, order)) if names else {}
    intake = audience_importer(kind, named, is_mutual=undirected)
    _run_or_preview(files, _item_import(order, intake), rejects, dry_run=dry_run)


def _options(
    platform: str,
    maps: Sequence[str],
    sets: Sequence[str],
    mapping: Path | None,
    source_date: datetime | None,
) -> ImportOptions:
    return ImportOptions(
        platform=_platform(platform),
        overrides=parse_overrides(maps, sets, mapping),
        source_date=source_date.date() if source_date else None,
    )


def _with_creator(sets: Sequence[str], creator: str | None) -> Sequence[str]:
    return [*sets, f"creator.username={creator}"] if creator else sets


def _item_import(order: ImportOptions, intake: Importer[Any]) -> FileImport:
    async def bring(
        database: Database, path: Path, kept: RejectsWriter, tally: ImportStats, advanced: ProgressCallback
    ) -> None:
        await import_records(path, order, intake, database, kept, tally, advanced)

    return FileImport(bring, lambda path: preview_records(path, order, intake))


def _run_or_preview(files: Sequence[Path], work: FileImport, rejects: Path | None, *, dry_run: bool) -> None:
    outcome = CommandOutcome()
    if dry_run:
        _preview_all(files, work, outcome)
    else:
        _import(files, work, rejects, outcome)
    for path, error in outcome.failures.items():
        STDERR.print(f"[red]{escape(path.name)}:[/red] {escape(str(error))}")
    raise typer.Exit(outcome.status)


def _platform(key: str) -> PlatformKey:
    found = platform_by_name(key)
    if found is None:
        raise PlatformNotKnown(
            f"{key} is not a platform. Platforms: {', '.join(each.key for each in PLATFORMS)}."
        )
    return found.key


def _import(files: Sequence[Path], work: FileImport, rejects: Path | None, outcome: CommandOutcome) -> None:
    current = current_settings()
    path = rejects or current.data_dir / "rejects" / f"{now():%Y%m%d-%H%M%S}.jsonl"
    try:
        with RejectsWriter(path) as kept:
            run(_import_all(current, files, work, kept, outcome))
    except KeyboardInterrupt:
        STDERR.print("Interrupted. The counted rows are stored; run the same command again to continue.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    finally:
        _summarise(outcome, path)


async def _import_all(
    current: Settings,
    files: Sequence[Path],
    work: FileImport,
    rejects: RejectsWriter,
    outcome: CommandOutcome,
) -> None:
    async with open_database(current) as database, _index_concurrently(current, files) as all_stored:
        with Progress(*_COLUMNS, console=STDERR) as progress:
            for path in files:
                await _import_one(database, path, work, rejects, outcome, progress)
        all_stored()
        if outcome.stats:
            await index_stored(current, database)


@asynccontextmanager
async def _index_concurrently(current: Settings, files: Sequence[Path]) -> AsyncIterator[Callable[[], None]]:
    """Indexes the rows of large files in a subprocess while they are stored."""
    if sum(_size(path) or 0 for path in files) < _INDEX_SUBPROCESS_MIN_BYTES:
        yield lambda: None
        return
    async with index_in_subprocess(current) as all_stored:
        yield all_stored


async def _import_one(
    database: Database,
    path: Path,
    work: FileImport,
    rejects: RejectsWriter,
    outcome: CommandOutcome,
    progress: Progress,
) -> None:
    size = _size(path)
    task = progress.add_task(path.name, total=size)
    tally = ImportStats()
    try:
        await work.run(database, path, rejects, tally, lambda done: progress.update(task, completed=done))
        progress.update(task, completed=size)
    except LimelightError as error:
        outcome.failures[path] = error
    finally:
        if tally.rows:
            outcome.stats[path] = tally


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


async def index_stored(current: Settings, database: Database) -> None:
    """Waits until the search index contains all stored creators."""
    with progress_bar("Indexing creators") as progress:
        await open_search_index(current, database).wait_until_caught_up(progress)


def _summarise(outcome: CommandOutcome, rejects: Path) -> None:
    if not outcome.stats:
        return
    table = Table(Column("file", no_wrap=True, min_width=12), box=None)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for path, tally in outcome.stats.items():
        saved = tally.saved
        counts = (
            tally.rows,
            saved.added,
            saved.updated,
            saved.unchanged,
            tally.rejected,
            tally.cell_warnings,
        )
        speed = tally.rows / tally.seconds if tally.seconds else 0
        figures = (*(f"{count:,}" for count in counts), f"{tally.seconds:.1f}", f"{speed:,.0f}")
        table.add_row(escape(path.name), *figures)
    Console(file=STDOUT.file, width=max(STDOUT.width, _SUMMARY_WIDTH), highlight=False).print(table)
    for path, tally in outcome.stats.items():
        for header, line in tally.late_keys.items():
            STDOUT.print(
                f"{escape(path.name)}: column {escape(header)} first appears at {line:,}, too late to map."
            )
    if any(tally.rejected or tally.cell_warnings for tally in outcome.stats.values()):
        STDOUT.print(f"Rejected rows and ignored cells, with reasons: {escape(str(rejects))}")


def _preview_all(files: Sequence[Path], work: FileImport, outcome: CommandOutcome) -> None:
    for path in files:
        try:
            shown = work.preview(path)
        except LimelightError as error:
            outcome.failures[path] = error
            continue
        STDOUT.print(f"[bold]{escape(path.name)}[/bold]")
        STDOUT.print(_mapping_table(shown))
        for item in shown.records:
            STDOUT.print_json(msgspec.json.encode(item).decode())


def _mapping_table(shown: FilePreview[Any]) -> Table:
    recognition = shown.mapping
    table = Table("column", "field", "by", box=None)
    for fill in recognition.columns:
        table.add_row(escape(fill.header), fill.field, fill.matched_by)
    for name, value in recognition.constants.items():
        table.add_row("", name, f"set to {escape(str(value))}")
    for leftover in recognition.unmapped:
        table.add_row(
            f"[dim]{escape(leftover.header)}[/dim]", "[dim]–[/dim]", f"[dim]{leftover.reason}[/dim]"
        )
    if recognition.aggregates_posts:
        table.caption = "Each row is a content. The rows of a creator are aggregated into one record."
    return table
