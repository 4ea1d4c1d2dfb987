"""Every refusal in the reference's envelope, and every bug as a 500 that tells nothing but its id."""

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
    """Nothing is served under the path."""


class MethodNotAllowed(LimelightError):
    """The path is served, with other methods."""

    status = 405
    type = "METHOD_NOT_ALLOWED"


class BodyTooLarge(LimelightError):
    """The body is larger than the limit."""

    status = 413
    type = "REQUEST_TOO_LARGE"


class InternalError(LimelightError):
    """A bug of ours. The log has the details under the request id."""

    status = 500
    type = "INTERNAL_ERROR"


class Error(Struct, frozen=True, kw_only=True):
    """The body of every answer that is not a success."""

    error: ErrorObject


def error_response(request: Request[Any, Any, Any], raised: Exception) -> Response[Error]:
    """The answer to anything that was raised."""
    refusal = as_limelight_error(request, raised)
    if refusal.status >= HTTP_500_INTERNAL_SERVER_ERROR and refusal is not raised:
        _LOG.error("bug", exc_info=raised)
    error = Error(error=error_object(refusal, request_id(request.scope)))
    return Response(error, status_code=refusal.status, headers=_headers(refusal, raised))


def error_object(refusal: LimelightError | JobFailure, request_id: str) -> ErrorObject:
    return ErrorObject(
        type=refusal.type,
        code=refusal.code,
        error_code=refusal.code,
        message=refusal.message,
        status_code=refusal.status,
        http_status_code=refusal.status,
        request_id=request_id,
    )


def as_limelight_error(request: Request[Any, Any, Any], raised: Exception) -> LimelightError:
    """What was raised, in our own words."""
    match raised:
        case LimelightError():
            return raised
        case ValidationException():
            return _from_validation_error(request, raised)
        case HTTPException(status_code=status) if status < HTTP_500_INTERNAL_SERVER_ERROR:
            return _from_http_error(request, raised)
        case _:
            return InternalError(
                "Something went wrong on our side. The request id leads to it in the server's log."
            )


def _from_validation_error(request: Request[Any, Any, Any], raised: ValidationException) -> LimelightError:
    try:
        raise_if_invalid(find_parameter_errors(request))
    except InvalidRequest as refusal:
        return refusal
    details = raised.extra if isinstance(raised.extra, list) else []
    found = [f"{detail.get('key', 'request')}: {detail['message']}" for detail in details]
    return InvalidRequestParameters("; ".join(found) or raised.detail)


def _from_http_error(request: Request[Any, Any, Any], raised: HTTPException) -> LimelightError:
    where = f"{request.method} {request.url.path}"
    match raised.status_code:
        case 404:
            return RouteNotFound(f"There is no {where}.")
        case 405:
            return MethodNotAllowed(f"{where} is not served; the path takes {_allowed(raised)}.")
        case 413:
            return BodyTooLarge("The request body is larger than this server takes.")
        case _:
            return InvalidRequest(raised.detail)


def _allowed(raised: Exception) -> str:
    return str(dict(getattr(raised, "headers", None) or {}).get("allow", "others"))


def _headers(refusal: LimelightError, raised: Exception) -> dict[str, str]:
    match refusal:
        case Unauthorized():
            return {"WWW-Authenticate": 'Basic realm="limelight", charset="UTF-8"'}
        case TooManyRequests(retry_after=seconds):
            return {"Retry-After": str(seconds)}
        case MethodNotAllowed():
            return {"Allow": _allowed(raised)}
        case _:
            return {}
