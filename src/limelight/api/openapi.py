"""The OpenAPI document: Litestar generates it from the handlers; shared parts are added here."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from limelight import __version__
from limelight.api.errors import Error
from limelight.api.schema_names import rename_components

BASIC_AUTH: Final[dict[str, list[str]]] = {"basicAuth": []}
_ERROR_STATUSES: Final = (400, 401, 404, 413, 429)
_REQUEST_ID: Final = {
    "description": "The id of this request. Error bodies repeat it.",
    "schema": {"type": "string", "format": "uuid"},
}
_JSON: Final = "application/json"


class CompleteSchemaPlugin(JsonRenderPlugin):
    """Makes Litestar serve the completed document under /schema too."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return _encoded(request.app)


def openapi_config() -> OpenAPIConfig:
    """The operation id of a handler is its function's name."""
    return OpenAPIConfig(
        title="Limelight",
        version=__version__,
        summary="A self-hosted creator data platform.",
        components=Components(
            security_schemes={
                "basicAuth": SecurityScheme(
                    type="http", scheme="basic", description="The client id as user, its secret as password."
                )
            }
        ),
        operation_id_creator=lambda handler, _method, _path: handler.fn.__name__,
        use_handler_docstrings=True,
        render_plugins=[CompleteSchemaPlugin()],
    )


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    return Response(_encoded(request.app), media_type=_JSON)


def build_openapi(app: Litestar) -> dict[str, Any]:
    """The complete document. Every operation under /v1 declares the same error responses."""
    schema: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(app.openapi_schema.to_schema()))
    schema["components"].setdefault("schemas", {}).update(_error_schemas())
    for path, item in schema["paths"].items():
        for operation in item.values():
            _complete_operation(operation, is_api=path.startswith("/v1/"))
    return rename_components(schema)


@lru_cache(maxsize=1)
def _encoded(app: Litestar) -> bytes:
    return msgspec.json.encode(build_openapi(app))


def _complete_operation(operation: dict[str, Any], is_api: bool) -> None:
    operation["summary"] = operation.get("description", operation["summary"]).split("\n")[0]
    responses = operation["responses"]
    responses.pop("400", None)
    if is_api:
        responses.update({str(status): _error_response(status) for status in _ERROR_STATUSES})
    for response in responses.values():
        response.setdefault("headers", {})["request-id"] = _REQUEST_ID


def _error_response(status: int) -> dict[str, Any]:
    content = {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {"description": HTTPStatus(status).phrase, "content": content}


def _error_schemas() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components([Error], ref_template="#/components/schemas/{name}")
    return schemas
