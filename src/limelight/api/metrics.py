"""What the server measures of itself, in the words of Prometheus."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import inf
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from limelight import __version__
from limelight.durable.backlog import QueueState

Measure = Callable[[], Awaitable[float]]

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


class QueueMetrics:
    """What waits in the queues of durable work; read when somebody looks."""

    def __init__(self, states: Callable[[], Awaitable[Mapping[str, QueueState]]]) -> None:
        self._states = states

    async def read(self, registry: CollectorRegistry) -> None:
        waiting, running, oldest, given_up = (
            Gauge(f"limelight_queue_{name}", description, ["queue"], registry=registry)
            for name, description in _QUEUE_GAUGES
        )
        for queue, state in (await self._states()).items():
            waiting.labels(queue).set(state.waiting)
            running.labels(queue).set(state.running)
            oldest.labels(queue).set(state.age.total_seconds())
            given_up.labels(queue).set(state.given_up)


class Metrics:
    """Requests are counted as they happen; the gauges are read when somebody looks.

    ``gauges`` maps a name and its description to what measures it.
    """

    def __init__(
        self, gauges: Mapping[tuple[str, str], Measure], queues: Sequence[QueueMetrics] = ()
    ) -> None:
        self._queues = queues
        self._registry = CollectorRegistry()
        Info("limelight", "The running server.", registry=self._registry).info({"version": __version__})
        self._requests = Counter(
            "limelight_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "limelight_request_seconds",
            "Time from the request's first byte to the answer's last.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._gauges = {
            Gauge(name, description, registry=self._registry): measure
            for (name, description), measure in gauges.items()
        }

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, status).inc()
        self._latency.labels(route).observe(seconds)

    async def text(self) -> bytes:
        for gauge, measure in self._gauges.items():
            gauge.set(await measure())
        registry = CollectorRegistry()
        for queues in self._queues:
            await queues.read(registry)
        return generate_latest(self._registry) + generate_latest(registry)
