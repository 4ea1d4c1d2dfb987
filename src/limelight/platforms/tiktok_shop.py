"""TikTok Shop."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import TIKTOK_PROFILE_URLS
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

TIKTOK_SHOP: Final = Platform(
    key=PlatformKey.TIKTOK_SHOP,
    id=UUID("7f9c3e9a-6d2f-4b77-9b47-3c8f5a1d4e62"),
    name="Tiktok Shop",
    url="https://shop.tiktok.com",
    category=PlatformCategory.BUSINESS,
    products=frozenset({Product.INCOME}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=TIKTOK_PROFILE_URLS,
)
