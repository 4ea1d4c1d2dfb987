"""What kind of accounts an audience is made of."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.analytics.audience_samples import audience_frame
from limelight.analytics.credibility import (
    ACCOUNT_TYPES,
    SENSITIVITY,
    SPECIFICITY,
    account_types,
    credibility,
    follower_types,
)
from limelight.analytics.suspicion import SUSPICION_THRESHOLD, suspicion
from tests.analytics.audience_builders import ROWS, fake, ordinary, sample
from tests.examples import examples
from tests.shared_data import SHARED_DATA, needs_shared_data

_LABELLED = SHARED_DATA / "creators" / "instagram"


def _types(**differences: object) -> str | None:
    return account_types(sample([ordinary(**differences)]).people)[0]


def test_first_matching_rule_gives_the_account_type():
    assert _types() == "REAL"
    assert _types(following_count=1_501, follower_count=9_000) == "MASS_FOLLOWERS"
    assert _types(following_count=1_500, follower_count=9_000) == "INFLUENCERS"
    assert _types(following_count=1_500, follower_count=5_000) == "REAL"
    assert account_types(sample([fake()]).people)[0] == "SUSPICIOUS"


def test_account_with_too_few_features_has_no_type():
    """To call it real would make every audience of bare names credible."""
    assert _types(following_count=None) is None
    assert _types(follower_count=None) is None
    assert _types(username=None, image_url=None, content_count=None) is None
    assert _types(username=None, image_url=None) == "REAL"


@pytest.mark.parametrize(
    "sign",
    [
        {"image_url": ""},
        {"username": "ada4711"},
        {"content_count": 0},
        {"following_count": 1_400, "follower_count": 20},
        {"account_age_days": 5},
    ],
)
def test_features_raise_suspicion_and_unknown_ones_raise_it_less(sign: dict[str, object]):
    name = next(iter(sign))
    rows = [ordinary(), ordinary(**sign), ordinary(**{name: None})]
    without, with_sign, unknown = suspicion(sample(rows).people)
    assert without < unknown < with_sign


def test_the_correction_undoes_what_the_detection_misses():
    """Of 1,000 fakes as many are found, and of 9,000 others as many taken for fakes, as published."""
    found, wrongly = round(1_000 * SENSITIVITY), round(9_000 * (1 - SPECIFICITY))
    types = pl.Series(["SUSPICIOUS"] * (found + wrongly) + ["REAL"] * (10_000 - found - wrongly))
    assert follower_types(types, None).percentages["SUSPICIOUS"] == pytest.approx(10, abs=0.01)
    known = credibility(types, None)
    assert known is not None
    assert known.score == pytest.approx(0.9, abs=0.0001)


def test_fewer_suspicious_accounts_than_errors_of_detection_are_none():
    types = pl.Series(["SUSPICIOUS"] * 2 + ["REAL"] * 98)
    assert follower_types(types, None).percentages == {
        "REAL": 100.0,
        "INFLUENCERS": 0.0,
        "MASS_FOLLOWERS": 0.0,
        "SUSPICIOUS": 0.0,
    }


@settings(max_examples=examples(40))
@given(st.lists(st.sampled_from(ACCOUNT_TYPES), min_size=1, max_size=50))
def test_the_score_is_real_people_and_influencers_within_its_interval(types: list[str]):
    found = credibility(pl.Series(types), 1_000)
    shares = follower_types(pl.Series(types), 1_000).percentages
    assert found is not None
    assert found.score == pytest.approx((shares["REAL"] + shares["INFLUENCERS"]) / 100)
    assert 0 <= found.interval.low <= found.score <= found.interval.high <= 1


@settings(max_examples=examples(40))
@given(st.lists(st.sampled_from(ACCOUNT_TYPES), min_size=1, max_size=50))
def test_larger_samples_narrow_the_interval(types: list[str]):
    few, many = credibility(pl.Series(types), None), credibility(pl.Series(types * 10), None)
    assert few is not None
    assert many is not None
    assert many.interval.high - many.interval.low <= few.interval.high - few.interval.low + 1e-9


def test_the_share_of_suspicious_accounts_is_less_certain_than_one_that_is_counted():
    """A counted share of a complete audience is exact; how good the detection is stays in doubt."""
    types = pl.Series(["REAL"] * 600 + ["SUSPICIOUS"] * 200 + ["MASS_FOLLOWERS"] * 200)
    found = follower_types(types, 1_000)
    between = found.interval("SUSPICIOUS")
    assert between.low < found.percentages["SUSPICIOUS"] < between.high
    assert found.interval("MASS_FOLLOWERS").low == found.interval("MASS_FOLLOWERS").high == 20.0


@settings(max_examples=examples(40))
@given(ROWS)
def test_scores_are_probabilities_or_unknown(rows: list[dict[str, object]]):
    assert suspicion(sample(rows).people).drop_nulls().is_between(0, 1).all()


@needs_shared_data
def test_published_accuracy_matches_held_out_accounts():
    """The weights, the base or a sign changed, and the numbers of the docs with them."""
    kept, is_fake = _left_out()
    scores = suspicion(kept).to_numpy()
    taken = scores >= SUSPICION_THRESHOLD
    fakes, others = scores[is_fake], scores[~is_fake]
    assert (fakes[:, None] > others).mean() == pytest.approx(0.978, abs=0.001)
    rest = (kept["following_count"] <= 1_500).to_numpy() & (kept["follower_count"] <= 5_000).to_numpy()
    assert (int((rest & is_fake & taken).sum()), int((rest & is_fake).sum())) == (45, 50)
    assert (int((rest & ~is_fake & ~taken).sum()), int((rest & ~is_fake).sum())) == (462, 486)


def _left_out() -> tuple[pl.DataFrame, np.ndarray]:
    """Every other account of each file, from the second on: the weights were fitted on the others."""
    files = ("instafake-fakeAccountData.json", "instafake-realAccountData.json")
    rows = [row for name in files for row in json.loads((_LABELLED / name).read_text())[1::2]]
    return audience_frame(
        {
            "username": [
                "1" * row["usernameDigitCount"] + "a" * (row["usernameLength"] - row["usernameDigitCount"])
                for row in rows
            ],
            "image_url": ["https://example.com/a.jpg" if row["userHasProfilPic"] else "" for row in rows],
            "content_count": [row["userMediaCount"] for row in rows],
            "following_count": [row["userFollowingCount"] for row in rows],
            "follower_count": [row["userFollowerCount"] for row in rows],
        }
    ), np.array([row["isFake"] == 1 for row in rows])
