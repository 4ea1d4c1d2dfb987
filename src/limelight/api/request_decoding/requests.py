"""Decodes bodies and query parameters; rejects NUL, NaN, infinity and huge numbers."""

import re
from functools import cache
from typing import Any, Final, cast

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.typing import FieldDefinition

from limelight.api.request_decoding.coercion import Coercion, FieldError
from limelight.errors import InvalidRequest
from limelight.store.tenants import Tenant

_SUSPICIOUS: Final = re.compile(
    rb"\\u00[0-7]|%(?:00|3\d|[4-7])|\d{16}"
    rb'|["=]-?(?:nan|inf(?:inity)?)(?!\w)'
    rb"|(?<![\w.-])-?\d[\d.]*e[+-]?\d+(?![\w-])",
    re.IGNORECASE,
)
"""Matches spellings of NUL, NaN, infinity and huge numbers, and escapes that can hide one.

Only matching requests take the slow path. UUIDs must not match: nearly all have a digit before an e.
"""
_MAX_REPORTED_ERRORS: Final = 10
_DECODE_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class InvalidRequestParameters(InvalidRequest):
    """Values have the invalid type, are out of bounds or are not among the allowed values."""


class MissingFields(InvalidRequest):
    """Required fields or parameters are missing."""


class MalformedJson(InvalidRequest):
    """The body is not valid JSON."""


class ApiRequest(Request[Tenant, None, State]):
    """Parses the body as JSON whatever its Content-Type. An empty body counts as ``{}``."""

    async def body(self) -> bytes:
        body = await super().body()
        return body.removeprefix(_BYTE_ORDER_MARK).strip() or b"{}"

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        return decode_body(await self.body(), field.annotation if isinstance(field, FieldDefinition) else Any)


def decode_body(body: bytes, target: Any) -> Any:
    """Decodes the body into ``target``. Raises MalformedJson, MissingFields or InvalidRequestParameters."""
    try:
        value = _decoder(target).decode(body)
        return _decode_and_coerce(body, target) if _SUSPICIOUS.search(body) else value
    except msgspec.ValidationError:
        return _decode_and_coerce(body, target)
    except _DECODE_ERRORS as error:
        raise MalformedJson(f"The body is not valid JSON: {error}.") from None


async def check_parameters(request: Request[Any, Any, Any]) -> None:
    """Runs before the handler, since Litestar's conversion accepts NUL, NaN and huge numbers."""
    if "\0" in request.scope["path"]:
        raise InvalidRequestParameters("The path must not contain NUL characters.")
    if _SUSPICIOUS.search(request.scope["query_string"]):
        raise_if_invalid(find_parameter_errors(request))


def find_parameter_errors(connection: ASGIConnection[Any, Any, Any, Any]) -> list[FieldError]:
    """The errors in a request's query parameters."""
    model = getattr(connection.route_handler, "signature_model", None)
    coercion = Coercion()
    for field in _query_parameters(model) if model else ():
        name = _wire_name(model, field.name)
        values = connection.query_params.getall(name, [])
        if values:
            coercion.coerce(field.type, values if _is_list(field.type) else values[0], name)
        elif field.required and name not in connection.path_params:
            coercion.errors.append(FieldError(name, "is missing", is_missing=True))
    return coercion.errors


def raise_if_invalid(errors: list[FieldError]) -> None:
    """Raises InvalidRequestParameters or, if fields are only missing, MissingFields."""
    invalid = [error for error in errors if not error.is_missing]
    if invalid:
        raise InvalidRequestParameters(" ".join(str(error) for error in invalid[:_MAX_REPORTED_ERRORS]))
    if errors:
        raise MissingFields(f"Missing: {', '.join(error.path for error in errors[:_MAX_REPORTED_ERRORS])}.")


def _decode_and_coerce(body: bytes, target: Any) -> Any:
    coercion = Coercion()
    try:
        value = coercion.coerce(_type_info(target), msgspec.json.decode(body))
        raise_if_invalid(coercion.errors)
        return msgspec.convert(value, target, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidRequestParameters(f"{error}.") from None
    except _DECODE_ERRORS as error:
        raise MalformedJson(f"The body is not valid JSON: {error}.") from None


@cache
def _decoder(target: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(target, strict=False)


_type_info: Final = cache(msgspec.inspect.type_info)


@cache
def _query_parameters(model: Any) -> tuple[msgspec.inspect.Field, ...]:
    info = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(model))
    not_sent = model._dependency_name_set | {
        "data",
        "request",
        "headers",
        "cookies",
        "query",
        "body",
        "scope",
    }
    return tuple(field for field in info.fields if field.name not in not_sent)


def _wire_name(model: Any, name: str) -> str:
    definition = model._fields[name].kwarg_definition
    return getattr(definition, "name", None) or name


def _is_list(kind: msgspec.inspect.Type) -> bool:
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            return _is_list(inner)
        case msgspec.inspect.UnionType(types=options):
            return any(_is_list(option) for option in options)
        case _:
            return isinstance(kind, msgspec.inspect.ListType | msgspec.inspect.VarTupleType)
