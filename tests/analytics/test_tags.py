"""Hashtags, mentions, brands and interests, as delivered or read from text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from limelight.analytics.tags import (
    brand_affinity,
    brands_of,
    hashtags_of,
    interests,
    mentions_of,
    top_hashtags,
    top_mentions,
)
from limelight.kernel.records import Sponsored
from tests.analytics.post_builders import post, posts


def test_shares_match_manual_calculation() -> None:
    some = [post("#Sun #sea"), post("#sun", hashtags=("Sun", "sun")), post("nothing"), post("#sea @friend")]
    assert top_hashtags(some) == {"sea": 50.0, "sun": 50.0}, "once a post, ties in the order of names"
    assert top_mentions(some) == {"friend": 25.0}
    assert top_hashtags([]) == {}


@pytest.mark.parametrize(
    ("text", "hashtags", "mentions"),
    [
        ("Café #Été2026, #été2026!", ("ete2026",), ()),
        ("#東京 ＃旅行 #서울", ("東京", "旅行", "서울"), ()),
        ("we are #1 and https://example.com/#part &#39;", (), ()),
        ("thanks @some.one. mail me@example.com @@odd", (), ("some.one",)),
        ("#two#glued", ("two",), ()),
    ],
)
def test_reading_text(text: str, hashtags: tuple[str, ...], mentions: tuple[str, ...]) -> None:
    content = post(text)
    assert hashtags_of(content) == hashtags
    assert mentions_of(content) == mentions


def test_delivered_tags_are_not_parsed_again() -> None:
    content = post("#read @read", hashtags=(), mentions=("given",))
    assert (hashtags_of(content), mentions_of(content)) == ((), ("given",))


def test_truncated_title_adds_no_partial_hashtag() -> None:
    assert hashtags_of(post("A walk #seaside", title="A walk #sea")) == ("seaside",)


def test_brands_are_found_by_account_hashtag_and_sponsor() -> None:
    assert brands_of(post("#thenorthface with @louis.vuitton")) == ("Louis Vuitton", "The North Face")
    assert brands_of(post("Nike, in the text alone")) == ()
    assert brands_of(post("#2026 #76")) == ()
    assert brands_of(replace(post(""), sponsored=Sponsored(is_sponsored=True, tags="zara"))) == ("Zara",)
    assert brand_affinity([post("#nike"), post(""), post(""), post("")]) == {"Nike": 0.25}


def test_interests_come_from_dictionary_names() -> None:
    found = interests({"yoga": 30.0, "Fitness": 50.0, "pets": 10.0, "homeworkout": 90.0, "home decor": 5.0})
    assert found == {"Fitness & Yoga": 50.0, "Pets": 10.0, "Home Decor, Furniture & Garden": 5.0}


@given(st.lists(posts, max_size=30))
def test_shares_are_percentages_largest_first(some: list) -> None:
    shares = list(top_hashtags(some).values())
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 100 for share in shares)
