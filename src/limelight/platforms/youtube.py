"""YouTube."""

import re
from typing import Final
from uuid import UUID

from limelight.connectors.profiles import Profiles, after_at_sign, after_word, any_of
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

_CHANNEL_ID: Final = re.compile(r"UC[\w-]{22}")


def _profile_url(handle: str) -> str:
    """The channel of a handle or of a channel's id."""
    word = "channel/" if _CHANNEL_ID.fullmatch(handle) else "@"
    return f"https://www.youtube.com/{word}{handle}"


YOUTUBE: Final = Platform(
    key=PlatformKey.YOUTUBE,
    id=UUID("14d9ddf5-51c6-415e-bde6-f8ed36ad7054"),
    name="YouTube",
    url="https://www.youtube.com/",
    category=PlatformCategory.ENTERTAINMENT,
    products=frozenset(
        {
            Product.IDENTITY,
            Product.IDENTITY_AUDIENCE,
            Product.ENGAGEMENT,
            Product.ENGAGEMENT_AUDIENCE,
            Product.INCOME,
        }
    ),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profiles=Profiles(
        hosts=("youtube.com",),
        url=_profile_url,
        handle=any_of(after_at_sign, after_word("channel", "c", "user")),
    ),
)
