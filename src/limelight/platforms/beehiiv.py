"""beehiiv."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, subdomain_handle
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

BEEHIIV: Final = Platform(
    key=PlatformKey.BEEHIIV,
    id=UUID("24fcaa09-0a79-4deb-b074-d8efd900265b"),
    name="Beehiiv",
    url="https://www.beehiiv.com",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=ProfileUrls(
        hosts=("beehiiv.com",),
        build_url=lambda handle: f"https://{handle}.beehiiv.com",
        parse_handle=subdomain_handle,
    ),
)
