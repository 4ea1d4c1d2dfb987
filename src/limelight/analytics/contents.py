"""Selects the contents that a report shows."""

from collections.abc import Iterable
from typing import Final

from limelight.analytics.engagement import is_post, sort_newest_first
from limelight.analytics.formula import formula
from limelight.kernel.records import Content, Visibility

SHOWN_CONTENTS: Final = 15


@formula(version="1", unit="contents", source="own")
def recent_contents(contents: Iterable[Content]) -> list[Content]:
    """The 15 newest public posts, newest first."""
    return sort_newest_first(filter(_is_public, contents))[:SHOWN_CONTENTS]


@formula(version="1", unit="contents", source="own")
def top_contents(contents: Iterable[Content]) -> list[Content]:
    """The 15 public posts with the most engagement.

    By likes + comments + shares + saves, as far as shown; of equal ones, by views, then the newer.
    """
    return sorted(sort_newest_first(filter(_is_public, contents)), key=_engagement_key, reverse=True)[
        :SHOWN_CONTENTS
    ]


def _is_public(content: Content) -> bool:
    return is_post(content) and content.visibility is Visibility.PUBLIC


def _engagement_key(content: Content) -> tuple[int, int]:
    shown = content.engagement
    counts = (shown.like_count, shown.comment_count, shown.share_count, shown.save_count)
    return sum(count or 0 for count in counts), shown.view_count or 0
