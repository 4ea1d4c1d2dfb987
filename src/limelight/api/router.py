"""The /v1 router: request decoding, middleware and dependencies that all its handlers share."""

from collections.abc import Mapping, Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, Middleware

from limelight.api.auth import current_tenant
from limelight.api.openapi import BASIC_AUTH
from limelight.api.request_decoding.requests import ApiRequest, check_parameters


def api_router(
    handlers: Sequence[ControllerRouterHandler],
    middleware: Sequence[Middleware],
    dependencies: Mapping[str, Provide],
) -> Router:
    """``middleware`` runs in the order given; ``dependencies`` are injected into handlers by name."""
    return Router(
        "/v1",
        route_handlers=handlers,
        request_class=ApiRequest,
        before_request=check_parameters,
        middleware=middleware,
        security=[BASIC_AUTH],
        dependencies={"tenant": Provide(current_tenant, sync_to_thread=False), **dependencies},
    )
