"""From the row of a file to a comment on a content of a creator."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import msgspec

from limelight.catalog.content_urls import content_id_of
from limelight.imports import readings
from limelight.imports.columns import Column, Kind, Need
from limelight.imports.creators import Delivery, Values
from limelight.imports.owners import NAMED_OWNERS, OWNED, Owners
from limelight.imports.readings import plain
from limelight.imports.recognition import Recognition
from limelight.imports.unreadable import Unreadable
from limelight.kernel.records import Comment, Creator, Follower

_COLUMNS: Final = (
    Column("external_id", plain(readings.identifier), "id, comment id, cid, reply id", never_counts=True),
    Column(
        "content_external_id",
        plain(readings.identifier),
        "content id, video id, post id, media id, tweet id, video, post",
    ),
    Column(
        "content_url",
        plain(readings.address),
        "content url, video url, post url, url, link, permalink, video link, post link",
    ),
    Column("text", plain(readings.text), "comment, comment text, text, content, message, body, reply"),
    Column(
        "published_at",
        readings.moment,
        "date, published at, created at, timestamp, time, comment date, posted at, create time",
    ),
    Column("commenter_id", plain(readings.identifier), "commenter id, author id, user id, author channel id"),
    Column(
        "commenter_username",
        readings.handle,
        "commenter, commenter username, username, user name, user, handle, screen name, author handle, "
        "author username",
    ),
    Column(
        "commenter_display_name",
        plain(readings.text),
        "author, display name, author display name, author name, commenter name, full name, name",
    ),
    Column(
        "commenter_profile_url",
        plain(readings.address),
        "commenter url, author url, author channel url, profile url, profile link",
    ),
    Column("like_count", readings.count, "likes, votes"),
    Column("reply_count", readings.count, "replies"),
)
COMMENTS: Final = Kind(
    columns=(*_COLUMNS, *NAMED_OWNERS),
    needs=(
        OWNED,
        Need(
            frozenset({"content_external_id", "content_url"}),
            "No column says what a comment is on. Name one with --map content_id=COLUMN, or one content for "
            "all rows with --set content_id=ID.",
        ),
        Need(frozenset({"text"}), "No column has the text of a comment. Name one with --map text=COLUMN."),
    ),
)
"""A row is a comment."""


@dataclass(frozen=True)
class OwnComment:
    """``stand_ins`` are the required fields of the comment that the row does not tell."""

    creator: Creator
    comment: Comment
    stand_ins: frozenset[str]


class CommentMaker:
    """Makes comments of the values of rows, and the creators of whose contents they are."""

    def __init__(self, delivery: Delivery, recognition: Recognition) -> None:
        self._delivery = delivery
        self._owners = Owners(delivery, recognition)

    def __call__(self, values: Values) -> OwnComment:
        """Raises Unreadable for a comment without text, or on nothing."""
        creator = self._owners.owner(values)
        url = values.pop("content_url", None)
        content = values.pop("content_external_id", None) or (url and content_id_of(url))
        if content is None:
            raise Unreadable("does not say what it is a comment on")
        if "text" not in values:
            raise Unreadable("has no text")
        stand_ins = frozenset({"published_at"} - values.keys())
        comment = Comment(
            external_id=values.pop("external_id", None) or _id_of(values),
            content_external_id=content,
            published_at=values.pop("published_at", self._delivery.at),
            **values,
        )
        return OwnComment(creator, comment, stand_ins)


def commenter(comment: Comment) -> Follower | None:
    """Who said it, as far as the comment tells."""
    said = Follower(
        username=comment.commenter_username,
        external_id=comment.commenter_id,
        full_name=comment.commenter_display_name,
        url=comment.commenter_profile_url,
    )
    return said if said.username or said.external_id or said.full_name else None


def _id_of(values: Values) -> str:
    """Of a comment without an id: what it says, by whom and when, stands in."""
    said = {name: values[name] for name in sorted(values) if not name.endswith("_count")}
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]
