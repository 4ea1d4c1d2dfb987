"""AdSense, which has no public profiles."""

from typing import Final
from uuid import UUID

from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

ADSENSE: Final = Platform(
    key=PlatformKey.ADSENSE,
    id=UUID("3e6f4cdd-2119-4125-aa0d-86eee4e20fcc"),
    name="AdSense",
    other_names=("Google AdSense",),
    url="https://adsense.google.com",
    category=PlatformCategory.BUSINESS,
    products=frozenset({Product.INCOME}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=None,
)
