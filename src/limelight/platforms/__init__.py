"""The registry of platforms."""

from functools import cache
from typing import Final
from uuid import UUID

from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import fold
from limelight.platforms.adsense import ADSENSE
from limelight.platforms.beehiiv import BEEHIIV
from limelight.platforms.discord import DISCORD
from limelight.platforms.facebook import FACEBOOK
from limelight.platforms.instagram import INSTAGRAM
from limelight.platforms.instagram_direct import INSTAGRAM_DIRECT
from limelight.platforms.instagram_lite import INSTAGRAM_LITE
from limelight.platforms.linkedin import LINKEDIN
from limelight.platforms.pinterest import PINTEREST
from limelight.platforms.snapchat import SNAPCHAT
from limelight.platforms.spotify import SPOTIFY
from limelight.platforms.substack import SUBSTACK
from limelight.platforms.tiktok import TIKTOK
from limelight.platforms.tiktok_shop import TIKTOK_SHOP
from limelight.platforms.twitch import TWITCH
from limelight.platforms.twitter import TWITTER
from limelight.platforms.www import WWW
from limelight.platforms.youtube import YOUTUBE

PLATFORMS: Final = (
    INSTAGRAM,
    YOUTUBE,
    TIKTOK,
    TWITTER,
    TWITCH,
    FACEBOOK,
    LINKEDIN,
    INSTAGRAM_DIRECT,
    INSTAGRAM_LITE,
    SUBSTACK,
    BEEHIIV,
    SNAPCHAT,
    SPOTIFY,
    PINTEREST,
    DISCORD,
    ADSENSE,
    TIKTOK_SHOP,
    WWW,
)

_BY_KEY: Final = {platform.key: platform for platform in PLATFORMS}
_BY_ID: Final = {platform.id: platform for platform in PLATFORMS}


@cache
def _by_name() -> dict[str, Platform]:
    return {
        fold(name): platform
        for platform in PLATFORMS
        for name in (platform.key, platform.name, *platform.other_names)
    }


def platform_by_key(key: PlatformKey) -> Platform:
    return _BY_KEY[key]


def platform_by_id(platform_id: UUID) -> Platform | None:
    return _BY_ID.get(platform_id)


def platform_by_name(text: str) -> Platform | None:
    """The platform with that name ("Twitter"), alias ("X") or key, case-insensitive."""
    return _by_name().get(fold(text.strip()))
