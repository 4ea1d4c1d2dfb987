"""What holds for all of /v1, whichever handlers stand in it."""

from collections.abc import Mapping, Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, Middleware

from limelight.api.auth import current_tenant
from limelight.api.openapi import BASIC_AUTH
from limelight.api.request_decoding.requests import ApiRequest, check_parameters


def api_router(
    handlers: Sequence[ControllerRouterHandler],
    guards: Sequence[Middleware],
    dependencies: Mapping[str, Provide],
) -> Router:
    """``guards`` let a request in, in their order; ``dependencies`` reach handlers by name."""
    return Router(
        "/v1",
        route_handlers=handlers,
        request_class=ApiRequest,
        before_request=check_parameters,
        middleware=guards,
        security=[BASIC_AUTH],
        dependencies={"tenant": Provide(current_tenant, sync_to_thread=False), **dependencies},
    )
