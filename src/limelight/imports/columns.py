"""The columns that are recognised: a line each, with the headers they go by and how they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from limelight.imports import readings
from limelight.imports.readings import Maker, plain
from limelight.kernel.platforms import PlatformKey

_SUBSCRIBED: Final = frozenset({PlatformKey.YOUTUBE, PlatformKey.SUBSTACK, PlatformKey.BEEHIIV})
_TWITCH: Final = frozenset({PlatformKey.TWITCH})
_FOLLOWERS: Final = "followers, fans, abonnés, seguidores, seguaci"
_SUBSCRIBERS: Final = "subscribers, subs, abonnenten, suscriptores, inscritos"
_EITHER: Final = f"{_FOLLOWERS}, {_SUBSCRIBERS}"
"""Where a platform has only one of the two, either word means it."""

_TEXT: Final = plain(readings.text)
_TRUTH: Final = plain(readings.truth)
_ADDRESS: Final = plain(readings.address)
_NAMES: Final = plain(readings.names)
_SHARES: Final = plain(readings.shares)
_ID: Final = plain(readings.identifier)


@dataclass(frozen=True)
class Column:
    """``field`` is a field of a creator, or a part of one: ``livestream.airtime``, ``contact.email``.

    ``headers`` are separated by commas. A header of a file matches one of the same words, whatever
    their order, case, plural and spelling of "average" and "count", also with the platform's name;
    one of ``exactly`` is matched before, as it is written. ``gathers``: several columns fill the field
    together; else the first that can be read does. ``never_counts``: what numbers the rows is not it.
    """

    field: str
    make: Maker
    headers: str
    exactly: str = ""
    on: frozenset[PlatformKey] | None = None
    gathers: bool = False
    never_counts: bool = False

    def applies(self, platform: PlatformKey) -> bool:
        return self.on is None or platform in self.on


@dataclass(frozen=True)
class Unused:
    """Headers that look like more than they say."""

    headers: str
    reason: str


@dataclass(frozen=True)
class Need:
    """Something that a row has to say in one of the fields, and what to do where no column does."""

    fields: frozenset[str]
    otherwise: str


@dataclass(frozen=True)
class Kind:
    """What the rows of a file are.

    ``excluded`` headers fill nothing, whatever they match; ``unused`` explains those that match nothing.
    ``handle`` and ``full_name`` are what headers that only say "name" stand for, by their data.
    """

    columns: tuple[Column, ...]
    needs: tuple[Need, ...]
    excluded: tuple[Unused, ...] = ()
    unused: tuple[Unused, ...] = ()
    handle: Column | None = None
    full_name: Column | None = None

    @property
    def identity(self) -> frozenset[str]:
        return frozenset().union(*(need.fields for need in self.needs))


USERNAME: Final = Column(
    "username",
    readings.handle,
    "username, platform username, user name, user, handle, screen name, login, account, unique id",
)
EXTERNAL_ID: Final = Column(
    "external_id",
    _ID,
    "id, external id, user id, channel id, account id, page id, platform id",
    never_counts=True,
)
FULL_NAME: Final = Column(
    "full_name", _TEXT, "full name, display name, nickname, real name, official full, author"
)
COLUMNS: Final = (
    USERNAME,
    EXTERNAL_ID,
    FULL_NAME,
    Column("first_name", _TEXT, "first name, given name, vorname, prénom"),
    Column("last_name", _TEXT, "last name, family name, surname, nachname"),
    Column("url", _ADDRESS, "url, link, profile url, profile link, channel url, page url"),
    Column("introduction", _TEXT, "bio, biography, introduction, description, about"),
    Column("image_url", _ADDRESS, "image, image url, avatar, avatar url, picture url, thumbnail url"),
    Column("category", _TEXT, "category, categories, niche, page type, kategorie, catégorie", gathers=True),
    Column("profile_links", plain(readings.addresses), "website, external url, bio link, links, homepage"),
    Column("is_verified", _TRUTH, "verified, is verified"),
    Column("is_business", _TRUTH, "business, is business, is business account"),
    Column("is_private", _TRUTH, "private, is private"),
    Column("is_official_artist", _TRUTH, "official artist, is official artist"),
    Column("account_type", plain(readings.account_type), "account type"),
    Column("account_type", plain(readings.partner), "partnered, partner, is partner", on=_TWITCH),
    Column("account_type", plain(readings.affiliate), "affiliate, is affiliate", on=_TWITCH),
    Column("gender", plain(readings.gender), "gender, sex, geschlecht"),
    Column("age", plain(readings.age), "age, alter, edad"),
    Column("language", plain(readings.language), "language, lang, sprache, langue, idioma"),
    Column("location.country", _TEXT, "country, country code, land, pays, país"),
    Column("location.state", _TEXT, "state, region, province, bundesland"),
    Column("location.city", _TEXT, "city, town, stadt, ville, ciudad"),
    Column("location.place", _TEXT, "location, place, based in"),
    Column("contact.email", plain(readings.emails), "email, e mail, mail, email address, contact email"),
    Column("contact.phone", plain(readings.phones), "phone, phone number, telephone, mobile, telefon"),
    Column("contact.whatsapp", _NAMES, "whatsapp"),
    Column("contact.telegram", _NAMES, "telegram"),
    Column("contact.linktree", _NAMES, "linktree"),
    Column("subscriber_count", readings.count, _EITHER, on=_SUBSCRIBED),
    Column("subscriber_count", readings.count, _SUBSCRIBERS, on=_TWITCH),
    Column("follower_count", readings.count, _EITHER),
    Column("following_count", readings.count, "following, followings, follows, friends"),
    Column(
        "content_count", readings.count, "contents, posts, media, videos, tweets, total vids, total posts"
    ),
    Column("total_view_count", readings.count, "total views, lifetime views"),
    Column("total_engagements", readings.count, "total engagements, total interactions"),
    Column("average_likes", readings.count, "average likes, likes per post"),
    Column("average_views", readings.count, "average views, average plays, views per video"),
    Column("average_comments", readings.count, "average comments, comments per post"),
    Column("average_reel_views", readings.count, "average reel views, average reel plays"),
    Column("average_engagements", readings.count, "average engagements, average interactions"),
    Column("share_count", readings.count, "shares, total shares"),
    Column("save_count", readings.count, "saves, total saves"),
    Column("engagement_rate", readings.fraction, "engagement rate, er, engagement rate percent"),
    Column(
        "posts_hidden_likes_percentage",
        readings.decimal,
        "posts hidden likes percentage, hidden likes percent",
    ),
    Column("last_posted_at", readings.moment, "last post, last posted at, last post date, last upload"),
    Column("hashtags", _SHARES, "hashtags, top hashtags"),
    Column("mentions", _SHARES, "mentions, top mentions"),
    Column("topics", _SHARES, "topics, top topics"),
    Column("interests", _NAMES, "interests"),
    Column("brands", plain(readings.named_shares), "brands, brand affinity"),
    Column("sponsors", _NAMES, "sponsors, sponsored by, brand partners"),
    Column("captions", _TEXT, "captions, recent captions"),
    Column("livestream.category", _TEXT, "stream category, game, main game", on=_TWITCH),
    Column("livestream.categories_streamed", readings.count, "categories streamed", on=_TWITCH),
    Column("livestream.average_viewers", readings.decimal, "average viewers", on=_TWITCH),
    Column("livestream.peak_viewers", readings.count, "peak viewers, max viewers", on=_TWITCH),
    Column(
        "livestream.hours_watched",
        readings.hours,
        "hours watched 30 days, hours watched last 30 days",
        on=_TWITCH,
    ),
    Column("livestream.airtime", readings.hours, "airtime 30 days, airtime last 30 days", on=_TWITCH),
    Column("livestream.follower_growth", readings.change, "followers gained 30 days", on=_TWITCH),
    Column("livestream.total_live_view_count", readings.count, "views gained 30 days", on=_TWITCH),
    Column("livestream.is_vtuber", _TRUTH, "vtuber, is vtuber", on=_TWITCH),
)
"""A new column is a line here. Of several that a header could mean, the first that applies is meant."""

CONTENT_COLUMNS: Final = (
    Column("content.id", _ID, "id, video id, post id, media id, tweet id, content id"),
    Column(
        "content.published_at",
        readings.moment,
        "create time, created at, publish time, published at, date, timestamp, posted at",
    ),
    Column("content.text", _TEXT, "caption, title, text, description, message, tweet", gathers=True),
    Column("content.hashtags", plain(readings.tags), "hashtags, tags"),
    Column("content.likes", readings.count, "likes, favorites, favourites, reactions"),
    Column("content.views", readings.count, "views, plays, video views"),
    Column("content.comments", readings.count, "comments, replies"),
)
"""Of files with a row per post, video or tweet, which are folded into their creators."""

CERTAIN_CONTENTS: Final = (
    "video id, post id, media id, tweet id, caption, title, text, tweet, publish time, create time"
)
"""Headers that only such files have."""

UNUSED: Final = (
    Unused("audience country", "names the audience's main country without its share"),
    Unused("authentic engagement", "is an estimate of another service, of a measure that is not kept"),
    Unused("average shares, average saves", "is an average: the sum over all contents is kept"),
    Unused(
        "watch time, watch time minutes, hours watched, stream time, stream time minutes, airtime, "
        "followers gained, views gained",
        "is a total over a time that it does not name: map it if that is the last 30 days",
    ),
    Unused("likes, total likes", "is a sum: the average is kept"),
    Unused("rank, s no, index, position, row", "numbers the rows"),
)
_OF_CONTENTS: Final = (
    Unused(
        "shares, retweets, reposts, saves, total likes, follows",
        "is of one content, where the sum over all contents is kept",
    ),
    Unused("url, link, permalink, video url, post url", "is of a content"),
)

CREATORS: Final = Kind(
    columns=COLUMNS,
    needs=(
        Need(
            frozenset({"username", "external_id", "url"}),
            "No column says who a creator is. Name one with --map username=COLUMN, or one creator for "
            "all rows with --set username=NAME.",
        ),
    ),
    unused=UNUSED,
    handle=USERNAME,
    full_name=FULL_NAME,
)
POSTS: Final = replace(CREATORS, columns=(*CONTENT_COLUMNS, *COLUMNS), excluded=_OF_CONTENTS)
"""Of files with a row per content, which are folded into their creators."""


def columns_table(*columns: Column) -> str:
    """The recognised columns as a Markdown table, for the docs."""
    return "\n".join(["| field | headers | platforms |", "| --- | --- | --- |", *_table_rows(columns)])


def _table_rows(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        platforms = ", ".join(sorted(column.on)) if column.on else "all"
        headers = ", ".join(filter(None, (column.exactly, column.headers)))
        yield f"| `{column.field}` | {headers} | {platforms} |"
