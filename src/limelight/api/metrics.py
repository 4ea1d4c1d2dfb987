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

Measure = Callable[[], Awaitable[float]]

_DIRECTORY: Final = "PROMETHEUS_MULTIPROC_DIR"
_QUEUE_GAUGES = (
    ("waiting", "Calls that wait for their turn."),
    ("running", "Calls that are under way, asleep ones among them."),
    ("oldest_seconds", "How old the oldest call is that has not ended."),
    ("given_up", "Calls of the last week that failed for good."),
)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def remembered(seconds: float) -> Callable[[Measure], Measure]:
    """Measures anew only when the last measurement is older than so many seconds."""

    def decorated(measure: Measure) -> Measure:
        value, read_at = 0.0, -inf

        async def recent() -> float:
            nonlocal value, read_at
            if monotonic() - read_at >= seconds:
                value, read_at = await measure(), monotonic()
            return value

        return recent

    return decorated


def count_together(directory: str) -> None:
    """From here on this process, and those it starts, tell what all of them have counted."""
    os.environ[_DIRECTORY] = directory
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
            oldest.add_metric([queue], state.age.total_seconds())
            given_up.add_metric([queue], state.given_up)
        return gauges


class Metrics:
    """Requests are counted as they happen; the gauges are read when somebody looks.

    ``gauges`` maps a name and its description to what measures it.
    """

    def __init__(
        self, gauges: Mapping[tuple[str, str], Measure], queues: Sequence[QueueMetrics] = ()
    ) -> None:
        self._gauges = gauges
        self._queues = queues
        self._counted = CollectorRegistry()
        self._requests = Counter(
            "limelight_requests", "Requests answered.", ["method", "route", "status"], registry=self._counted
        )
        self._latency = Histogram(
            "limelight_request_seconds",
            "Time from the request's first byte to the answer's last.",
            ["route"],
            buckets=_SECONDS,
            registry=self._counted,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, status).inc()
        self._latency.labels(route).observe(seconds)

    async def text(self) -> bytes:
        read = CollectorRegistry()
        read.register(_Read([metric async for metric in self._read()]))
        return generate_latest(_counted_by_all() or self._counted) + generate_latest(read)

    async def _read(self) -> AsyncIterator[Metric]:
        yield InfoMetricFamily("limelight", "The running server.", {"version": __version__})
        for (name, description), measure in self._gauges.items():
            yield GaugeMetricFamily(name, description, await measure())
        for queues in self._queues:
            for metric in await queues.read():
                yield metric


class _Read(Collector):
    """What has been read just now."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _counted_by_all() -> CollectorRegistry | None:
    """What all processes have counted that count together, if this is one of them."""
    if _DIRECTORY not in os.environ:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
