"""Requests as they come in: bodies without a Content-Type, numbers as text, values that would do harm."""

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
"""Forms of NUL, NaN, infinity and vast numbers, and what could hide one: such a request is read with care.

Ids are none of these: nearly every UUID has a digit before an e.
"""
_MAX_REPORTED_ERRORS: Final = 10
_DECODE_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class InvalidRequestParameters(InvalidRequest):
    """Values are of the wrong type, out of bounds or not among those allowed."""


class MissingFields(InvalidRequest):
    """Fields or parameters that must be sent are missing."""


class MalformedJson(InvalidRequest):
    """The body is not JSON."""


class ApiRequest(Request[Tenant, None, State]):
    """Whatever its Content-Type says, the body is JSON; no body is an empty object."""

    async def body(self) -> bytes:
        body = await super().body()
        return body.removeprefix(_BYTE_ORDER_MARK).strip() or b"{}"

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        return decode_body(await self.body(), field.annotation if isinstance(field, FieldDefinition) else Any)


def decode_body(body: bytes, target: Any) -> Any:
    """The body as its target type. Raises MalformedJson, MissingFields or InvalidRequestParameters."""
    try:
        value = _decoder(target).decode(body)
        return _decode_and_coerce(body, target) if _SUSPICIOUS.search(body) else value
    except msgspec.ValidationError:
        return _decode_and_coerce(body, target)
    except _DECODE_ERRORS as error:
        raise MalformedJson(f"The body is not JSON that can be read: {error}.") from None


async def check_parameters(request: Request[Any, Any, Any]) -> None:
    """Before a handler is called: its conversion would let NUL, NaN and vast numbers through."""
    if "\0" in request.scope["path"]:
        raise InvalidRequestParameters("The path must not have NUL characters.")
    if _SUSPICIOUS.search(request.scope["query_string"]):
        raise_if_invalid(find_parameter_errors(request))


def find_parameter_errors(connection: ASGIConnection[Any, Any, Any, Any]) -> list[FieldError]:
    """What is wrong with the query of a request."""
    model = getattr(connection.route_handler, "signature_model", None)
    reading = Coercion()
    for part in _query_parameters(model) if model else ():
        name = _wire_name(model, part.name)
        values = connection.query_params.getall(name, [])
        if values:
            reading.coerce(part.type, values if _is_list(part.type) else values[0], name)
        elif part.required and name not in connection.path_params:
            reading.errors.append(FieldError(name, "is missing", is_missing=True))
    return reading.errors


def raise_if_invalid(mistakes: list[FieldError]) -> None:
    """Raise the refusal that names the mistakes, if there are any."""
    wrong = [mistake for mistake in mistakes if not mistake.is_missing]
    if wrong:
        raise InvalidRequestParameters(" ".join(str(mistake) for mistake in wrong[:_MAX_REPORTED_ERRORS]))
    if mistakes:
        raise MissingFields(
            f"Missing: {', '.join(mistake.path for mistake in mistakes[:_MAX_REPORTED_ERRORS])}."
        )


def _decode_and_coerce(body: bytes, target: Any) -> Any:
    reading = Coercion()
    try:
        value = reading.coerce(_type_info(target), msgspec.json.decode(body))
        raise_if_invalid(reading.errors)
        return msgspec.convert(value, target, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidRequestParameters(f"{error}.") from None
    except _DECODE_ERRORS as error:
        raise MalformedJson(f"The body is not JSON that can be read: {error}.") from None


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
    return tuple(part for part in info.fields if part.name not in not_sent)


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
