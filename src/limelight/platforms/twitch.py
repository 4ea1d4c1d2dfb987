"""Twitch."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, first_segment
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

TWITCH: Final = Platform(
    key=PlatformKey.TWITCH,
    id=UUID("e4de6c01-5b78-4fc0-a651-24f44134457b"),
    name="Twitch",
    url="https://www.twitch.tv",
    category=PlatformCategory.ENTERTAINMENT,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=ProfileUrls(
        hosts=("twitch.tv",),
        build_url=lambda handle: f"https://www.twitch.tv/{handle}",
        parse_handle=first_segment(
            but={"directory", "downloads", "jobs", "p", "search", "settings", "turbo", "videos"}
        ),
    ),
)
