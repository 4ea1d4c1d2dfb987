"""The keys of the platforms."""

from enum import StrEnum
from typing import Final


class PlatformKey(StrEnum):
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    TWITTER = "twitter"
    TWITCH = "twitch"
    FACEBOOK = "facebook"
    LINKEDIN = "linkedin"
    INSTAGRAM_DIRECT = "instagram_direct"
    INSTAGRAM_LITE = "instagram_lite"
    SUBSTACK = "substack"
    BEEHIIV = "beehiiv"
    SNAPCHAT = "snapchat"
    SPOTIFY = "spotify"
    PINTEREST = "pinterest"
    DISCORD = "discord"
    ADSENSE = "adsense"
    TIKTOK_SHOP = "tiktok_shop"
    WWW = "www"


NEWSLETTER_PLATFORMS: Final = (PlatformKey.SUBSTACK, PlatformKey.BEEHIIV)
