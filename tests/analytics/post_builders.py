"""Builds posts with the counts that matter to a test."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st

from limelight.kernel.records import Content, ContentEngagement, ContentFormat, ContentType, Sponsored
from limelight.kernel.timestamps import format_timestamp

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_NUMBERS = count(1)
_FIGURES = frozenset(ContentEngagement.__struct_fields__)


def post(text: str = "", *, days: float = 10, sponsored: bool | None = None, **fields: Any) -> Content:
    """A post of ``days`` days ago; ``likes``, ``comments`` and ``views`` are its counts."""
    figures = {
        f"{name.removesuffix('s')}_count": fields.pop(name)
        for name in ("likes", "comments", "views", "shares", "saves")
        if name in fields
    }
    figures |= {name: fields.pop(name) for name in list(fields) if name in _FIGURES}
    return Content(
        external_id=fields.pop("external_id", f"p{next(_NUMBERS):06}"),
        title=fields.pop("title", text[:100]),
        description=text,
        type=fields.pop("type", ContentType.FEED),
        format=fields.pop("format", ContentFormat.IMAGE),
        published_at=format_timestamp(NOW - timedelta(days=days)),
        engagement=ContentEngagement(**figures),
        sponsored=None if sponsored is None else Sponsored(is_sponsored=sponsored),
        **fields,
    )


counts = st.none() | st.integers(0, 2_000_000)
posts = st.builds(
    post,
    text=st.sampled_from(
        ["", "Sunday #walk with @nike", "#ad for a walk", "paid partnership", "Un paseo #Paseo"]
    ),
    days=st.floats(0, 900),
    likes=counts,
    comments=counts,
    views=counts,
    type=st.sampled_from([ContentType.FEED, ContentType.REELS, ContentType.STORY, ContentType.VIDEO]),
    format=st.sampled_from([ContentFormat.IMAGE, ContentFormat.VIDEO]),
)
