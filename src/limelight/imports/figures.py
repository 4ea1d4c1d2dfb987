"""What the contents of a creator tell of the creator, where nothing better is known."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from limelight.analytics.engagement import (
    average_comments,
    average_likes,
    average_reel_views,
    average_views,
    engagement_rate,
    posts_hidden_likes,
    recent_posts,
)
from limelight.analytics.tags import top_hashtags, top_mentions
from limelight.imports.creators import Values
from limelight.kernel.records import Content, Creator, Origin, Source
from limelight.kernel.timestamps import Timestamp, moment

ORIGIN: Final = "contents (computed)"
NEWEST: Final = 100
"""So many contents are looked at."""
_CAPTIONS: Final = 20
_LONGEST_CAPTION: Final = 500


def completed(
    creator: Creator, contents: Sequence[Content], last_posted_at: Timestamp | None, at: Timestamp
) -> Creator | None:
    """A delivery of the figures that the creator has not, or has of earlier contents; None if there are none.

    ``contents`` are the newest, newest first; ``last_posted_at`` is None if none has a date.
    """
    earlier = [origin for origin in creator.origins if origin.name == ORIGIN]
    ours = {field for origin in earlier for field in origin.fields}
    told = {
        name: value
        for name, value in _figures(creator, contents, last_posted_at, at).items()
        if value is not None and (name in ours or getattr(creator, name) is None)
    }
    if not told:
        return None
    fresh = max([at, *(origin.at for origin in earlier)])
    origin = Origin(source=Source.IMPORT, name=ORIGIN, at=fresh, fields=tuple(sorted(told)))
    return replace(
        Creator(platform=creator.platform, username=creator.username, external_id=creator.external_id),
        origins=(origin,),
        **told,
    )


def _figures(
    creator: Creator, contents: Sequence[Content], last_posted_at: Timestamp | None, at: Timestamp
) -> Values:
    posts = recent_posts(contents, moment(at))
    rate = engagement_rate(posts, creator.follower_count or creator.subscriber_count)
    shows_likes = any(post.engagement.like_count is not None for post in posts)
    return {
        "average_likes": _rounded(average_likes(posts)),
        "average_views": _rounded(average_views(posts)),
        "average_comments": _rounded(average_comments(posts)),
        "average_reel_views": _rounded(average_reel_views(posts)),
        "engagement_rate": None if rate is None else round(rate, 6),
        "posts_hidden_likes_percentage": _hidden(posts, creator) if shows_likes else None,
        "hashtags": top_hashtags(posts) or None,
        "mentions": top_mentions(posts) or None,
        "captions": "\n".join(filter(None, map(_caption, contents[:_CAPTIONS]))) or None,
        "last_posted_at": last_posted_at,
    }


def _rounded(mean: float | None) -> int | None:
    return None if mean is None else int(mean + 0.5)


def _hidden(posts: Sequence[Content], creator: Creator) -> float | None:
    share: Any = posts_hidden_likes(posts, creator.platform)
    return None if share is None else round(100 * share, 2)


def _caption(content: Content) -> str:
    title, text = content.title, content.description or ""
    both = text if text.startswith(title) else f"{title}\n{text}"
    return both[:_LONGEST_CAPTION].strip()
