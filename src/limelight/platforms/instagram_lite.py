"""Instagram, by a personal account without insights."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import INSTAGRAM_PROFILE_URLS
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

INSTAGRAM_LITE: Final = Platform(
    key=PlatformKey.INSTAGRAM_LITE,
    id=UUID("fb7cafcf-60ed-468a-ad6d-6bb6899d0871"),
    name="Instagram Lite",
    url="https://www.instagram.com/",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=INSTAGRAM_PROFILE_URLS,
)
