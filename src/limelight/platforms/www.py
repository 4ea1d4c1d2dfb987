"""Web pages that belong to no platform."""

from typing import Final
from uuid import UUID

from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

WWW: Final = Platform(
    key=PlatformKey.WWW,
    id=UUID("a22c6022-5226-55f4-a436-3693f2148bd4"),
    name="WWW",
    other_names=("Web", "Website"),
    url="https://www.w3.org",
    category=PlatformCategory.MEDIA,
    products=frozenset(),
    added_at=Timestamp("2026-11-21T00:00:00.000000"),
    profile_urls=None,
)
