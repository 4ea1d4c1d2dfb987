"""Request decoding: lenient types, complete error messages, and no bug for any input."""

import json
from enum import StrEnum
from time import process_time
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar, Request, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.testing import TestClient
from msgspec import Meta, Struct

from limelight.api.dependencies import Limit, Offset
from limelight.api.errors import error_response
from limelight.api.instrumentation import instrument
from limelight.api.metrics import Metrics
from limelight.api.router import api_router
from tests.examples import examples


class Order(StrEnum):
    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"


class Bounds(Struct, frozen=True, kw_only=True):
    min: int | None = None
    max: int | None = None


class Weight(Struct, frozen=True, kw_only=True):
    name: str
    percentage: Annotated[float, Meta(ge=0, le=100)]


class Sent(Struct, frozen=True, kw_only=True):
    external_id: str
    order: Order
    id: UUID | None = None
    followers: Bounds | None = None
    weights: list[Weight] = []
    one_or_many: Weight | list[Weight] | None = None
    name: Annotated[str, Meta(min_length=1, max_length=5)] = "x"
    is_verified: bool | None = None
    anything: Any = None


@post("/echo", status_code=200)
async def echo(data: JSONBody[Sent]) -> Sent:
    return data


@get("/list")
async def listed(
    limit: Limit = 10,
    offset: Offset = 0,
    order: FromQuery[Order | None] = None,
    rate: FromQuery[float | None] = None,
    name: FromQuery[str] = "",
) -> dict[str, Any]:
    return {"limit": limit, "offset": offset, "order": order, "rate": rate, "name": name}


@get("/needs")
async def needs(
    word: Annotated[str, QueryParameter(min_length=2)], ids: FromQuery[list[UUID] | None] = None
) -> dict[str, Any]:
    return {"word": word, "ids": ids}


@get("/bug")
async def bug(request: Request[Any, Any, Any]) -> None:
    raise RuntimeError("the secret of " + request.url.path)


@pytest.fixture(scope="module")
def client():
    app = Litestar(
        [api_router([echo, listed, needs, bug], middleware=[], dependencies={})],
        exception_handlers={Exception: error_response},
        request_max_body_size=100_000,
        logging_config=None,
    )
    app.asgi_handler = instrument(app.asgi_handler, Metrics({}))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


GOOD = {"external_id": "7", "order": "ASCENDING"}


def error_message(response: Any, status: int, code: str) -> str:
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code), error
    assert error["error_code"] == code
    assert error["status_code"] == error["http_status_code"] == status
    assert UUID(error["request_id"]) == UUID(response.headers["request-id"])
    return error["message"]


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
)
def test_a_body_is_json_whatever_its_content_type(client, content_type):
    sent = '\ufeff {"external_id": "7", "order": "ASCENDING"} '.encode()
    response = client.post("/v1/echo", content=sent, headers={"content-type": content_type})
    assert response.json()["external_id"] == "7"


def test_numbers_and_texts_are_coerced_to_the_field_type(client):
    sent = {
        **GOOD,
        "external_id": 7,
        "followers": {"min": "10", "max": 20.0},
        "unknown": 1,
        "is_verified": "true",
    }
    found = client.post("/v1/echo", json=sent).json()
    assert (found["external_id"], found["followers"], found["is_verified"]) == (
        "7",
        {"min": 10, "max": 20},
        True,
    )


def test_a_large_number_becomes_text_without_losing_digits(client):
    sent = b'{"external_id": 17841400000000000123, "order": "ASCENDING"}'
    assert client.post("/v1/echo", content=sent).json()["external_id"] == "17841400000000000123"


@pytest.mark.parametrize("body", [b"", b"{}", b"null"])
def test_all_missing_fields_are_listed(client, body):
    response = client.post("/v1/echo", content=body)
    if body == b"null":
        assert "an object" in error_message(response, 400, "invalid_request_parameters")
    else:
        assert error_message(response, 400, "missing_fields") == "Missing: external_id, order."


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("order", "UP", ["order:", "'UP'", "ASCENDING, DESCENDING"]),
        ("followers", {"min": "ten"}, ["followers.min:", "'ten'", "a whole number"]),
        ("followers", [], ["followers:", "a list is not allowed", "an object or null"]),
        (
            "weights",
            [{"name": "a", "percentage": 3}, {"name": "b", "percentage": 101}],
            ["weights[1].percentage:", "101", "from 0 to 100"],
        ),
        ("weights", {}, ["weights:", "a list"]),
        ("one_or_many", {"name": "x", "percentage": -1}, ["one_or_many.percentage:", "from 0 to 100"]),
        ("name", "", ["name:", "1 to 5 characters"]),
        ("id", "7", ["id:", "a UUID or null"]),
        ("is_verified", "perhaps", ["is_verified:", "true or false"]),
        ("external_id", "a\x00b", ["external_id:", "without NUL"]),
        ("external_id", None, ["external_id:", "null"]),
        ("followers", {"min": 10**30}, ["followers.min:", "a whole number"]),
        ("weights", [{"name": "a", "percentage": "-Infinity"}], ["weights[0].percentage:"]),
    ],
)
def test_an_invalid_value_is_reported_with_the_accepted_values(client, field, value, words):
    message = error_message(
        client.post("/v1/echo", json={**GOOD, field: value}), 400, "invalid_request_parameters"
    )
    assert [word for word in words if word not in message] == [], message


def test_all_errors_are_reported_together(client):
    message = error_message(
        client.post("/v1/echo", json={"external_id": [], "order": "UP", "name": "123456"}),
        400,
        "invalid_request_parameters",
    )
    assert all(field in message for field in ("external_id:", "order:", "name:"))


def test_escaped_nan_is_detected(client):
    sent = rb'{"external_id": "7", "order": "UP", "weights": [{"name": "a", "percentage": "\u006ean"}]}'
    assert "weights[0].percentage:" in error_message(
        client.post("/v1/echo", content=sent), 400, "invalid_request_parameters"
    )


def test_long_whitespace_is_decoded_in_linear_time(client):
    """A quadratic regular expression once took half a minute here."""
    before = process_time()
    assert client.post("/v1/echo", content=json.dumps(GOOD).replace(" ", " " * 90_000)[:99_000]).is_error
    assert process_time() - before < 1


def test_malformed_json_is_reported_with_its_position(client):
    assert "byte 5" in error_message(client.post("/v1/echo", content=b'{"a":}'), 400, "malformed_json")


def test_empty_query_values_count_as_absent(client):
    assert client.get("/v1/list/?limit=&offset=5&order=").json()["offset"] == 5
    assert "Missing: word." in error_message(client.get("/v1/needs?word="), 400, "missing_fields")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", ["limit:", "'0'", "from 1 to 100"]),
        ("limit=ten&order=UP", ["limit:", "order:", "ASCENDING, DESCENDING"]),
        ("offset=99999999999999999999999", ["offset:", "from 0 to"]),
        ("rate=nan", ["rate:", "a number"]),
        ("rate=%6Ean", ["rate:", "a number"]),
        ("rate=1e400", ["rate:"]),
        ("name=a%00b", ["name:", "NUL"]),
    ],
)
def test_an_invalid_query_value_is_reported_with_the_accepted_values(client, query, words):
    message = error_message(client.get(f"/v1/list?{query}"), 400, "invalid_request_parameters")
    assert [word for word in words if word not in message] == [], message


def test_list_parameters_are_checked_item_by_item(client):
    message = error_message(client.get("/v1/needs?word=ab&ids=1"), 400, "invalid_request_parameters")
    assert "ids[0]:" in message


def test_a_bug_response_has_no_details(client):
    message = error_message(client.get("/v1/bug"), 500, "internal_error")
    assert "secret" not in message


def test_a_body_over_the_limit_is_rejected(client):
    error_message(client.post("/v1/echo", content=b"x" * 100_001), 413, "body_too_large")
    error_message(client.post("/v1/echo", content=iter([b"x" * 60_000] * 2)), 413, "body_too_large")


def test_unknown_routes_and_methods_return_the_error_envelope(client):
    error_message(client.get("/v1/nowhere"), 404, "route_not_found")
    response = client.delete("/v1/echo")
    assert "POST" in error_message(response, 405, "method_not_allowed")
    assert "POST" in response.headers["allow"]


HOSTILE = [
    b"[" * 50_000,
    b'{"a":' * 20_000,
    b'{"anything":' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"external_id": "\\ud800", "order": "ASCENDING"}',
    b'{"external_id": "\xff", "order": "ASCENDING"}',
    b'{"external_id": NaN}',
    b'{"external_id": 1e999, "order": "ASCENDING"}',
    b'{"external_id": "1", "external_id": {}, "order": []}',
    b'{"\\u0000": 1, "external_id": "1", "order": "ASCENDING"}',
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"1" * 90_000,
    b'{"followers": {"min": ' + b"9" * 5_000 + b'}, "external_id": 1, "order": "ASCENDING"}',
    b'{"followers": {"min": "' + b"9" * 5_000 + b'"}, "external_id": 1, "order": "ASCENDING"}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_no_body_is_a_bug(client, body):
    assert client.post("/v1/echo", content=body).status_code in (200, 400)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["ASCENDING", "7"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["min", "name", "percentage"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*Sent.__struct_fields__, "other"]), JSON))
@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_is_a_bug(client, sent):
    response = client.post("/v1/echo", content=json.dumps(sent))
    assert response.status_code in (200, 400), response.text


@given(st.binary(max_size=30))
@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_a_bug(client, query):
    for path in ("list?name=", "list?", "needs?word=ab&ids=", "needs?word="):
        response = client.get(f"/v1/{path}{quote(query, safe='=&+')}")
        assert response.status_code in (200, 400), response.text
