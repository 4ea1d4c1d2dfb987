"""TikTok."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import TIKTOK_PROFILE_URLS
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

TIKTOK: Final = Platform(
    key=PlatformKey.TIKTOK,
    id=UUID("de55aeec-0dc8-4119-bf90-16b3d1f0c987"),
    name="TikTok",
    url="https://www.tiktok.com",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.IDENTITY_AUDIENCE, Product.ENGAGEMENT}),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=TIKTOK_PROFILE_URLS,
)
