"""Spotify."""

from typing import Final
from uuid import UUID

from limelight.connectors.profiles import Profiles, after_word
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
    profiles=Profiles(
        hosts=("open.spotify.com",),
        url=lambda handle: f"https://open.spotify.com/user/{handle}",
        handle=after_word("user", "artist"),
    ),
)
