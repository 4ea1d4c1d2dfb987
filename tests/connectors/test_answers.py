"""When a platform wants to be asked again, and what its refusals mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.connectors.answers import (
    Answer,
    Credential,
    Gone,
    TokenRefused,
    usual_refusal,
    waited_until,
)
from limelight.connectors.source import ScopeMissing, SourceError, TooBusy

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
EPOCH = int(NOON.timestamp())


def answer(status: int, credential: Credential = Credential.TOKEN, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers=named, body=b"", credential=credential, at=NOON)


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
    wait = (waited_until(answer(429, **headers)) - NOON).total_seconds()
    assert seconds <= wait <= min(seconds * 1.05, 86400)


@given(st.dictionaries(st.sampled_from(["retry-after", "x-rate-limit-reset", "ratelimit-reset"]), st.text()))
def test_no_header_makes_a_wait_out_of_bounds(headers: dict[str, str]):
    found = Answer(status=429, headers=headers, body=b"", credential=Credential.KEY, at=NOON)
    assert timedelta(seconds=1) <= waited_until(found) - NOON <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (answer(401), TokenRefused),
        (answer(401, Credential.KEY), SourceError),
        (answer(403), SourceError),
        (answer(403, www_authenticate='Bearer error="insufficient_scope"'), ScopeMissing),
        (answer(404), Gone),
        (answer(429), TooBusy),
        (answer(503), SourceError),
        (answer(503, retry_after="5"), TooBusy),
        (answer(302), SourceError),
    ],
)
def test_a_status_means_one_thing(refused: Answer, kind: type[SourceError]):
    assert type(usual_refusal(refused)) is kind
