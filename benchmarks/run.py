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

from benchmarks import creator_import, http_search
from benchmarks.dataset import Dataset, build_dataset
from benchmarks.duckdb_engine import DuckDBEngine
from benchmarks.postgresql_engine import PostgreSQLEngine
from benchmarks.results_page import Results, page, table
from benchmarks.search_requests import SearchRequest, all_requests, compile_request
from benchmarks.tantivy_engine import LimelightEngine
from benchmarks.timing import SearchEngine, time_request

RESULTS: Final = Path(__file__).parent / "results.md"
CREATORS: Final = 2_000_000
_COMPETITORS: Final[dict[str, Callable[[Dataset], SearchEngine]]] = {
    "postgresql": PostgreSQLEngine,
    "duckdb": DuckDBEngine,
}
_OUT: Final = Console()

Creators = Annotated[int, typer.Option(help="How many creators on all platforms.")]
Only = Annotated[list[str], typer.Option(help="postgresql, duckdb, http, import; else all.")]
Keep = Annotated[Path | None, typer.Option(help="A folder for the data, to be used again; else temporary.")]


def main(creators: Creators = CREATORS, only: Only = [], keep: Keep = None) -> None:  # noqa: B006
    """Compare search with PostgreSQL and DuckDB, measure it over HTTP, and import."""
    parts = only or [*_COMPETITORS, "http", "import"]
    results = Results(creators)
    with _folder(keep) as folder:
        with _time_step("data", results):
            made = build_dataset(folder, creators)
        asked = all_requests(made)
        _compare(made, asked, [name for name in _COMPETITORS if name in parts], results)
        RESULTS.write_text(page(results))
        if "http" in parts:
            results.http = http_search.measure(made.data_dir, asked)
            RESULTS.write_text(page(results))
        if "import" in parts:
            results.imported = creator_import.measure(made)
            RESULTS.write_text(page(results))
    _OUT.print(page(results), markup=False)


def _compare(made: Dataset, asked: Sequence[SearchRequest], others: Sequence[str], results: Results) -> None:
    with ExitStack() as stack:
        engines: list[SearchEngine] = [stack.enter_context(closing(LimelightEngine(made)))]
        for name in others:
            with _time_step(f"loading {name}", results):
                engines.append(stack.enter_context(closing(_COMPETITORS[name](made))))
        results.engines = tuple(engine.name for engine in engines)
        with _time_step("requests", results):
            for request in asked:
                timing = time_request(request.kind, request.name, compile_request(request, made), engines)
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
def _time_step(name: str, results: Results) -> Iterator[None]:
    started = perf_counter()
    yield
    results.preparations[name] = perf_counter() - started
    _OUT.print(f"{name}: {results.preparations[name]:,.0f} s")


if __name__ == "__main__":
    typer.run(main)
