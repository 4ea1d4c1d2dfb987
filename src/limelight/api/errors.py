"""Error responses in the reference's envelope. A bug becomes a 500 without details."""

from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from msgspec import Struct

from limelight.api.instrumentation import request_id
from limelight.api.request_decoding.requests import (
    InvalidRequestParameters,
    find_parameter_errors,
    raise_if_invalid,
)
from limelight.errors import InvalidRequest, LimelightError, NotFound, TooManyRequests, Unauthorized
from limelight.kernel.jobs import JobFailure
from limelight.schemas.jobs import ErrorObject

_LOG = structlog.get_logger("limelight.http")


class RouteNotFound(NotFound):
    """No route has this path."""


class MethodNotAllowed(LimelightError):
    """The path exists but does not accept this method."""

    status = 405
    type = "METHOD_NOT_ALLOWED"


class BodyTooLarge(LimelightError):
    """The body is larger than the limit."""

    status = 413
    type = "REQUEST_TOO_LARGE"


class InternalError(LimelightError):
    """A bug in the server. The log has the details under the request id."""

    status = 500
    type = "INTERNAL_ERROR"


class Error(Struct, frozen=True, kw_only=True):
    """The body of every error response."""

    error: ErrorObject


def error_response(request: Request[Any, Any, Any], exception: Exception) -> Response[Error]:
    """The response for any exception that a handler raises."""
    error = as_limelight_error(request, exception)
    if error.status >= HTTP_500_INTERNAL_SERVER_ERROR and error is not exception:
        _LOG.error("bug", exc_info=exception)
    body = Error(error=error_object(error, request_id(request.scope)))
    return Response(body, status_code=error.status, headers=_headers(error, exception))


def error_object(error: LimelightError | JobFailure, request_id: str) -> ErrorObject:
    return ErrorObject(
        type=error.type,
        code=error.code,
        error_code=error.code,
        message=error.message,
        status_code=error.status,
        http_status_code=error.status,
        request_id=request_id,
    )


def as_limelight_error(request: Request[Any, Any, Any], exception: Exception) -> LimelightError:
    """The exception as a LimelightError; an unexpected one becomes an InternalError."""
    match exception:
        case LimelightError():
            return exception
        case ValidationException():
            return _from_validation_error(request, exception)
        case HTTPException(status_code=status) if status < HTTP_500_INTERNAL_SERVER_ERROR:
            return _from_http_error(request, exception)
        case _:
            return InternalError(
                "The server failed unexpectedly. Its log has the details under the request id."
            )


def _from_validation_error(request: Request[Any, Any, Any], exception: ValidationException) -> LimelightError:
    try:
        raise_if_invalid(find_parameter_errors(request))
    except InvalidRequest as error:
        return error
    details = exception.extra if isinstance(exception.extra, list) else []
    messages = [f"{detail.get('key', 'request')}: {detail['message']}" for detail in details]
    return InvalidRequestParameters("; ".join(messages) or exception.detail)


def _from_http_error(request: Request[Any, Any, Any], exception: HTTPException) -> LimelightError:
    route = f"{request.method} {request.url.path}"
    match exception.status_code:
        case 404:
            return RouteNotFound(f"{route} does not exist.")
        case 405:
            return MethodNotAllowed(f"{route} is not allowed. Allowed methods: {_allowed(exception)}.")
        case 413:
            return BodyTooLarge("The request body exceeds the size limit.")
        case _:
            return InvalidRequest(exception.detail)


def _allowed(exception: Exception) -> str:
    return str(dict(getattr(exception, "headers", None) or {}).get("allow", "others"))


def _headers(error: LimelightError, exception: Exception) -> dict[str, str]:
    match error:
        case Unauthorized():
            return {"WWW-Authenticate": 'Basic realm="limelight", charset="UTF-8"'}
        case TooManyRequests(retry_after=seconds):
            return {"Retry-After": str(seconds)}
        case MethodNotAllowed():
            return {"Allow": _allowed(exception)}
        case _:
            return {}
