"""What the server measures of itself, in the words of Prometheus."""

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
    ("waiting", "Calls that wait for their turn."),
    ("running", "Calls that are under way, asleep ones among them."),
    ("oldest_seconds", "How old the oldest call is that has not ended."),
    ("given_up", "Calls of the last week that failed for good."),
)
_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def cached(seconds: float) -> Callable[[GaugeReader], GaugeReader]:
    """Measures anew only when the last measurement is older than so many seconds."""

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
    """From here on this process, and those it starts, tell what all of them have counted."""
    os.environ[_MULTIPROCESS_DIRECTORY] = directory
    values.ValueClass = values.get_value_class()


class QueueMetrics:
    """What waits in the queues of durable work; read when somebody looks."""

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
    """Requests are counted as they happen; the gauges are read when somebody looks.

    ``gauges`` maps a name and its description to what measures it.
    """

    def __init__(
        self, gauges: Mapping[tuple[str, str], GaugeReader], queues: Sequence[QueueMetrics] = ()
    ) -> None:
        self._gauges = gauges
        self._queues = queues
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "limelight_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "limelight_request_seconds",
            "Time from the request's first byte to the answer's last.",
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
    """What has been read just now."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _multiprocess_registry() -> CollectorRegistry | None:
    """What all processes have counted that count together, if this is one of them."""
    if _MULTIPROCESS_DIRECTORY not in os.environ:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
