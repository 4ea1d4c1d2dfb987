"""``python -m benchmarks.run``: all of the benchmark of search, or a part of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import perf_counter
from typing import Annotated, Final

import typer
from rich.console import Console

from benchmarks import http_, importing
from benchmarks.data import Data, data
from benchmarks.duckdb_ import DuckDB
from benchmarks.postgresql import PostgreSQL
from benchmarks.report import Results, page, table
from benchmarks.requests import Request, query, requests
from benchmarks.tantivy_ import Limelight
from benchmarks.timing import Contestant, timed

RESULTS: Final = Path(__file__).parent / "results.md"
CREATORS: Final = 2_000_000
_OTHERS: Final[dict[str, Callable[[Data], Contestant]]] = {"postgresql": PostgreSQL, "duckdb": DuckDB}
_OUT: Final = Console()

Creators = Annotated[int, typer.Option(help="How many creators on all platforms.")]
Only = Annotated[list[str], typer.Option(help="postgresql, duckdb, http, import; else all.")]
Keep = Annotated[Path | None, typer.Option(help="A folder for the data, to be used again; else temporary.")]


def main(creators: Creators = CREATORS, only: Only = [], keep: Keep = None) -> None:  # noqa: B006
    """Compare search with PostgreSQL and DuckDB, measure it over HTTP, and import."""
    parts = only or [*_OTHERS, "http", "import"]
    results = Results(creators)
    with _folder(keep) as folder:
        with _taking("data", results):
            made = data(folder, creators)
        asked = requests(made)
        _compare(made, asked, [name for name in _OTHERS if name in parts], results)
        RESULTS.write_text(page(results))
        if "http" in parts:
            results.http = http_.measure(made.home, asked)
            RESULTS.write_text(page(results))
        if "import" in parts:
            results.imported = importing.measure(made)
            RESULTS.write_text(page(results))
    _OUT.print(page(results), markup=False)


def _compare(made: Data, asked: Sequence[Request], others: Sequence[str], results: Results) -> None:
    with ExitStack() as stack:
        engines: list[Contestant] = [stack.enter_context(closing(Limelight(made)))]
        for name in others:
            with _taking(f"loading {name}", results):
                engines.append(stack.enter_context(closing(_OTHERS[name](made))))
        results.engines = tuple(engine.name for engine in engines)
        with _taking("requests", results):
            for request in asked:
                timing = timed(request.kind, request.name, query(request, made), engines)
                results.timings.append(timing)
                _OUT.print(f"{timing.name}: {', '.join(f'{each:.2f}' for each in timing.milliseconds)} ms")
    _OUT.print(table(results))


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    folder = Path(mkdtemp(prefix="limelight-benchmark-"))
    try:
        yield folder
    finally:
        rmtree(folder)


@contextmanager
def _taking(name: str, results: Results) -> Iterator[None]:
    started = perf_counter()
    yield
    results.preparations[name] = perf_counter() - started
    _OUT.print(f"{name}: {results.preparations[name]:,.0f} s")


if __name__ == "__main__":
    typer.run(main)
