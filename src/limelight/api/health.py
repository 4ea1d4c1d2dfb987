"""Liveness, readiness and metrics endpoints."""

from collections.abc import Awaitable, Callable, Mapping

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from limelight import __version__
from limelight.api.metrics import Metrics

HealthCheck = Callable[[], Awaitable[None]]
"""Raises if a dependency of the server cannot be reached."""


class Health(Struct, frozen=True, kw_only=True):
    status: str
    version: str


class Readiness(Struct, frozen=True, kw_only=True):
    """``checks`` maps each dependency to ``ok`` or the class name of the error."""

    status: str
    checks: dict[str, str]


async def check_readiness(checks: Mapping[str, HealthCheck]) -> Readiness:
    result = {name: await _run_check(check) for name, check in checks.items()}
    is_ready = all(outcome == "ok" for outcome in result.values())
    return Readiness(status="ready" if is_ready else "not ready", checks=result)


def health_routes(checks: Mapping[str, HealthCheck], metrics: Metrics) -> list[HTTPRouteHandler]:
    @get("/healthz", sync_to_thread=False, tags=["Operations"])
    def health() -> Health:
        """The process is alive."""
        return Health(status="ok", version=__version__)

    @get("/readyz", tags=["Operations"])
    async def ready() -> Response[Readiness]:
        """All dependencies can be reached; 503 if not."""
        result = await check_readiness(checks)
        return Response(result, status_code=200 if result.status == "ready" else 503)

    @get("/metrics", tags=["Operations"], media_type="text/plain; version=0.0.4; charset=utf-8")
    async def prometheus_metrics() -> bytes:
        """Request counts, latencies and gauges in the Prometheus text format."""
        return await metrics.text()

    return [health, ready, prometheus_metrics]


async def _run_check(check: HealthCheck) -> str:
    try:
        await check()
    except Exception as error:
        return type(error).__name__
    return "ok"
