"""The columns that are recognised, with their headers and parsers, and how headers are matched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from limelight.imports import cell_parsers
from limelight.imports.cell_parsers import ParserFactory, stateless
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import fold
from limelight.platforms import platform_by_key

_SUBSCRIBER_PLATFORMS: Final = frozenset({PlatformKey.YOUTUBE, PlatformKey.SUBSTACK, PlatformKey.BEEHIIV})
_TWITCH: Final = frozenset({PlatformKey.TWITCH})
_FOLLOWER_HEADERS: Final = "followers, fans, abonnés, seguidores, seguaci"
_SUBSCRIBER_HEADERS: Final = "subscribers, subs, abonnenten, suscriptores, inscritos"
_FOLLOWER_OR_SUBSCRIBER_HEADERS: Final = f"{_FOLLOWER_HEADERS}, {_SUBSCRIBER_HEADERS}"
"""For platforms that have only one of the two."""

_TEXT: Final = stateless(cell_parsers.parse_text)
_BOOLEAN: Final = stateless(cell_parsers.parse_boolean)
_URL: Final = stateless(cell_parsers.parse_url)
_NAMES: Final = stateless(cell_parsers.parse_names)
_SHARES: Final = stateless(cell_parsers.parse_shares)
_ID: Final = stateless(cell_parsers.parse_identifier)


@dataclass(frozen=True)
class Column:
    """``field`` is a field of the record, or a part of one: ``livestream.airtime``, ``contact.email``.

    ``headers`` are separated by commas. A header matches if it consists of the same words, in any order,
    case, number and spelling of "average" and "count", with or without the platform's name;
    one of ``exact_headers`` has precedence and is compared as it is. ``combines``: several columns fill the
    field together; else the first readable one does. ``not_row_numbers``: a column of row numbers never
    matches.
    """

    field: str
    parser: ParserFactory
    headers: str
    exact_headers: str = ""
    platforms: frozenset[PlatformKey] | None = None
    combines: bool = False
    not_row_numbers: bool = False

    def applies_to(self, platform: PlatformKey) -> bool:
        return self.platforms is None or platform in self.platforms


@dataclass(frozen=True)
class IgnoredHeaders:
    """Headers that fill no field, and the reason that the dry run shows."""

    headers: str
    reason: str


@dataclass(frozen=True)
class RequiredFields:
    """At least one of the fields has to be mapped; else the import fails with the message."""

    fields: frozenset[str]
    message: str


@dataclass(frozen=True)
class FileSchema:
    """What the rows of a file represent, and its columns.

    ``excluded`` headers fill nothing, whatever they match; ``unused`` explains those that match nothing.
    ``handle`` and ``full_name`` are what headers that only say "name" stand for, by their data.
    """

    columns: tuple[Column, ...]
    required: tuple[RequiredFields, ...]
    excluded: tuple[IgnoredHeaders, ...] = ()
    ignored: tuple[IgnoredHeaders, ...] = ()
    handle_column: Column | None = None
    full_name_column: Column | None = None

    @property
    def identity_fields(self) -> frozenset[str]:
        return frozenset().union(*(need.fields for need in self.required))


USERNAME_COLUMN: Final = Column(
    "username",
    cell_parsers.handle_parser,
    "username, platform username, user name, user, handle, screen name, login, account, unique id",
)
EXTERNAL_ID_COLUMN: Final = Column(
    "external_id",
    _ID,
    "id, external id, user id, channel id, account id, page id, platform id",
    not_row_numbers=True,
)
FULL_NAME_COLUMN: Final = Column(
    "full_name", _TEXT, "full name, display name, nickname, real name, official full, author"
)
CREATOR_COLUMNS: Final = (
    USERNAME_COLUMN,
    EXTERNAL_ID_COLUMN,
    FULL_NAME_COLUMN,
    Column("first_name", _TEXT, "first name, given name, vorname, prénom"),
    Column("last_name", _TEXT, "last name, family name, surname, nachname"),
    Column("url", _URL, "url, link, profile url, profile link, channel url, page url"),
    Column("introduction", _TEXT, "bio, biography, introduction, description, about"),
    Column("image_url", _URL, "image, image url, avatar, avatar url, picture url, thumbnail url"),
    Column("category", _TEXT, "category, categories, niche, page type, kategorie, catégorie", combines=True),
    Column(
        "profile_links",
        stateless(cell_parsers.parse_urls),
        "website, external url, bio link, links, homepage",
    ),
    Column("is_verified", _BOOLEAN, "verified, is verified"),
    Column("is_business", _BOOLEAN, "business, is business, is business account"),
    Column("is_private", _BOOLEAN, "private, is private"),
    Column("is_official_artist", _BOOLEAN, "official artist, is official artist"),
    Column("account_type", stateless(cell_parsers.parse_account_type), "account type"),
    Column(
        "account_type",
        stateless(cell_parsers.parse_partner),
        "partnered, partner, is partner",
        platforms=_TWITCH,
    ),
    Column(
        "account_type", stateless(cell_parsers.parse_affiliate), "affiliate, is affiliate", platforms=_TWITCH
    ),
    Column("gender", stateless(cell_parsers.parse_gender), "gender, sex, geschlecht"),
    Column("age", stateless(cell_parsers.parse_age), "age, alter, edad"),
    Column("language", stateless(cell_parsers.parse_language), "language, lang, sprache, langue, idioma"),
    Column("location.country", _TEXT, "country, country code, land, pays, país"),
    Column("location.state", _TEXT, "state, region, province, bundesland"),
    Column("location.city", _TEXT, "city, town, stadt, ville, ciudad"),
    Column("location.place", _TEXT, "location, place, based in"),
    Column(
        "contact.email",
        stateless(cell_parsers.parse_emails),
        "email, e mail, mail, email address, contact email",
    ),
    Column(
        "contact.phone",
        stateless(cell_parsers.parse_phones),
        "phone, phone number, telephone, mobile, telefon",
    ),
    Column("contact.whatsapp", _NAMES, "whatsapp"),
    Column("contact.telegram", _NAMES, "telegram"),
    Column("contact.linktree", _NAMES, "linktree"),
    Column(
        "subscriber_count",
        cell_parsers.count_parser,
        _FOLLOWER_OR_SUBSCRIBER_HEADERS,
        platforms=_SUBSCRIBER_PLATFORMS,
    ),
    Column("subscriber_count", cell_parsers.count_parser, _SUBSCRIBER_HEADERS, platforms=_TWITCH),
    Column("follower_count", cell_parsers.count_parser, _FOLLOWER_OR_SUBSCRIBER_HEADERS),
    Column("following_count", cell_parsers.count_parser, "following, followings, follows, friends"),
    Column(
        "content_count",
        cell_parsers.count_parser,
        "contents, posts, media, videos, tweets, total vids, total posts",
    ),
    Column("total_view_count", cell_parsers.count_parser, "total views, lifetime views"),
    Column("total_engagements", cell_parsers.count_parser, "total engagements, total interactions"),
    Column("average_likes", cell_parsers.count_parser, "average likes, likes per post"),
    Column("average_views", cell_parsers.count_parser, "average views, average plays, views per video"),
    Column("average_comments", cell_parsers.count_parser, "average comments, comments per post"),
    Column("average_reel_views", cell_parsers.count_parser, "average reel views, average reel plays"),
    Column("average_engagements", cell_parsers.count_parser, "average engagements, average interactions"),
    Column("share_count", cell_parsers.count_parser, "shares, total shares"),
    Column("save_count", cell_parsers.count_parser, "saves, total saves"),
    Column("engagement_rate", cell_parsers.fraction_parser, "engagement rate, er, engagement rate percent"),
    Column(
        "posts_hidden_likes_percentage",
        cell_parsers.decimal_parser,
        "posts hidden likes percentage, hidden likes percent",
    ),
    Column(
        "last_posted_at",
        cell_parsers.timestamp_parser,
        "last post, last posted at, last post date, last upload",
    ),
    Column("hashtags", _SHARES, "hashtags, top hashtags"),
    Column("mentions", _SHARES, "mentions, top mentions"),
    Column("topics", _SHARES, "topics, top topics"),
    Column("interests", _NAMES, "interests"),
    Column("brands", stateless(cell_parsers.parse_named_shares), "brands, brand affinity"),
    Column("sponsors", _NAMES, "sponsors, sponsored by, brand partners"),
    Column("captions", _TEXT, "captions, recent captions"),
    Column("livestream.category", _TEXT, "stream category, game, main game", platforms=_TWITCH),
    Column(
        "livestream.categories_streamed", cell_parsers.count_parser, "categories streamed", platforms=_TWITCH
    ),
    Column("livestream.average_viewers", cell_parsers.decimal_parser, "average viewers", platforms=_TWITCH),
    Column(
        "livestream.peak_viewers", cell_parsers.count_parser, "peak viewers, max viewers", platforms=_TWITCH
    ),
    Column(
        "livestream.hours_watched",
        cell_parsers.hours_parser,
        "hours watched 30 days, hours watched last 30 days",
        platforms=_TWITCH,
    ),
    Column(
        "livestream.airtime",
        cell_parsers.hours_parser,
        "airtime 30 days, airtime last 30 days",
        platforms=_TWITCH,
    ),
    Column(
        "livestream.follower_growth",
        cell_parsers.signed_count_parser,
        "followers gained 30 days",
        platforms=_TWITCH,
    ),
    Column(
        "livestream.total_live_view_count",
        cell_parsers.count_parser,
        "views gained 30 days",
        platforms=_TWITCH,
    ),
    Column("livestream.is_vtuber", _BOOLEAN, "vtuber, is vtuber", platforms=_TWITCH),
)
"""A new column is a line here. If a header matches several, the first one that applies is used."""

POST_COLUMNS: Final = (
    Column("content.id", _ID, "id, video id, post id, media id, tweet id, content id"),
    Column(
        "content.published_at",
        cell_parsers.timestamp_parser,
        "create time, created at, publish time, published at, date, timestamp, posted at",
    ),
    Column("content.text", _TEXT, "caption, title, text, description, message, tweet", combines=True),
    Column("content.hashtags", stateless(cell_parsers.parse_tags), "hashtags, tags"),
    Column("content.likes", cell_parsers.count_parser, "likes, favorites, favourites, reactions"),
    Column("content.views", cell_parsers.count_parser, "views, plays, video views"),
    Column("content.comments", cell_parsers.count_parser, "comments, replies"),
)
"""Of files with a row per post, video or tweet, which are aggregated by creator."""

POST_FILE_HEADERS: Final = (
    "video id, post id, media id, tweet id, caption, title, text, tweet, publish time, create time"
)
"""Headers that only files with a row per post have."""

IGNORED_HEADERS: Final = (
    IgnoredHeaders("audience country", "is the main country of the audience, without its share"),
    IgnoredHeaders(
        "authentic engagement", "is an estimate by another service of a metric that is not stored"
    ),
    IgnoredHeaders(
        "average shares, average saves", "is an average, where the sum over all contents is stored"
    ),
    IgnoredHeaders(
        "watch time, watch time minutes, hours watched, stream time, stream time minutes, airtime, "
        "followers gained, views gained",
        "is a total over an unknown period: map it if that is the last 30 days",
    ),
    IgnoredHeaders("likes, total likes", "is a sum, where the average is stored"),
    IgnoredHeaders("rank, s no, index, position, row", "numbers the rows"),
)
_EXCLUDED_POST_HEADERS: Final = (
    IgnoredHeaders(
        "shares, retweets, reposts, saves, total likes, follows",
        "belongs to one content, where the sum over all contents is stored",
    ),
    IgnoredHeaders("url, link, permalink, video url, post url", "is the address of a content"),
)

CREATOR_SCHEMA: Final = FileSchema(
    columns=CREATOR_COLUMNS,
    required=(
        RequiredFields(
            frozenset({"username", "external_id", "url"}),
            "No column identifies the creator. Name one with --map username=COLUMN, or one creator for "
            "all rows with --set username=NAME.",
        ),
    ),
    ignored=IGNORED_HEADERS,
    handle_column=USERNAME_COLUMN,
    full_name_column=FULL_NAME_COLUMN,
)
POST_SCHEMA: Final = replace(
    CREATOR_SCHEMA, columns=(*POST_COLUMNS, *CREATOR_COLUMNS), excluded=_EXCLUDED_POST_HEADERS
)
"""Of files with a row per post, which are aggregated by creator."""


def columns_table(*columns: Column) -> str:
    """Returns the columns as a Markdown table, for the docs."""
    return "\n".join(["| field | headers | platforms |", "| --- | --- | --- |", *_table_rows(columns)])


def _table_rows(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        platforms = ", ".join(sorted(column.platforms)) if column.platforms else "all"
        headers = ", ".join(filter(None, (column.exact_headers, column.headers)))
        yield f"| `{column.field}` | {headers} | {platforms} |"


HeaderWords = frozenset[str]

_CAMEL_CASE_BOUNDARY: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+|%")
_WORD_SYNONYMS: Final = {
    **dict.fromkeys(("avg", "mean", "ave"), "average"),
    **dict.fromkeys(("%", "pct", "percentage"), "percent"),
    **dict.fromkeys(("eng", "engagements"), "engagement"),
    "auth": "authentic",
    "insta": "instagram",
    "tiktoker": "tiktok",
    "youtuber": "youtube",
    "streamer": "creator",
    "blogger": "creator",
}
_STOP_WORDS: Final = frozenset(("count", "number", "nb", "num", "n", "of", "the", "value", "mostly"))
_OWNER_WORDS: Final = frozenset(("user", "account", "profile", "channel", "creator", "influencer", "page"))
_NAME_WORDS: Final = frozenset(("name", "channel", "creator", "influencer", "page"))


@cache
def header_words(header: str) -> HeaderWords:
    """Returns the words of a header in the singular, without stop words such as "count"."""
    found = [fold(word) for word in _WORD.findall(_CAMEL_CASE_BOUNDARY.sub(" ", header))]
    known = [_singular(_WORD_SYNONYMS.get(word, word)) for word in found]
    return frozenset(word for word in known if word not in _STOP_WORDS) or frozenset(known)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def platform_words(key: PlatformKey) -> HeaderWords:
    declared = platform_by_key(key)
    return frozenset().union(*(header_words(name) for name in (key, declared.name, *declared.other_names)))


def header_variants(header: str, key: PlatformKey) -> list[HeaderWords]:
    """Returns the words of a header, then without the platform's name, then without owner words.

    Of a JSON path (``social.twitter_id``) every suffix is tried, too.
    """
    parts = header.split(".")
    found: list[HeaderWords] = []
    for start in range(len(parts)):
        own = header_words(".".join(parts[start:]))
        found += [own, own - platform_words(key), own - platform_words(key) - _OWNER_WORDS]
    if is_name_header(header, key):
        del found[1:]
    return [meaning for meaning in dict.fromkeys(found) if meaning]


def mentions_platform(header: str, key: PlatformKey) -> bool:
    return bool(header_words(header) & platform_words(key))


def is_name_header(header: str, key: PlatformKey) -> bool:
    """Whether the header is only "name", "channel" or the platform, so that the cells have to decide."""
    name_words = _NAME_WORDS | platform_words(key)
    ends = (header_words(header), header_words(header.rpartition(".")[2]))
    return any(end <= name_words | {"title"} and end & name_words for end in ends)
