"""Snapchat."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, at_handle, first_match, segment_after
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

SNAPCHAT: Final = Platform(
    key=PlatformKey.SNAPCHAT,
    id=UUID("ee3c8d7a-3207-4f56-945f-f942b34c96e1"),
    name="Snapchat",
    url="https://www.snapchat.com",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=ProfileUrls(
        hosts=("snapchat.com",),
        build_url=lambda handle: f"https://www.snapchat.com/add/{handle}",
        parse_handle=first_match(segment_after("add", "p"), at_handle),
    ),
)
