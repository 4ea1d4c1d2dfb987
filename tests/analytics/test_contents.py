"""Which contents a report shows."""

from limelight.analytics.contents import recent_contents, top_contents
from limelight.kernel.records import ContentType, Visibility
from tests.analytics.post_builders import post


def test_recent_and_top_contents_are_public() -> None:
    some = [post(days=day, likes=day, views=1) for day in range(20)]
    private = post(days=0, likes=1_000, visibility=Visibility.PRIVATE)
    story = post(days=0, likes=1_000, type=ContentType.STORY)
    assert recent_contents([*some, private, story]) == some[:15]
    assert top_contents([*some, private, story]) == some[:4:-1]


def test_hidden_likes_rank_by_other_counts_and_views_break_ties() -> None:
    hidden, viewed, newer, older = (
        post(comments=50),
        post(likes=10, views=9),
        post(likes=10, days=1),
        post(likes=10, days=2),
    )
    assert top_contents([older, viewed, newer, hidden]) == [hidden, viewed, newer, older]
