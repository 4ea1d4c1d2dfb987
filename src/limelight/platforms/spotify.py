"""Spotify."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, segment_after
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

SPOTIFY: Final = Platform(
    key=PlatformKey.SPOTIFY,
    id=UUID("1db0b86c-a547-4119-9834-da927171a685"),
    name="Spotify",
    url="https://www.spotify.com",
    category=PlatformCategory.ENTERTAINMENT,
    products=frozenset({Product.ACTIVITY}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=ProfileUrls(
        hosts=("open.spotify.com",),
        build_url=lambda handle: f"https://open.spotify.com/user/{handle}",
        parse_handle=segment_after("user", "artist"),
    ),
)
