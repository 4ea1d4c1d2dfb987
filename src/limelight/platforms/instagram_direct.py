"""Instagram, by the creator's own login."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import INSTAGRAM_PROFILE_URLS
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

INSTAGRAM_DIRECT: Final = Platform(
    key=PlatformKey.INSTAGRAM_DIRECT,
    id=UUID("d3badb09-a81f-4444-bc27-1a994d939e00"),
    name="Instagram Direct",
    url="https://www.instagram.com/",
    category=PlatformCategory.SOCIAL,
    products=frozenset(
        {Product.IDENTITY, Product.IDENTITY_AUDIENCE, Product.ENGAGEMENT, Product.ENGAGEMENT_AUDIENCE}
    ),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=INSTAGRAM_PROFILE_URLS,
)
