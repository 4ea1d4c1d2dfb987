"""Instagram, through the account of a linked Facebook page."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import INSTAGRAM_PROFILE_URLS
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

INSTAGRAM: Final = Platform(
    key=PlatformKey.INSTAGRAM,
    id=UUID("9bb8913b-ddd9-430b-a66a-d74d846e6c66"),
    name="Instagram",
    url="https://www.instagram.com/",
    category=PlatformCategory.SOCIAL,
    products=frozenset(
        {Product.IDENTITY, Product.IDENTITY_AUDIENCE, Product.ENGAGEMENT, Product.ENGAGEMENT_AUDIENCE}
    ),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=INSTAGRAM_PROFILE_URLS,
)
