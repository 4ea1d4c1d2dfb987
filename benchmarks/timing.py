"""Comparing engines: that they answer the same, and how long each takes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import geometric_mean, median
from time import perf_counter
from typing import Any, Final, Protocol

from limelight.search.queries import CreatorQuery

ROUNDS: Final = 3
RUNS_PER_ROUND: Final = 5
"""In a turn, so that an engine is measured which serves searches, rather than one that others pushed out of
the processor's caches.
"""
_SECONDS: Final = 7.0


class SearchEngine(Protocol):
    """An engine that holds the data."""

    name: str

    def prepare(self, query: CreatorQuery) -> Any:
        """What is handed to ``search``: a statement where the engine takes statements."""

    def search(self, prepared: Any) -> Sequence[Any]:
        """The result cards of the page."""

    def ids(self, prepared: Any) -> list[int]:
        """The ids of the page, in order."""


class ResultsDiffer(Exception):
    """Two engines answer a request differently, so their times cannot be compared."""


@dataclass(frozen=True)
class Timing:
    """``milliseconds`` are the medians of the engines, in their order; the first is Limelight."""

    kind: str
    name: str
    results: int
    milliseconds: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """How many times as long as the first each of the others takes."""
        own, *others = self.milliseconds
        return tuple(other / own for other in others)

    @property
    def is_slow(self) -> bool:
        """Whether the first takes more than twice as long as the best of the others."""
        own, *others = self.milliseconds
        return bool(others) and own > 2 * min(others)


def time_request(kind: str, name: str, query: CreatorQuery, engines: Sequence[SearchEngine]) -> Timing:
    """Raises AnswersDiffer. Engines take turns, so that what else the machine does hits all of them."""
    asked = [(engine, engine.prepare(query)) for engine in engines]
    answers = [engine.ids(prepared) for engine, prepared in asked]
    for engine, answer in zip(engines, answers, strict=True):
        if answer != answers[0]:
            raise ResultsDiffer(f"{name}: {engines[0].name} {answers[0][:5]}, {engine.name} {answer[:5]}")
    seconds: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for (engine, prepared), taken in zip(asked, seconds, strict=True):
            taken += _time_round(engine, prepared)
    return Timing(kind, name, len(answers[0]), tuple(1000 * median(taken) for taken in seconds))


def _time_round(engine: SearchEngine, prepared: Any) -> list[float]:
    """The seconds of each run; of what takes long, there is one."""
    taken: list[float] = []
    while len(taken) < RUNS_PER_ROUND and sum(taken) < _SECONDS:
        taken.append(_time_search(engine, prepared))
    return taken


def _time_search(engine: SearchEngine, prepared: Any) -> float:
    started = perf_counter()
    engine.search(prepared)
    return perf_counter() - started


def geometric_means(timings: Iterable[Timing]) -> Iterator[float]:
    """How many times as long as the first each of the others takes, over all requests."""
    return (geometric_mean(ratios) for ratios in zip(*(timing.ratios for timing in timings), strict=True))
