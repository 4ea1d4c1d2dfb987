"""What a search sees of a creator: whole numbers, exact words and shares, made from a record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Annotated, Any, Final

from msgspec import Struct

from limelight.kernel.records import AGE_BRACKETS, Audience, ContactDetail, Creator, Livestream, Month
from limelight.kernel.text import tag, words
from limelight.kernel.timestamps import moment
from limelight.search.fields import MONTHS, Monthly, Number, Shares, Terms, Words
from limelight.vocabulary.slugs import slug

PERCENT: Final = 100
WHOLE: Final = 100 * PERCENT
FRACTION: Final = 1_000_000
_MAX_SIZE = 2**36 - 1
_MAX_ID = 2**27 - 1

ShareTable = dict[str, dict[str, int]]


class CreatorDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A creator as every engine knows it; ``matches`` of a clause is defined on it."""

    id: int
    handles: Annotated[tuple[str, ...], Terms()] = ()
    names: Annotated[tuple[str, ...], Terms()] = ()
    flags: Annotated[tuple[str, ...], Terms()] = ()

    follower_count: Annotated[int | None, Number()] = None
    content_count: Annotated[int | None, Number()] = None
    average_likes: Annotated[int | None, Number()] = None
    average_views: Annotated[int | None, Number()] = None
    average_comments: Annotated[int | None, Number()] = None
    average_reel_views: Annotated[int | None, Number()] = None
    total_engagements: Annotated[int | None, Number()] = None
    share_count: Annotated[int | None, Number()] = None
    save_count: Annotated[int | None, Number()] = None
    engagement_rate: Annotated[int | None, Number(scale=FRACTION)] = None
    age: Annotated[int | None, Number()] = None
    last_posted_at: Annotated[int | None, Number()] = None

    follower_growth: Annotated[dict[str, int], Monthly()] = {}
    views_growth: Annotated[dict[str, int], Monthly()] = {}
    likes_growth: Annotated[dict[str, int], Monthly()] = {}

    hours_watched: Annotated[int | None, Number()] = None
    hours_watched_growth: Annotated[int | None, Number(scale=PERCENT)] = None
    average_viewers: Annotated[int | None, Number()] = None
    average_viewers_growth: Annotated[int | None, Number(scale=PERCENT)] = None
    live_follower_growth: Annotated[int | None, Number()] = None
    live_follower_growth_growth: Annotated[int | None, Number(scale=PERCENT)] = None
    peak_viewers: Annotated[int | None, Number()] = None
    airtime: Annotated[int | None, Number()] = None
    categories_streamed: Annotated[int | None, Number()] = None
    live: Annotated[tuple[str, ...], Terms()] = ()

    gender: Annotated[tuple[str, ...], Terms()] = ()
    language: Annotated[tuple[str, ...], Terms()] = ()
    account_type: Annotated[tuple[str, ...], Terms()] = ()
    post_types: Annotated[tuple[str, ...], Terms()] = ()
    locations: Annotated[tuple[str, ...], Terms()] = ()
    contacts: Annotated[tuple[str, ...], Terms()] = ()
    emails: Annotated[tuple[str, ...], Terms()] = ()
    interests: Annotated[tuple[str, ...], Terms()] = ()
    brands: Annotated[tuple[str, ...], Terms()] = ()
    sponsors: Annotated[tuple[str, ...], Terms()] = ()
    hashtags: Annotated[tuple[str, ...], Terms()] = ()
    mentions: Annotated[tuple[str, ...], Terms()] = ()
    topics: Annotated[tuple[str, ...], Terms()] = ()
    sketch: Annotated[tuple[str, ...], Terms()] = ()
    introduction: Annotated[tuple[str, ...], Words()] = ()
    captions: Annotated[tuple[str, ...], Words()] = ()

    followers: Annotated[ShareTable | None, Shares()] = None
    likers: Annotated[ShareTable | None, Shares()] = None
    commenters: Annotated[ShareTable | None, Shares()] = None

    @property
    def rank(self) -> int:
        """The order of everything that ties: more followers first, then the lower id. Unique."""
        return rank(self.follower_count, self.id)


def rank(follower_count: int | None, creator_id: int) -> int:
    return min(follower_count or 0, _MAX_SIZE) * (_MAX_ID + 1) + (_MAX_ID - creator_id)


def creator_document(creator: Creator, creator_id: int) -> CreatorDocument:
    """The document of a stored creator. What is not known is passed over: of most, most is not."""
    known = _person(creator)
    known |= _figures(creator)
    known |= _posts(creator)
    if creator.history:
        known |= _growths(creator.history)
    if creator.livestream:
        known |= _broadcasts(creator.livestream)
    audiences = _shares(creator.followers), _shares(creator.likers), _shares(creator.commenters)
    if any(audiences):
        known |= zip(_AUDIENCES, audiences, strict=True)
    return CreatorDocument(id=creator_id, flags=_flags(creator, audiences), **known)


def _person(creator: Creator) -> dict[str, Any]:
    handle = tag(creator.username)
    known: dict[str, Any] = {
        "handles": (handle,),
        "names": tuple(dict.fromkeys((handle, *words(creator.full_name or "")))),
        "account_type": (creator.account_type.value if creator.account_type else "NULL",),
        "age": creator.age,
    }
    if creator.gender:
        known["gender"] = (creator.gender.value,)
    if creator.language:
        known["language"] = (creator.language,)
    if creator.location:
        known["locations"] = creator.location.keys
    if creator.contact_details:
        known["contacts"] = tuple(dict.fromkeys(detail.type.upper() for detail in creator.contact_details))
        known["emails"] = tuple(dict.fromkeys(_emails(creator.contact_details)))
    return known


def _figures(creator: Creator) -> dict[str, Any]:
    known = dict(zip(_COUNTS, _COUNTS_OF(creator), strict=True))
    known["follower_count"] = _size(creator)
    known["engagement_rate"] = _scaled(creator.engagement_rate, FRACTION)
    if creator.last_posted_at:
        known["last_posted_at"] = int(moment(creator.last_posted_at).timestamp())
    return known


def _posts(creator: Creator) -> dict[str, Any]:
    known: dict[str, Any] = {
        name: tuple(map(key, values)) for name, key in _NAMED if (values := getattr(creator, name))
    }
    if creator.post_types:
        known["post_types"] = creator.post_types
    if creator.introduction:
        known["introduction"] = tuple(words(creator.introduction))
    if creator.captions:
        known["captions"] = tuple(words(creator.captions))
    if sketch := _sketch(creator):
        known["sketch"] = tuple(map(str, sketch))
    if creator.topics or creator.hashtags:
        known["topics"] = topics_of(creator.topics, creator.hashtags)
    return known


def _growths(history: tuple[Month, ...]) -> dict[str, Any]:
    before = _before(history)
    return {
        "follower_growth": _growth(history, before, _month_size),
        "views_growth": _growth(history, before, _VIEWS),
        "likes_growth": _growth(history, before, _LIKES),
    }


def _broadcasts(live: Livestream) -> dict[str, Any]:
    return {
        "hours_watched": live.hours_watched,
        "hours_watched_growth": _scaled(live.hours_watched_growth, PERCENT),
        "average_viewers": _scaled(live.average_viewers, 1),
        "average_viewers_growth": _scaled(live.average_viewers_growth, PERCENT),
        "live_follower_growth": live.follower_growth,
        "live_follower_growth_growth": _scaled(live.follower_growth_growth, PERCENT),
        "peak_viewers": live.peak_viewers,
        "airtime": live.airtime,
        "categories_streamed": live.categories_streamed,
        "live": tuple(_live(live)),
    }


def topics_of(topics: Iterable[str] | None, hashtags: Iterable[str] | None) -> tuple[str, ...]:
    """What a creator posts about; a hashtag is a topic too, so that no source leaves a creator without."""
    return tuple(dict.fromkeys(map(tag, (*(topics or ()), *(hashtags or ())))))


def email_key(address: str) -> str:
    """An address as it is compared: as written, but for case and surrounding space."""
    return address.strip().casefold()


def age_key(youngest: int, oldest: int) -> str:
    """The key of the share between two ages that begin and end brackets."""
    return f"{youngest}_{oldest}"


_AUDIENCES: Final = ("followers", "likers", "commenters")
_ASKED: Final = ("verified", "private", "official_artist", "contact_details", "sponsored_posts")
_ASKED_OF: Final = attrgetter(
    "is_verified", "is_private", "is_official_artist", "contact_details", "sponsors"
)
_GIVEN: Final = ("audience", *_AUDIENCES, "sketch", "posts", "topics")
_NAMED: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    *((name, slug) for name in ("interests", "brands", "sponsors")),
    *((name, tag) for name in ("hashtags", "mentions")),
)
_COUNTS: Final = (
    *("content_count", "average_likes", "average_views", "average_comments", "average_reel_views"),
    *("total_engagements", "share_count", "save_count"),
)
_COUNTS_OF: Final = attrgetter(*_COUNTS)
_VIEWS: Final = attrgetter("total_views")
_LIKES: Final = attrgetter("total_likes")
_YOUNGEST: Final = tuple(str(youngest) for youngest, _ in AGE_BRACKETS)
_AGE_RUNS: Final = tuple(
    (age_key(AGE_BRACKETS[start][0], AGE_BRACKETS[end][1]), start, end + 1)
    for start in range(len(AGE_BRACKETS))
    for end in range(start, len(AGE_BRACKETS))
)


def _flags(creator: Creator, audiences: tuple[ShareTable | None, ...]) -> tuple[str, ...]:
    known = tuple([None if value is None else bool(value) for value in _ASKED_OF(creator)])
    given = (
        any(audiences),
        *map(bool, audiences),
        bool(_sketch(creator)),
        bool(creator.hashtags or creator.mentions or creator.topics or creator.interests),
        bool(creator.topics or creator.hashtags),
    )
    return _flags_of(known, given)


@lru_cache(maxsize=10_000)
def _flags_of(known: tuple[bool | None, ...], given: tuple[bool, ...]) -> tuple[str, ...]:
    """Creators are alike in this: of many thousands there are some dozens of kinds."""
    named = (*zip(_ASKED, known, strict=True), *zip(_GIVEN, given, strict=True))
    return tuple(name if value else f"not_{name}" for name, value in named if value is not None)


def _emails(contacts: Iterable[ContactDetail]) -> Iterator[str]:
    return (email_key(detail.value) for detail in contacts if detail.type.lower() == "email")


def _live(live: Livestream) -> Iterator[str]:
    if live.recent_activity:
        yield f"activity:{slug(live.recent_activity)}"
    if live.category:
        yield f"category:{live.category.upper()}"
    if live.is_vtuber:
        yield "vtuber"
    if live.vtuber_affiliation:
        yield f"affiliation:{tag(live.vtuber_affiliation)}"


def _sketch(creator: Creator) -> tuple[int, ...]:
    for audience in (creator.followers, creator.likers, creator.commenters):
        if audience and audience.sketch:
            return audience.sketch
    return ()


def _size(creator: Creator) -> int | None:
    return creator.subscriber_count if creator.follower_count is None else creator.follower_count


def _month_size(month: Month) -> int | None:
    return month.subscriber_count if month.follower_count is None else month.follower_count


def _before(history: tuple[Month, ...]) -> list[tuple[str, Month]]:
    """The months of the year before the last known one, by how many months they lie back."""
    end = _months(history[-1].month) if history else 0
    return [(str(back), month) for month in history[:-1] if (back := end - _months(month.month)) in MONTHS]


def _growth(
    history: tuple[Month, ...], before: list[tuple[str, Month]], total: Callable[[Month], int | None]
) -> dict[str, int]:
    """Percent × 100 by which the total of the last month exceeds that of each month before it."""
    if not before or (latest := total(history[-1])) is None:
        return {}
    return {
        back: round((latest - known) / known * 100 * PERCENT)
        for back, month in before
        if (known := total(month))
    }


@lru_cache(maxsize=1200)
def _months(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


def _shares(audience: Audience | None) -> ShareTable | None:
    """None also for an audience of which no share is known, so that another may stand for it."""
    if audience is None:
        return None
    tables = {
        "locations": _percents(audience.locations),
        "genders": _percents(audience.genders),
        "ages": _age_shares(audience.ages),
        "languages": _percents(audience.languages),
        "interests": _percents(_by_slug(audience.interests)),
        "brands": _percents(_by_slug(audience.brands)),
    }
    if audience.credibility_score is not None:
        tables["credibility"] = _percents({"score": audience.credibility_score * 100})
    return {dimension: table for dimension, table in tables.items() if table} or None


def _by_slug(shares: Mapping[str, float]) -> dict[str, float]:
    return {slug(name): share for name, share in shares.items()}


def _age_shares(ages: Mapping[str, float]) -> dict[str, int]:
    """The shares of all runs of neighbouring brackets, so that most questions are one look-up."""
    if not ages:
        return {}
    by_start = _percents({label.partition("-")[0]: share for label, share in ages.items()})
    before = [0, *accumulate(by_start.get(youngest, 0) for youngest in _YOUNGEST)]
    return {key: min(before[end] - before[start], WHOLE) for key, start, end in _AGE_RUNS}


def _percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Of percentages that round to somewhat more than all, all is meant."""
    found = {key: round(percent * PERCENT) for key, percent in shares.items()}
    if found and (max(found.values()) > WHOLE or min(found.values()) < 0):
        return {key: _within_whole(share) for key, share in found.items()}
    return found


def _within_whole(share: int) -> int:
    return max(0, min(share, WHOLE))


def _scaled(value: float | None, scale: int) -> int | None:
    return None if value is None else round(value * scale)
