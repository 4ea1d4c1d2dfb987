"""The results, for a terminal and as the page ``results.md``."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Final

from rich.table import Table

from benchmarks.creator_import import ImportTiming
from benchmarks.http_search import CLIENTS, HttpTiming
from benchmarks.timing import ROUNDS, RUNS_PER_ROUND, Timing, geometric_means

_HTTP_SPARE: Final = 1.0


@dataclass
class Results:
    """What a run found; what it left out is None."""

    creators: int
    engines: tuple[str, ...] = ()
    timings: list[Timing] = field(default_factory=list)
    preparations: dict[str, float] = field(default_factory=dict)
    http: HttpTiming | None = None
    imported: ImportTiming | None = None


def table(results: Results) -> Table:
    """A row for each request."""
    names = [*(f"{name}, ms" for name in results.engines), *(f"÷ {name}" for name in results.engines[1:])]
    shown = Table("kind", "request", "results", *names, title=f"{results.creators:,} creators")
    for timing in results.timings:
        shown.add_row(*_cells(timing), style="red" if timing.is_slow else None)
    shown.add_section()
    means = [f"{mean:.1f}" for mean in geometric_means(results.timings)]
    shown.add_row("", "geometric mean", "", *[""] * len(results.engines), *means)
    return shown


def page(results: Results) -> str:
    """All of it as Markdown."""
    return "\n".join([*_about(results), *_requests(results), *_http(results), *_import(results)]) + "\n"


def _about(results: Results) -> Iterator[str]:
    yield "# Results"
    yield ""
    yield (
        f"{datetime.now(UTC):%Y-%m-%d}, {results.creators:,} creators, {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}, {', '.join(results.engines)}. "
        f"Medians of {ROUNDS * RUNS_PER_ROUND} runs, in milliseconds, on a machine shared with others."
    )
    for name, seconds in results.preparations.items():
        yield f"- {name}: {f'{seconds:,.0f} s' if seconds >= 1 else 'kept from a run before'}"
    yield ""


def _requests(results: Results) -> Iterator[str]:
    if not results.timings:
        return
    others = [f"÷ {name}" for name in results.engines[1:]]
    yield from _markdown(
        ["kind", "request", "results", *results.engines, *others],
        [
            *map(_cells, results.timings),
            [
                "",
                "**geometric mean**",
                "",
                *[""] * len(results.engines),
                *(f"**{mean:.1f}**" for mean in geometric_means(results.timings)),
            ],
        ],
    )
    slow = [timing.name for timing in results.timings if timing.is_slow]
    if results.engines[1:]:
        yield f"More than twice as slow as the best of the others: {'; '.join(slow) or 'none'}."
    yield ""


def _http(results: Results) -> Iterator[str]:
    if results.http is None:
        return
    http, own = results.http, [timing.milliseconds[0] for timing in results.timings]
    yield "## Over HTTP"
    yield ""
    yield f"- first answer after a restart: {http.first_answer_seconds:.2f} s"
    yield f"- {CLIENTS} clients at once, all requests: {http.requests_per_second:,.0f} searches a second"
    yield f"- median of all requests: {median(http.milliseconds):.2f} ms; of the engine: {median(own):.2f} ms"
    kept = sum(over <= 2 * engine + _HTTP_SPARE for over, engine in zip(http.milliseconds, own, strict=True))
    yield f"- at most twice the engine's time and 1 ms: {kept} of {len(own)} requests"
    yield ""


def _import(results: Results) -> Iterator[str]:
    if results.imported is None:
        return
    imported = results.imported
    yield "## Import until the last row is found"
    yield ""
    yield (
        f"{imported.rows:,} rows of CSV in {imported.seconds:.1f} s: {imported.rows_per_second:,.0f} a "
        f"second, at most {imported.megabytes:,.0f} MB of memory."
    )


def _cells(timing: Timing) -> list[str]:
    return [
        timing.kind,
        timing.name,
        str(timing.results),
        *(f"{milliseconds:.2f}" for milliseconds in timing.milliseconds),
        *(f"{ratio:.1f}" for ratio in timing.ratios),
    ]


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
