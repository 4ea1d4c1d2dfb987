"""Prometheus metrics of the server."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from math import inf
from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from limelight import __version__
from limelight.durable.backlog import QueueState

GaugeReader = Callable[[], Awaitable[float]]

_MULTIPROCESS_DIRECTORY: Final = "PROMETHEUS_MULTIPROC_DIR"
_QUEUE_GAUGES = (
    ("waiting", "Messages that wait in the queue."),
    ("running", "Messages in progress, including sleeping ones."),
    ("oldest_seconds", "Age in seconds of the oldest unfinished message."),
    ("given_up", "Messages that failed permanently in the last 7 days."),
)
_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def cached(seconds: float) -> Callable[[GaugeReader], GaugeReader]:
    """Decorator that reuses a measured value for this many seconds."""

    def decorated(measure: GaugeReader) -> GaugeReader:
        value, read_at = 0.0, -inf

        async def recent() -> float:
            nonlocal value, read_at
            if monotonic() - read_at >= seconds:
                value, read_at = await measure(), monotonic()
            return value

        return recent

    return decorated


def enable_multiprocess_mode(directory: str) -> None:
    """Aggregates the counters of this process and of the processes that it starts."""
    os.environ[_MULTIPROCESS_DIRECTORY] = directory
    values.ValueClass = values.get_value_class()


class QueueMetrics:
    """Sizes and ages of the durable queues, read at each scrape."""

    def __init__(self, states: Callable[[], Awaitable[Mapping[str, QueueState]]]) -> None:
        self._states = states

    async def read(self) -> Sequence[Metric]:
        waiting, running, oldest, given_up = gauges = [
            GaugeMetricFamily(f"limelight_queue_{name}", description, labels=["queue"])
            for name, description in _QUEUE_GAUGES
        ]
        for queue, state in (await self._states()).items():
            waiting.add_metric([queue], state.waiting)
            running.add_metric([queue], state.running)
            oldest.add_metric([queue], state.oldest_age.total_seconds())
            given_up.add_metric([queue], state.dead_letters)
        return gauges


class Metrics:
    """Counters are updated per request; gauges are read at each scrape.

    ``gauges`` maps a gauge's name and description to the function that reads it.
    """

    def __init__(
        self, gauges: Mapping[tuple[str, str], GaugeReader], queues: Sequence[QueueMetrics] = ()
    ) -> None:
        self._gauges = gauges
        self._queues = queues
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "limelight_requests", "Requests served.", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "limelight_request_seconds",
            "Time from the first byte of the request to the last byte of the response.",
            ["route"],
            buckets=_LATENCY_BUCKETS,
            registry=self._registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, status).inc()
        self._latency.labels(route).observe(seconds)

    async def text(self) -> bytes:
        read = CollectorRegistry()
        read.register(_Snapshot([metric async for metric in self._read_gauges()]))
        return generate_latest(_multiprocess_registry() or self._registry) + generate_latest(read)

    async def _read_gauges(self) -> AsyncIterator[Metric]:
        yield InfoMetricFamily("limelight", "The running server.", {"version": __version__})
        for (name, description), measure in self._gauges.items():
            yield GaugeMetricFamily(name, description, await measure())
        for queues in self._queues:
            for metric in await queues.read():
                yield metric


class _Snapshot(Collector):
    """A collector of metrics that are already read."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _multiprocess_registry() -> CollectorRegistry | None:
    """The counters of all processes in multiprocess mode; None outside it."""
    if _MULTIPROCESS_DIRECTORY not in os.environ:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
