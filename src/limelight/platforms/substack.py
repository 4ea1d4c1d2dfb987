"""Substack."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import (
    ProfileUrls,
    at_handle,
    first_match,
    segment_after,
    subdomain_handle,
)
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
    profile_urls=ProfileUrls(
        hosts=("substack.com",),
        build_url=lambda handle: f"https://{handle}.substack.com",
        parse_handle=first_match(subdomain_handle, at_handle, segment_after("profile")),
    ),
)
