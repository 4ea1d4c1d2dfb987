"""What a platform is declared with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from limelight.connectors.endpoints import Endpoint, MultiRequestFetch, ProfileLookup
from limelight.connectors.profile_urls import ProfileUrls
from limelight.connectors.responses import ErrorMapper, Response
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


class ClientAuthMethod(StrEnum):
    """How an app shows its id and secret at a platform's token URL."""

    BODY = "client_secret_post"
    BASIC = "client_secret_basic"
    NONE = "none"


def is_standard_invalid_grant(code: str) -> bool:
    """The code that the standard has for a grant that is dead."""
    return code == "invalid_grant"


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """``scopes`` by product. ``is_invalid_grant`` recognises the errors of a grant that has ended."""

    authorize_url: str
    token_url: str
    revoke_url: str | None
    scopes: Mapping[Product, tuple[str, ...]]
    scope_separator: str = " "
    token_endpoint_auth_method: ClientAuthMethod
    revocation_endpoint_auth_method: ClientAuthMethod = ClientAuthMethod.NONE
    uses_pkce: bool = True
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    is_invalid_grant: Callable[[str], bool] = is_standard_invalid_grant


@dataclass(frozen=True)
class RateLimit:
    """So many accounts may begin to be synced within so many seconds, those of all tenants together."""

    max_syncs: int
    period_seconds: float


def _no_platform_error(_: Response) -> SourceError | None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Platform:
    """``added_at`` is the time when the platform was added; ``other_names`` are its names besides ``name``.

    The fields after ``other_names`` declare its API: ``resources`` by record type, ``api_key_header`` for the
    operator's key, ``error_mapper`` for errors of its own, and ``rate_limit``, which keeps below its limits.
    """

    key: PlatformKey
    id: UUID
    name: str
    url: str
    category: PlatformCategory
    products: frozenset[Product]
    added_at: Timestamp
    profile_urls: ProfileUrls | None
    other_names: tuple[str, ...] = ()
    base_url: str = ""
    auth: OAuth | None = None
    api_key_header: str | None = None
    resources: Mapping[type[Any], Endpoint[Any, Any] | MultiRequestFetch[Any]] = field(default_factory=dict)
    profile_lookup: ProfileLookup[Creator] | None = None
    error_mapper: ErrorMapper = _no_platform_error
    rate_limit: RateLimit | None = None

    def profile_url(self, handle: str) -> str | None:
        """``None`` where the platform has no public profiles."""
        return self.profile_urls.url_of(handle) if self.profile_urls else None

    def handle_from_url(self, url: str) -> str | None:
        """The handle (or id) in a profile's URL, with or without scheme; ``None`` for any other text."""
        return self.profile_urls.handle_of(url) if self.profile_urls else None
