"""Substack."""

from typing import Final
from uuid import UUID

from limelight.connectors.profiles import Profiles, after_at_sign, after_word, any_of, own_subdomain
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

SUBSTACK: Final = Platform(
    key=PlatformKey.SUBSTACK,
    id=UUID("fbf76083-710b-439a-8b8c-956f607ef2c1"),
    name="Substack",
    url="https://substack.com/",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2022-03-04T10:06:41.871329"),
    profiles=Profiles(
        hosts=("substack.com",),
        url=lambda handle: f"https://{handle}.substack.com",
        handle=any_of(own_subdomain, after_at_sign, after_word("profile")),
    ),
)
