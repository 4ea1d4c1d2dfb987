"""LinkedIn."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, segment_after
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

LINKEDIN: Final = Platform(
    key=PlatformKey.LINKEDIN,
    id=UUID("36410629-f907-43ba-aa0d-434ca9c0501a"),
    name="LinkedIn",
    url="https://www.linkedin.com",
    category=PlatformCategory.BUSINESS,
    products=frozenset({Product.IDENTITY}),
    added_at=Timestamp("2022-03-04T10:06:41.871329"),
    profile_urls=ProfileUrls(
        hosts=("linkedin.com",),
        build_url=lambda handle: f"https://www.linkedin.com/in/{handle}",
        parse_handle=segment_after("in", "pub", "company", "school", "showcase"),
    ),
)
