"""Discord."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, segment_after
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

DISCORD: Final = Platform(
    key=PlatformKey.DISCORD,
    id=UUID("3f996edf-fec1-4be7-bb53-f9b649f41058"),
    name="Discord",
    url="https://discord.com/",
    category=PlatformCategory.ENTERTAINMENT,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2022-03-04T10:06:41.871329"),
    profile_urls=ProfileUrls(
        hosts=("discord.com", "discordapp.com"),
        build_url=lambda user_id: f"https://discord.com/users/{user_id}",
        parse_handle=segment_after("users"),
    ),
)
