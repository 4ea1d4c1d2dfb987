"""What the server measures of itself, in the words of Prometheus."""

from collections.abc import Awaitable, Callable, Mapping
from math import inf
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from limelight import __version__

Measure = Callable[[], Awaitable[float]]

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


class Metrics:
    """Requests are counted as they happen; the gauges are read when somebody looks.

    ``gauges`` maps a name and its description to what measures it.
    """

    def __init__(self, gauges: Mapping[tuple[str, str], Measure]) -> None:
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
        return generate_latest(self._registry)
