"""What a platform is declared with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from limelight.connectors.answers import Answer, Refusal
from limelight.connectors.fetching import Combined, Fetch, Lookup
from limelight.connectors.profiles import Profiles
from limelight.connectors.source import SourceError
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
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


class ClientAuth(StrEnum):
    """How an app shows its id and secret at a platform's token URL."""

    BODY = "client_secret_post"
    BASIC = "client_secret_basic"
    ID_ALONE = "none"


def invalid_grant(code: str) -> bool:
    """The code that the standard has for a grant that is dead."""
    return code == "invalid_grant"


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """``scopes`` are what each product takes. ``is_dead`` knows the error codes of grants that are over."""

    authorize_url: str
    token_url: str
    revoke_url: str | None
    scopes: Mapping[Product, tuple[str, ...]]
    scope_separator: str = " "
    client_auth: ClientAuth
    revoke_auth: ClientAuth = ClientAuth.ID_ALONE
    uses_pkce: bool = True
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    is_dead: Callable[[str], bool] = invalid_grant


@dataclass(frozen=True)
class Pace:
    """So many accounts may begin to be synced within so many seconds, those of all tenants together."""

    syncs: int
    seconds: float


def _no_own_way(_: Answer) -> SourceError | None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Platform:
    """``added_at`` is when the catalogue got it; ``other_names`` are names it goes by besides ``name``.

    What follows ``other_names`` is how it is spoken to: ``fetches`` is keyed by the kind of record,
    ``key_header`` is what the operator's key is sent in, ``refusal`` knows its own way to refuse, and
    ``pace`` spares its limits before it has to.
    """

    key: PlatformKey
    id: UUID
    name: str
    url: str
    category: PlatformCategory
    products: frozenset[Product]
    added_at: Timestamp
    profiles: Profiles | None
    other_names: tuple[str, ...] = ()
    base_url: str = ""
    auth: OAuth | None = None
    key_header: str | None = None
    fetches: Mapping[type[Any], Fetch[Any, Any] | Combined[Any]] = field(default_factory=dict)
    creators: Lookup[Creator] | None = None
    refusal: Refusal = _no_own_way
    pace: Pace | None = None

    def profile_url(self, handle: str) -> str | None:
        """``None`` where the platform has no public profiles."""
        return self.profiles.url_of(handle) if self.profiles else None

    def handle_from_url(self, url: str) -> str | None:
        """The handle (or id) in a profile's URL, with or without scheme; ``None`` for any other text."""
        return self.profiles.handle_of(url) if self.profiles else None
