"""What others say below an account's posts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Comment, Content
from limelight.kernel.timestamps import moment, timestamp
from limelight.world import names
from limelight.world.engagement import ripeness, settled
from limelight.world.formats import written
from limelight.world.lexicon import niches, phrases, remarks
from limelight.world.residents import Resident, dice, number

_MOST: Final = 120
"""A post has more comments than are shown."""
_ADDRESSES: Final = {
    PlatformKey.YOUTUBE: "https://www.youtube.com/@{}",
    PlatformKey.TIKTOK: "https://www.tiktok.com/@{}",
}


def comments(resident: Resident, content: Content, now: datetime) -> list[Comment]:
    """Those that are there by now, the newest first. One that is there stays.

    The content has the figures that it will have in the end.
    """
    count = min(content.engagement.comment_count or 0, _MOST)
    found = list(_comments(resident, content.external_id, moment(content.published_at), count, now))
    return sorted(found, key=lambda comment: comment.published_at, reverse=True)


def _comments(
    resident: Resident, content_id: str, published_at: datetime, count: int, now: datetime
) -> Iterator[Comment]:
    for place in range(count):
        draws = dice(resident.key, "comment", content_id, place)
        at = published_at + timedelta(days=draws.expovariate(0.45))
        if at <= now:
            yield _comment(resident, content_id, place, at, draws, now)


def _comment(
    resident: Resident, content_id: str, place: int, at: datetime, draws: Random, now: datetime
) -> Comment:
    display_name, username = _commenter(resident, draws)
    address = _ADDRESSES.get(resident.platform, resident.shape.url)
    likes = draws.expovariate(0.6) * ripeness(settled(now, at))
    return Comment(
        external_id=written(resident.platform, number(resident.key, "comment", content_id, place)),
        content_external_id=content_id,
        text=_text(resident, draws),
        published_at=timestamp(at),
        commenter_id=written(resident.platform, number("commenter", username)),
        commenter_username=username,
        commenter_display_name=display_name,
        commenter_profile_url=address.format(username),
        like_count=int(likes),
        reply_count=int(draws.expovariate(1.5)),
    )


def _text(resident: Resident, draws: Random) -> str:
    language = resident.truth.language
    niche = tuple(niches())[resident.community.niche]
    return draws.choice(remarks()[language]).format(word=draws.choice(phrases()[language].words[niche]))


def _commenter(resident: Resident, draws: Random) -> tuple[str, str]:
    """A member of the community: a name, and a handle that nobody of the public creators has."""
    there = names.people()[resident.community.market]
    given, family = draws.randrange(len(there.givens)), draws.randrange(len(there.families))
    handle = f"{there.givens[given].latin}{there.families[family].latin}{draws.randrange(10_000, 99_999)}"
    return there.full_name(given, family), handle
