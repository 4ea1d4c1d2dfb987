"""What others say below an account's posts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Comment
from limelight.kernel.timestamps import moment, timestamp
from limelight.world import names
from limelight.world.contents import Post, content
from limelight.world.engagement import ripeness, settled
from limelight.world.formats import written
from limelight.world.lexicon import niches, phrases, remarks
from limelight.world.notables import neighbours
from limelight.world.residents import Resident, dice, number

_EVER: Final = timedelta(days=3_650)
_USUAL_WAIT: Final = timedelta(days=2.2)
_FAMILIAR: Final = 0.06
"""Which part of the remarks is another creator's."""
_MOST: Final = 120
"""A post has more comments than are shown."""
_ADDRESSES: Final = {
    PlatformKey.YOUTUBE: "https://www.youtube.com/@{}",
    PlatformKey.TIKTOK: "https://www.tiktok.com/@{}",
}


@dataclass(frozen=True)
class Remark:
    """That something was said of a content: its place among all that will be said, and when."""

    content_id: str
    place: int
    at: datetime


def remarks_on(resident: Resident, post: Post, now: datetime) -> list[Remark]:
    """Of all that will ever be said, what is there by now, the newest first. What is there stays."""
    lasting = content(resident, post, now + _EVER)
    published_at = moment(lasting.published_at)
    found = []
    for place in range(min(lasting.engagement.comment_count or 0, _MOST)):
        part = (number(resident.key, "said", lasting.external_id, place) + 1) / 2**63
        at = published_at - _USUAL_WAIT * log(part)
        if at <= now:
            found.append(Remark(lasting.external_id, place, at))
    return sorted(found, key=lambda remark: remark.at, reverse=True)


def comment(resident: Resident, remark: Remark, now: datetime) -> Comment:
    """The remark as it is now."""
    content_id, place, at = remark.content_id, remark.place, remark.at
    draws = dice(resident.key, "comment", content_id, place)
    display_name, username = _commenter(resident, draws)
    commenter_id = written(resident.platform, number("commenter", username))
    if familiar := _familiar(resident, dice(resident.key, "familiar", content_id, place)):
        display_name, username, commenter_id = familiar
    address = _ADDRESSES.get(resident.platform, resident.shape.url)
    likes = draws.expovariate(0.6) * ripeness(settled(now, at))
    return Comment(
        external_id=written(resident.platform, number(resident.key, "comment", content_id, place)),
        content_external_id=content_id,
        text=_text(resident, draws),
        published_at=timestamp(at),
        commenter_id=commenter_id,
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


def _familiar(resident: Resident, draws: Random) -> tuple[str, str, str] | None:
    """A creator of the same community who says something now and then: name, handle and id."""
    if draws.random() >= _FAMILIAR:
        return None
    around = neighbours(resident.seed, resident.creator.platform, resident.community.number)
    others = [one for one in around if one[2] != resident.creator.external_id]
    return draws.choice(others) if others else None


def _commenter(resident: Resident, draws: Random) -> tuple[str, str]:
    """A member of the community: a name, and a handle that no creator has."""
    there = names.people()[resident.community.market]
    given, family = draws.randrange(len(there.givens)), draws.randrange(len(there.families))
    handle = f"{there.givens[given].latin}{there.families[family].latin}{draws.randrange(10_000, 99_999)}"
    return there.full_name(given, family), handle
