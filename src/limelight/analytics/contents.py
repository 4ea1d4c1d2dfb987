"""The contents that a report shows."""

from collections.abc import Iterable
from typing import Final

from limelight.analytics.engagement import by_age, is_post
from limelight.analytics.formula import formula
from limelight.kernel.records import Content, Visibility

SHOWN: Final = 15


@formula(version="1", unit="contents", source="own")
def recent_contents(contents: Iterable[Content]) -> list[Content]:
    """The 15 newest public posts, newest first."""
    return by_age(filter(_is_public, contents))[:SHOWN]


@formula(version="1", unit="contents", source="own")
def top_contents(contents: Iterable[Content]) -> list[Content]:
    """The 15 public posts with the most engagement.

    By likes + comments + shares + saves, as far as shown; of equal ones, by views, then the newer.
    """
    return sorted(by_age(filter(_is_public, contents)), key=_success, reverse=True)[:SHOWN]


def _is_public(content: Content) -> bool:
    return is_post(content) and content.visibility is Visibility.PUBLIC


def _success(content: Content) -> tuple[int, int]:
    shown = content.engagement
    counts = (shown.like_count, shown.comment_count, shown.share_count, shown.save_count)
    return sum(count or 0 for count in counts), shown.view_count or 0
