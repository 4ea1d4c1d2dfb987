"""Retry times and errors of platform responses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.connectors.responses import (
    AccessTokenRejected,
    AuthMethod,
    ResourceGone,
    Response,
    default_error,
    retry_time,
)
from limelight.connectors.source import InsufficientScope, RateLimited, SourceError

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
EPOCH = int(NOON.timestamp())


def answer(status: int, credential: AuthMethod = AuthMethod.ACCESS_TOKEN, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=b"", auth_method=credential, received_at=NOON)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "30"}, 30),
        ({"retry_after": "Wed, 04 Mar 2026 12:02:00 GMT"}, 120),
        ({"x_rate_limit_reset": str(EPOCH + 900)}, 900),
        ({"ratelimit_reset": "45"}, 45),
        ({"x_ratelimit_reset_after": "2.5"}, 2.5),
        ({"retry_after": "10", "x_rate_limit_reset": str(EPOCH + 900)}, 10),
        ({}, 60),
        ({"retry_after": "soon"}, 60),
        ({"retry_after": "0"}, 1),
        ({"x_rate_limit_reset": str(EPOCH - 900)}, 1),
        ({"retry_after": "999999"}, 86400),
    ],
)
def test_the_wait_is_what_the_headers_say_and_a_little_more(headers: dict[str, str], seconds: float):
    wait = (retry_time(answer(429, **headers)) - NOON).total_seconds()
    assert seconds <= wait <= min(seconds * 1.05, 86400)


@given(st.dictionaries(st.sampled_from(["retry-after", "x-rate-limit-reset", "ratelimit-reset"]), st.text()))
def test_no_header_makes_a_wait_out_of_bounds(headers: dict[str, str]):
    found = Response(status=429, headers=headers, body=b"", auth_method=AuthMethod.API_KEY, received_at=NOON)
    assert timedelta(seconds=1) <= retry_time(found) - NOON <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (answer(401), AccessTokenRejected),
        (answer(401, AuthMethod.API_KEY), SourceError),
        (answer(403), SourceError),
        (answer(403, www_authenticate='Bearer error="insufficient_scope"'), InsufficientScope),
        (answer(404), ResourceGone),
        (answer(429), RateLimited),
        (answer(503), SourceError),
        (answer(503, retry_after="5"), RateLimited),
        (answer(302), SourceError),
    ],
)
def test_a_status_means_one_thing(refused: Response, kind: type[SourceError]):
    assert type(default_error(refused)) is kind
