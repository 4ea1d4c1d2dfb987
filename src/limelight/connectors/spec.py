"""What a platform is declared with."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from limelight.connectors.profiles import Profiles
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory


class Product(StrEnum):
    """What the owner of an account on a platform can share."""

    IDENTITY = "identity"
    IDENTITY_AUDIENCE = "identity.audience"
    ENGAGEMENT = "engagement"
    ENGAGEMENT_AUDIENCE = "engagement.audience"
    INCOME = "income"
    SWITCH = "switch"
    ACTIVITY = "activity"
    PUBLISH = "publish"


@dataclass(frozen=True, kw_only=True)
class Platform:
    """``added_at`` is when the catalogue got it; ``other_names`` are names it goes by besides ``name``."""

    key: PlatformKey
    id: UUID
    name: str
    url: str
    category: PlatformCategory
    products: frozenset[Product]
    added_at: Timestamp
    profiles: Profiles | None
    other_names: tuple[str, ...] = ()

    def profile_url(self, handle: str) -> str | None:
        """``None`` where the platform has no public profiles."""
        return self.profiles.url_of(handle) if self.profiles else None

    def handle_from_url(self, url: str) -> str | None:
        """The handle (or id) in a profile's URL, with or without scheme; ``None`` for any other text."""
        return self.profiles.handle_of(url) if self.profiles else None
