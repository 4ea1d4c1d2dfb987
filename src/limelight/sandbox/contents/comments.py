"""The comments on an account's posts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Comment
from limelight.kernel.timestamps import format_timestamp, parse_timestamp
from limelight.sandbox.account_owners import AccountOwner, seeded_number, seeded_random
from limelight.sandbox.audiences.influencers import community_influencers
from limelight.sandbox.contents.engagement import accrued_fraction, counted_age
from limelight.sandbox.contents.post_formats import encode_id
from limelight.sandbox.contents.posts import Post, content_record
from limelight.sandbox.creators import names
from limelight.sandbox.reference_data import comment_templates, niches, phrases

_EVER: Final = timedelta(days=3_650)
_USUAL_WAIT: Final = timedelta(days=2.2)
_CREATOR_SHARE: Final = 0.06
"""The fraction of comments by other creators."""
_MAX_COMMENTS: Final = 120
"""A post has more comments than are shown."""
_ADDRESSES: Final = {
    PlatformKey.YOUTUBE: "https://www.youtube.com/@{}",
    PlatformKey.TIKTOK: "https://www.tiktok.com/@{}",
}


@dataclass(frozen=True)
class ScheduledComment:
    """A comment that is due at a moment; ``place`` is its number among all comments of the content."""

    content_id: str
    place: int
    at: datetime


def scheduled_comments(owner: AccountOwner, post: Post, now: datetime) -> list[ScheduledComment]:
    """The comments published by now, newest first. A published comment stays."""
    lasting = content_record(owner, post, now + _EVER)
    published_at = parse_timestamp(lasting.published_at)
    found = []
    for place in range(min(lasting.engagement.comment_count or 0, _MAX_COMMENTS)):
        part = (seeded_number(owner.key, "said", lasting.external_id, place) + 1) / 2**63
        at = published_at - _USUAL_WAIT * log(part)
        if at <= now:
            found.append(ScheduledComment(lasting.external_id, place, at))
    return sorted(found, key=lambda scheduled: scheduled.at, reverse=True)


def comment_record(owner: AccountOwner, scheduled: ScheduledComment, now: datetime) -> Comment:
    """The comment's record as of now."""
    content_id, place, at = scheduled.content_id, scheduled.place, scheduled.at
    draws = seeded_random(owner.key, "comment", content_id, place)
    display_name, username = _commenter(owner, draws)
    commenter_id = encode_id(owner.platform, seeded_number("commenter", username))
    if creator := _creator_commenter(owner, seeded_random(owner.key, "familiar", content_id, place)):
        display_name, username, commenter_id = creator
    address = _ADDRESSES.get(owner.platform, owner.distribution.url)
    likes = draws.expovariate(0.6) * accrued_fraction(counted_age(now, at))
    return Comment(
        external_id=encode_id(owner.platform, seeded_number(owner.key, "comment", content_id, place)),
        content_external_id=content_id,
        text=_text(owner, draws),
        published_at=format_timestamp(at),
        commenter_id=commenter_id,
        commenter_username=username,
        commenter_display_name=display_name,
        commenter_profile_url=address.format(username),
        like_count=int(likes),
        reply_count=int(draws.expovariate(1.5)),
    )


def _text(owner: AccountOwner, draws: Random) -> str:
    language = owner.truth.language
    niche = tuple(niches())[owner.community.niche]
    return draws.choice(comment_templates()[language]).format(
        word=draws.choice(phrases()[language].words[niche])
    )


def _creator_commenter(owner: AccountOwner, draws: Random) -> tuple[str, str, str] | None:
    """Name, handle and id of a creator of the same community, or None."""
    if draws.random() >= _CREATOR_SHARE:
        return None
    around = community_influencers(owner.seed, owner.creator.platform, owner.community.number)
    others = [one for one in around if one[2] != owner.creator.external_id]
    return draws.choice(others) if others else None


def _commenter(owner: AccountOwner, draws: Random) -> tuple[str, str]:
    """A member of the community: a name, and a handle that no creator has."""
    there = names.person_names()[owner.community.market]
    given, family = draws.randrange(len(there.givens)), draws.randrange(len(there.families))
    handle = f"{there.givens[given].latin}{there.families[family].latin}{draws.randrange(10_000, 99_999)}"
    return there.full_name(given, family), handle
