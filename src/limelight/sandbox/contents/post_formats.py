"""What creators post on each platform: the kinds of posts, their ids and their addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentFormat, ContentType

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIRST_STREAM: Final = 1_000_000_000
_FIRST: Final = 10**18
_COUNT: Final = 8 * 10**18
_ISSUE: Final = "post_"


@dataclass(frozen=True, kw_only=True)
class PostFormat:
    """A kind of post. ``seconds`` is the range of its length; one that is fleeting is gone in a day."""

    type: ContentType
    format: ContentFormat
    weight: int
    url: str
    seconds: tuple[int, int] | None = None
    is_ephemeral: bool = False


_IMAGE, _VIDEO, _TEXT = ContentFormat.IMAGE, ContentFormat.VIDEO, ContentFormat.TEXT
_INSTAGRAM: Final = (
    PostFormat(
        type=ContentType.REELS,
        format=_VIDEO,
        weight=38,
        url="https://www.instagram.com/reel/{id}/",
        seconds=(7, 88),
    ),
    PostFormat(type=ContentType.FEED, format=_IMAGE, weight=40, url="https://www.instagram.com/p/{id}/"),
    PostFormat(
        type=ContentType.FEED,
        format=_VIDEO,
        weight=6,
        url="https://www.instagram.com/p/{id}/",
        seconds=(20, 400),
    ),
    PostFormat(
        type=ContentType.STORY,
        format=_IMAGE,
        weight=16,
        url="https://www.instagram.com/stories/{handle}/{id}/",
        is_ephemeral=True,
    ),
)
_TWEET: Final = "https://x.com/{handle}/status/{id}"
_FACEBOOK: Final = "https://www.facebook.com/{handle}/posts/{id}"
POST_FORMATS: Final[Mapping[PlatformKey, tuple[PostFormat, ...]]] = {
    PlatformKey.INSTAGRAM: _INSTAGRAM,
    PlatformKey.INSTAGRAM_DIRECT: _INSTAGRAM,
    PlatformKey.INSTAGRAM_LITE: _INSTAGRAM,
    PlatformKey.YOUTUBE: (
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=60,
            url="https://www.youtube.com/watch?v={id}",
            seconds=(240, 1_900),
        ),
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=34,
            url="https://www.youtube.com/shorts/{id}",
            seconds=(12, 59),
        ),
        PostFormat(
            type=ContentType.STREAM,
            format=_VIDEO,
            weight=6,
            url="https://www.youtube.com/watch?v={id}",
            seconds=(3_600, 14_400),
        ),
    ),
    PlatformKey.TIKTOK: (
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=100,
            url="https://www.tiktok.com/@{handle}/video/{id}",
            seconds=(7, 170),
        ),
    ),
    PlatformKey.TWITTER: (
        PostFormat(type=ContentType.TWEET, format=_TEXT, weight=44, url=_TWEET),
        PostFormat(type=ContentType.TWEET, format=_IMAGE, weight=18, url=_TWEET),
        PostFormat(type=ContentType.TWEET, format=_VIDEO, weight=8, url=_TWEET, seconds=(10, 140)),
        PostFormat(type=ContentType.REPLY, format=_TEXT, weight=18, url=_TWEET),
        PostFormat(type=ContentType.QUOTE, format=_TEXT, weight=6, url=_TWEET),
        PostFormat(type=ContentType.THREAD, format=_TEXT, weight=6, url=_TWEET),
    ),
    PlatformKey.TWITCH: (
        PostFormat(
            type=ContentType.STREAM,
            format=_VIDEO,
            weight=70,
            url="https://www.twitch.tv/videos/{id}",
            seconds=(3_600, 25_000),
        ),
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=30,
            url="https://www.twitch.tv/videos/{id}",
            seconds=(30, 900),
        ),
    ),
    PlatformKey.FACEBOOK: (
        PostFormat(type=ContentType.POST, format=_IMAGE, weight=46, url=_FACEBOOK),
        PostFormat(type=ContentType.POST, format=_TEXT, weight=24, url=_FACEBOOK),
        PostFormat(
            type=ContentType.REELS,
            format=_VIDEO,
            weight=30,
            url="https://www.facebook.com/reel/{id}",
            seconds=(8, 300),
        ),
    ),
    PlatformKey.SNAPCHAT: (
        PostFormat(
            type=ContentType.STORY,
            format=_IMAGE,
            weight=40,
            url="https://www.snapchat.com/add/{handle}#{id}",
            is_ephemeral=True,
        ),
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=60,
            url="https://www.snapchat.com/spotlight/{id}",
            seconds=(5, 60),
        ),
    ),
    PlatformKey.PINTEREST: (
        PostFormat(
            type=ContentType.IMAGE, format=_IMAGE, weight=82, url="https://www.pinterest.com/pin/{id}/"
        ),
        PostFormat(
            type=ContentType.VIDEO,
            format=_VIDEO,
            weight=18,
            url="https://www.pinterest.com/pin/{id}/",
            seconds=(6, 60),
        ),
    ),
    PlatformKey.DISCORD: (
        PostFormat(
            type=ContentType.POST,
            format=_TEXT,
            weight=85,
            url="https://discord.com/channels/{account}/{account}/{id}",
        ),
        PostFormat(
            type=ContentType.POST,
            format=_IMAGE,
            weight=15,
            url="https://discord.com/channels/{account}/{account}/{id}",
        ),
    ),
    PlatformKey.SUBSTACK: (
        PostFormat(
            type=ContentType.BLOG, format=_TEXT, weight=88, url="https://{handle}.substack.com/p/{id}"
        ),
        PostFormat(
            type=ContentType.PODCAST,
            format=ContentFormat.AUDIO,
            weight=12,
            url="https://{handle}.substack.com/p/{id}",
            seconds=(900, 4_200),
        ),
    ),
    PlatformKey.BEEHIIV: (
        PostFormat(
            type=ContentType.BLOG, format=_TEXT, weight=100, url="https://{handle}.beehiiv.com/p/{id}"
        ),
    ),
}
"""The formats of posts, for platforms whose accounts have contents."""


def encode_id(platform: PlatformKey, number: int) -> str:
    """The number as an id of the platform."""
    match platform:
        case PlatformKey.YOUTUBE:
            return "".join(_ALPHABET[number >> shift & 63] for shift in range(0, 66, 6))
        case PlatformKey.TWITCH:
            return str(_FIRST_STREAM + number)
        case PlatformKey.SUBSTACK:
            return str(100_000_000 + number % 900_000_000)
        case PlatformKey.BEEHIIV:
            return f"{_ISSUE}{number:016x}"
        case PlatformKey.SNAPCHAT:
            return f"{number:016x}"
        case _:
            return str(_FIRST + number % _COUNT)


def decode_id(platform: PlatformKey, text: str) -> int | None:
    """The number of an id, or None if the text is not an id of the platform."""
    number = _read(platform, text)
    return number if number is not None and encode_id(platform, number) == text else None


def _read(platform: PlatformKey, text: str) -> int | None:
    try:
        match platform:
            case PlatformKey.YOUTUBE:
                return sum(_ALPHABET.index(sign) << 6 * at for at, sign in enumerate(text))
            case PlatformKey.TWITCH:
                return int(text) - _FIRST_STREAM
            case PlatformKey.BEEHIIV | PlatformKey.SNAPCHAT:
                return int(text.removeprefix(_ISSUE), 16)
            case _:
                return int(text) - _FIRST
    except ValueError:
        return None
