"""Pinterest."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, first_segment
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

_COUNTRIES: Final = (
    "at",
    "ca",
    "ch",
    "cl",
    "co.kr",
    "co.uk",
    "com.au",
    "com.mx",
    "de",
    "dk",
    "es",
    "fr",
    "ie",
    "it",
    "jp",
    "nz",
    "ph",
    "pt",
    "se",
)

PINTEREST: Final = Platform(
    key=PlatformKey.PINTEREST,
    id=UUID("9c5b1cf1-23f1-4d40-b0ea-40f9bf615801"),
    name="Pinterest",
    url="https://www.pinterest.com",
    category=PlatformCategory.LIFESTYLE,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT}),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=ProfileUrls(
        hosts=("pinterest.com", *(f"pinterest.{country}" for country in _COUNTRIES)),
        build_url=lambda handle: f"https://www.pinterest.com/{handle}/",
        parse_handle=first_segment(
            but={"categories", "explore", "ideas", "pin", "search", "today", "topics"}
        ),
    ),
)
