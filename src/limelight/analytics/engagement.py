"""Engagement: likes, comments and views of a creator's posts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import fmean
from typing import Final

from limelight.analytics.formula import formula
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentType
from limelight.kernel.timestamps import format_timestamp, parse_timestamp

RECENT_POSTS: Final = 30
"""Number of latest posts that averages cover."""
SETTLING_TIME: Final = timedelta(days=2)
"""Minimum age of a post whose counts are used."""
_NOT_POSTS: Final = frozenset({ContentType.STORY, ContentType.RETWEET, ContentType.REPLY})
_CAN_HIDE_LIKES: Final = frozenset(
    {
        PlatformKey.INSTAGRAM,
        PlatformKey.INSTAGRAM_DIRECT,
        PlatformKey.INSTAGRAM_LITE,
        PlatformKey.FACEBOOK,
        PlatformKey.YOUTUBE,
    }
)
_MONTH: Final = timedelta(days=30)
_OWN: Final = "own; the number and the age of the posts are this product's choice"


@formula(version="1", unit="posts", source=_OWN)
def recent_posts(contents: Iterable[Content], now: datetime) -> list[Content]:
    """The posts that averages are taken over, newest first.

    The 30 newest contents that are at least 2 days old; stories, replies and reposts are not posts. If none
    is that old, the newest there are.
    """
    posts = sort_newest_first(content for content in contents if is_post(content))
    settled = format_timestamp(now - SETTLING_TIME)
    return ([post for post in posts if post.published_at <= settled] or posts)[:RECENT_POSTS]


def is_post(content: Content) -> bool:
    return content.type not in _NOT_POSTS


def sort_newest_first(contents: Iterable[Content]) -> list[Content]:
    """Newest first, then by id, so that the result does not depend on the input order."""
    found = sorted(contents, key=lambda content: content.external_id)
    return sorted(found, key=lambda content: content.published_at, reverse=True)


@formula(version="1", unit="likes", source="The reference: average number of likes on posts.")
def average_likes(posts: Iterable[Content]) -> float | None:
    """The mean likes of a post.

    Σ likes ÷ posts whose likes are known. Hidden likes are left out; none if all are hidden.
    """
    return _mean(post.engagement.like_count for post in posts)


@formula(version="1", unit="comments", source="The reference: average number of comments on posts.")
def average_comments(posts: Iterable[Content]) -> float | None:
    """The mean comments of a post.

    Σ comments ÷ posts whose comments are known.
    """
    return _mean(post.engagement.comment_count for post in posts)


@formula(version="1", unit="views", source="The reference: average number of views on posts.")
def average_views(posts: Iterable[Content]) -> float | None:
    """The mean views of a post.

    Σ views ÷ posts whose views are known: on most platforms, the videos.
    """
    return _mean(post.engagement.view_count for post in posts)


@formula(version="1", unit="views", source="The reference: average number of views on reels.")
def average_reel_views(posts: Iterable[Content]) -> float | None:
    """The mean views of a reel.

    Σ views ÷ reels whose views are known.
    """
    return _mean(post.engagement.view_count for post in posts if post.type is ContentType.REELS)


@formula(version="1", unit="fraction", source="The reference: average likes of all posts ÷ followers.")
def engagement_rate(posts: Iterable[Content], size: int | None) -> float | None:
    """The likes of a post as a fraction of the followers.

    Mean likes of a post ÷ followers; on YouTube, ÷ subscribers. None if no likes or no followers are known.
    """
    likes = average_likes(posts)
    return None if likes is None or not size else likes / size


@formula(version="1", unit="fraction", source="The usual rate of video platforms: likes ÷ views.")
def likes_per_view(posts: Iterable[Content]) -> float | None:
    """The likes of a video as a fraction of its views.

    Σ likes ÷ Σ views of the posts of which both are known: beside the engagement rate on YouTube and TikTok,
    where others than followers watch.
    """
    known = [_likes_and_views(post) for post in posts]
    pairs = [(likes, views) for likes, views in known if likes is not None and views]
    return sum(likes for likes, _ in pairs) / sum(views for _, views in pairs) if pairs else None


@formula(version="1", unit="fraction", source="The reference: posts_hidden_likes_percentage_value.")
def posts_hidden_likes(posts: Iterable[Content], platform: PlatformKey) -> float | None:
    """The fraction of posts that hide their likes.

    Posts that show comments or views, but no likes ÷ posts that show any of them. None on platforms where
    likes cannot be hidden.
    """
    if platform not in _CAN_HIDE_LIKES:
        return None
    shown = [post.engagement for post in posts]
    known = [
        one for one in shown if (one.like_count, one.comment_count, one.view_count) != (None, None, None)
    ]
    return sum(one.like_count is None for one in known) / len(known) if known else None


@formula(version="1", unit="posts a month", source=_OWN)
def posting_frequency(contents: Iterable[Content], now: datetime) -> float | None:
    """How many posts a creator publishes in 30 days.

    Of the 30 newest posts: their number × 30 days ÷ the time from the oldest of them to now. For creators who
    stopped posting, the value falls day by day. None without posts.
    """
    posts = sort_newest_first(content for content in contents if is_post(content))[:RECENT_POSTS]
    if not posts:
        return None
    span = max(now - parse_timestamp(posts[-1].published_at), timedelta(days=1))
    return len(posts) * (_MONTH / span)


def interactions(content: Content) -> int | None:
    """Likes plus comments; None if the likes are hidden."""
    likes = content.engagement.like_count
    return None if likes is None else likes + (content.engagement.comment_count or 0)


def comparison_metric(contents: Sequence[Content]) -> Callable[[Content], int | None]:
    """The count that contents are compared by: interactions or, if no content shows likes, views."""
    has_likes = any(content.engagement.like_count is not None for content in contents)
    return interactions if has_likes else lambda content: content.engagement.view_count


def _likes_and_views(post: Content) -> tuple[int | None, int | None]:
    return post.engagement.like_count, post.engagement.view_count


def _mean(counts: Iterable[int | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return fmean(known) if known else None
