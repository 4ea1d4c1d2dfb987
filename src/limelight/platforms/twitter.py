"""X, which the API reference calls Twitter."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, first_segment
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

TWITTER: Final = Platform(
    key=PlatformKey.TWITTER,
    id=UUID("7645460a-96e0-4192-a3ce-a1fc30641f72"),
    name="Twitter",
    other_names=("X", "X (Twitter)"),
    url="https://twitter.com",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=ProfileUrls(
        hosts=("x.com", "twitter.com"),
        build_url=lambda handle: f"https://x.com/{handle}",
        parse_handle=first_segment(
            but={
                "explore",
                "hashtag",
                "home",
                "i",
                "intent",
                "login",
                "messages",
                "notifications",
                "search",
                "settings",
                "share",
                "signup",
            }
        ),
    ),
)
