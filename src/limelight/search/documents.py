"""The searchable document of a creator: integers, terms and shares, built from a record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Annotated, Any, Final

from msgspec import Struct

from limelight.kernel.records import AGE_BRACKETS, Audience, ContactDetail, Creator, Livestream, MonthlyTotals
from limelight.kernel.text import normalize_tag, tokenize
from limelight.kernel.timestamps import parse_timestamp
from limelight.search.field_types import (
    MONTHS,
    KeywordField,
    MonthlyField,
    NumericField,
    SharesField,
    TextField,
)
from limelight.vocabulary.slugs import slug

PERCENT_SCALE: Final = 100
FULL_SHARE: Final = 100 * PERCENT_SCALE
RATE_SCALE: Final = 1_000_000
_MAX_FOLLOWERS = 2**36 - 1
_MAX_ID = 2**27 - 1

ShareTable = dict[str, dict[str, int]]


class CreatorDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document that engines index and that ``matches`` of a clause is defined on."""

    id: int
    handles: Annotated[tuple[str, ...], KeywordField()] = ()
    names: Annotated[tuple[str, ...], KeywordField()] = ()
    flags: Annotated[tuple[str, ...], KeywordField()] = ()

    follower_count: Annotated[int | None, NumericField()] = None
    content_count: Annotated[int | None, NumericField()] = None
    average_likes: Annotated[int | None, NumericField()] = None
    average_views: Annotated[int | None, NumericField()] = None
    average_comments: Annotated[int | None, NumericField()] = None
    average_reel_views: Annotated[int | None, NumericField()] = None
    total_engagements: Annotated[int | None, NumericField()] = None
    share_count: Annotated[int | None, NumericField()] = None
    save_count: Annotated[int | None, NumericField()] = None
    engagement_rate: Annotated[int | None, NumericField(scale=RATE_SCALE)] = None
    age: Annotated[int | None, NumericField()] = None
    last_posted_at: Annotated[int | None, NumericField()] = None

    follower_growth: Annotated[dict[str, int], MonthlyField()] = {}
    views_growth: Annotated[dict[str, int], MonthlyField()] = {}
    likes_growth: Annotated[dict[str, int], MonthlyField()] = {}

    hours_watched: Annotated[int | None, NumericField()] = None
    hours_watched_growth: Annotated[int | None, NumericField(scale=PERCENT_SCALE)] = None
    average_viewers: Annotated[int | None, NumericField()] = None
    average_viewers_growth: Annotated[int | None, NumericField(scale=PERCENT_SCALE)] = None
    live_follower_growth: Annotated[int | None, NumericField()] = None
    live_follower_growth_growth: Annotated[int | None, NumericField(scale=PERCENT_SCALE)] = None
    peak_viewers: Annotated[int | None, NumericField()] = None
    airtime: Annotated[int | None, NumericField()] = None
    categories_streamed: Annotated[int | None, NumericField()] = None
    live: Annotated[tuple[str, ...], KeywordField()] = ()

    gender: Annotated[tuple[str, ...], KeywordField()] = ()
    language: Annotated[tuple[str, ...], KeywordField()] = ()
    account_type: Annotated[tuple[str, ...], KeywordField()] = ()
    post_types: Annotated[tuple[str, ...], KeywordField()] = ()
    locations: Annotated[tuple[str, ...], KeywordField()] = ()
    contacts: Annotated[tuple[str, ...], KeywordField()] = ()
    emails: Annotated[tuple[str, ...], KeywordField()] = ()
    interests: Annotated[tuple[str, ...], KeywordField()] = ()
    brands: Annotated[tuple[str, ...], KeywordField()] = ()
    sponsors: Annotated[tuple[str, ...], KeywordField()] = ()
    hashtags: Annotated[tuple[str, ...], KeywordField()] = ()
    mentions: Annotated[tuple[str, ...], KeywordField()] = ()
    topics: Annotated[tuple[str, ...], KeywordField()] = ()
    sketch: Annotated[tuple[str, ...], KeywordField()] = ()
    introduction: Annotated[tuple[str, ...], TextField()] = ()
    captions: Annotated[tuple[str, ...], TextField()] = ()

    followers: Annotated[ShareTable | None, SharesField()] = None
    likers: Annotated[ShareTable | None, SharesField()] = None
    commenters: Annotated[ShareTable | None, SharesField()] = None

    @property
    def rank(self) -> int:
        """A unique sort key for ties: more followers first, then the lower id."""
        return rank(self.follower_count, self.id)


def rank(follower_count: int | None, creator_id: int) -> int:
    return min(follower_count or 0, _MAX_FOLLOWERS) * (_MAX_ID + 1) + (_MAX_ID - creator_id)


def creator_document(creator: Creator, creator_id: int) -> CreatorDocument:
    """The document of a stored creator. Unknown values are left out."""
    known = _profile_fields(creator)
    known |= _metric_fields(creator)
    known |= _content_fields(creator)
    if creator.history:
        known |= _growth_fields(creator.history)
    if creator.livestream:
        known |= _livestream_fields(creator.livestream)
    audiences = (
        _audience_shares(creator.followers),
        _audience_shares(creator.likers),
        _audience_shares(creator.commenters),
    )
    if any(audiences):
        known |= zip(_AUDIENCES, audiences, strict=True)
    return CreatorDocument(id=creator_id, flags=_flags(creator, audiences), **known)


def _profile_fields(creator: Creator) -> dict[str, Any]:
    handle = normalize_tag(creator.username)
    known: dict[str, Any] = {
        "handles": (handle,),
        "names": tuple(dict.fromkeys((handle, *tokenize(creator.full_name or "")))),
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


def _metric_fields(creator: Creator) -> dict[str, Any]:
    known = dict(zip(_COUNTS, _COUNT_VALUES(creator), strict=True))
    known["follower_count"] = _follower_count(creator)
    known["engagement_rate"] = _scale(creator.engagement_rate, RATE_SCALE)
    if creator.last_posted_at:
        known["last_posted_at"] = int(parse_timestamp(creator.last_posted_at).timestamp())
    return known


def _content_fields(creator: Creator) -> dict[str, Any]:
    known: dict[str, Any] = {
        name: tuple(map(key, values))
        for name, key in _NORMALISED_FIELDS
        if (values := getattr(creator, name))
    }
    if creator.post_types:
        known["post_types"] = creator.post_types
    if creator.introduction:
        known["introduction"] = tuple(tokenize(creator.introduction))
    if creator.captions:
        known["captions"] = tuple(tokenize(creator.captions))
    if sketch := _sketch(creator):
        known["sketch"] = tuple(map(str, sketch))
    if creator.topics or creator.hashtags:
        known["topics"] = merge_topics(creator.topics, creator.hashtags)
    return known


def _growth_fields(history: tuple[MonthlyTotals, ...]) -> dict[str, Any]:
    before = _months_back(history)
    return {
        "follower_growth": _growth(history, before, _month_follower_count),
        "views_growth": _growth(history, before, _VIEWS),
        "likes_growth": _growth(history, before, _LIKES),
    }


def _livestream_fields(live: Livestream) -> dict[str, Any]:
    return {
        "hours_watched": live.hours_watched,
        "hours_watched_growth": _scale(live.hours_watched_growth, PERCENT_SCALE),
        "average_viewers": _scale(live.average_viewers, 1),
        "average_viewers_growth": _scale(live.average_viewers_growth, PERCENT_SCALE),
        "live_follower_growth": live.follower_growth,
        "live_follower_growth_growth": _scale(live.follower_growth_growth, PERCENT_SCALE),
        "peak_viewers": live.peak_viewers,
        "airtime": live.airtime,
        "categories_streamed": live.categories_streamed,
        "live": tuple(_livestream_terms(live)),
    }


def merge_topics(topics: Iterable[str] | None, hashtags: Iterable[str] | None) -> tuple[str, ...]:
    """Topics and hashtags together: a hashtag counts as a topic, as some sources have no topics."""
    return tuple(dict.fromkeys(map(normalize_tag, (*(topics or ()), *(hashtags or ())))))


def email_key(address: str) -> str:
    """Normalises an address for comparison: without case and surrounding space."""
    return address.strip().casefold()


def age_key(youngest: int, oldest: int) -> str:
    """The key of the share between two ages that begin and end brackets."""
    return f"{youngest}_{oldest}"


_AUDIENCES: Final = ("followers", "likers", "commenters")
_RECORD_FLAGS: Final = ("verified", "private", "official_artist", "contact_details", "sponsored_posts")
_RECORD_FLAG_VALUES: Final = attrgetter(
    "is_verified", "is_private", "is_official_artist", "contact_details", "sponsors"
)
_PRESENCE_FLAGS: Final = ("audience", *_AUDIENCES, "sketch", "posts", "topics")
_NORMALISED_FIELDS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    *((name, slug) for name in ("interests", "brands", "sponsors")),
    *((name, normalize_tag) for name in ("hashtags", "mentions")),
)
_COUNTS: Final = (
    *("content_count", "average_likes", "average_views", "average_comments", "average_reel_views"),
    *("total_engagements", "share_count", "save_count"),
)
_COUNT_VALUES: Final = attrgetter(*_COUNTS)
_VIEWS: Final = attrgetter("total_views")
_LIKES: Final = attrgetter("total_likes")
_BRACKET_STARTS: Final = tuple(str(youngest) for youngest, _ in AGE_BRACKETS)
_BRACKET_RUNS: Final = tuple(
    (age_key(AGE_BRACKETS[start][0], AGE_BRACKETS[end][1]), start, end + 1)
    for start in range(len(AGE_BRACKETS))
    for end in range(start, len(AGE_BRACKETS))
)


def _flags(creator: Creator, audiences: tuple[ShareTable | None, ...]) -> tuple[str, ...]:
    known = tuple([None if value is None else bool(value) for value in _RECORD_FLAG_VALUES(creator)])
    given = (
        any(audiences),
        *map(bool, audiences),
        bool(_sketch(creator)),
        bool(creator.hashtags or creator.mentions or creator.topics or creator.interests),
        bool(creator.topics or creator.hashtags),
    )
    return _flag_terms(known, given)


@lru_cache(maxsize=10_000)
def _flag_terms(known: tuple[bool | None, ...], given: tuple[bool, ...]) -> tuple[str, ...]:
    """Cached: thousands of creators share some dozens of combinations."""
    named = (*zip(_RECORD_FLAGS, known, strict=True), *zip(_PRESENCE_FLAGS, given, strict=True))
    return tuple(name if value else f"not_{name}" for name, value in named if value is not None)


def _emails(contacts: Iterable[ContactDetail]) -> Iterator[str]:
    return (email_key(detail.value) for detail in contacts if detail.type.lower() == "email")


def _livestream_terms(live: Livestream) -> Iterator[str]:
    if live.recent_activity:
        yield f"activity:{slug(live.recent_activity)}"
    if live.category:
        yield f"category:{live.category.upper()}"
    if live.is_vtuber:
        yield "vtuber"
    if live.vtuber_affiliation:
        yield f"affiliation:{normalize_tag(live.vtuber_affiliation)}"


def _sketch(creator: Creator) -> tuple[int, ...]:
    for audience in (creator.followers, creator.likers, creator.commenters):
        if audience and audience.sketch:
            return audience.sketch
    return ()


def _follower_count(creator: Creator) -> int | None:
    return creator.subscriber_count if creator.follower_count is None else creator.follower_count


def _month_follower_count(month: MonthlyTotals) -> int | None:
    return month.subscriber_count if month.follower_count is None else month.follower_count


def _months_back(history: tuple[MonthlyTotals, ...]) -> list[tuple[str, MonthlyTotals]]:
    """The months of the year before the last known one, with the number of months between them."""
    end = _month_number(history[-1].month) if history else 0
    return [
        (str(back), month) for month in history[:-1] if (back := end - _month_number(month.month)) in MONTHS
    ]


def _growth(
    history: tuple[MonthlyTotals, ...],
    before: list[tuple[str, MonthlyTotals]],
    total: Callable[[MonthlyTotals], int | None],
) -> dict[str, int]:
    """Percent × 100 by which the total of the last month exceeds that of each month before it."""
    if not before or (latest := total(history[-1])) is None:
        return {}
    return {
        back: round((latest - known) / known * 100 * PERCENT_SCALE)
        for back, month in before
        if (known := total(month))
    }


@lru_cache(maxsize=1200)
def _month_number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


def _audience_shares(audience: Audience | None) -> ShareTable | None:
    """None also where no share is known, so that the next audience is used."""
    if audience is None:
        return None
    tables = {
        "locations": _scaled_shares(audience.locations),
        "genders": _scaled_shares(audience.genders),
        "ages": _age_shares(audience.ages),
        "languages": _scaled_shares(audience.languages),
        "interests": _scaled_shares(_by_slug(audience.interests)),
        "brands": _scaled_shares(_by_slug(audience.brands)),
    }
    if audience.credibility_score is not None:
        tables["credibility"] = _scaled_shares({"score": audience.credibility_score * 100})
    return {dimension: table for dimension, table in tables.items() if table} or None


def _by_slug(shares: Mapping[str, float]) -> dict[str, float]:
    return {slug(name): share for name, share in shares.items()}


def _age_shares(ages: Mapping[str, float]) -> dict[str, int]:
    """The shares of all runs of adjacent brackets, so that most age ranges are a single term."""
    if not ages:
        return {}
    by_start = _scaled_shares({label.partition("-")[0]: share for label, share in ages.items()})
    before = [0, *accumulate(by_start.get(youngest, 0) for youngest in _BRACKET_STARTS)]
    return {key: min(before[end] - before[start], FULL_SHARE) for key, start, end in _BRACKET_RUNS}


def _scaled_shares(shares: Mapping[str, float]) -> dict[str, int]:
    """Scaled by 100 and clamped: rounded percentages may exceed 100 % slightly."""
    found = {key: round(percent * PERCENT_SCALE) for key, percent in shares.items()}
    if found and (max(found.values()) > FULL_SHARE or min(found.values()) < 0):
        return {key: _clamp_share(share) for key, share in found.items()}
    return found


def _clamp_share(share: int) -> int:
    return max(0, min(share, FULL_SHARE))


def _scale(value: float | None, scale: int) -> int | None:
    return None if value is None else round(value * scale)
