"""Comments on a video, fetched with the API key, since OAuth would require a scope that allows writing."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from limelight.connectors.endpoints import Endpoint
from limelight.connectors.responses import AuthMethod
from limelight.kernel.records import Comment
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms.youtube.google_api import PAGINATOR


class _ChannelId(Struct, frozen=True, kw_only=True):
    value: str | None = None


class _CommentSnippet(Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: datetime
    text_display: str = ""
    text_original: str | None = None
    author_display_name: str | None = None
    author_channel_id: _ChannelId = _ChannelId()
    author_channel_url: str | None = None
    like_count: int | None = None


class _TopComment(Struct, frozen=True, kw_only=True):
    id: str
    snippet: _CommentSnippet


class _ThreadSnippet(Struct, frozen=True, kw_only=True, rename="camel"):
    top_level_comment: _TopComment
    video_id: str | None = None
    total_reply_count: int | None = None


class _Thread(Struct, frozen=True, kw_only=True):
    snippet: _ThreadSnippet


def _map_comment(raw: _Thread) -> Comment | None:
    """``None`` for a thread about the channel rather than a video."""
    if raw.snippet.video_id is None:
        return None
    top = raw.snippet.top_level_comment
    author = top.snippet.author_display_name
    return Comment(
        external_id=top.id,
        content_external_id=raw.snippet.video_id,
        text=top.snippet.text_original or top.snippet.text_display,
        published_at=format_timestamp(top.snippet.published_at),
        commenter_id=top.snippet.author_channel_id.value,
        commenter_username=author[1:] if author and author.startswith("@") else None,
        commenter_display_name=author,
        commenter_profile_url=top.snippet.author_channel_url,
        like_count=top.snippet.like_count,
        reply_count=raw.snippet.total_reply_count,
    )


COMMENTS: Final = Endpoint(
    path="/commentThreads",
    params={"part": "snippet", "maxResults": "100", "order": "time", "textFormat": "plainText"},
    data_selector="items",
    row_type=_Thread,
    map_row=_map_comment,
    content_id_param="videoId",
    paginator=PAGINATOR,
    auth_method=AuthMethod.API_KEY,
    newest_first=True,
)
