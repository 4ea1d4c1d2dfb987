"""The declaration of a platform."""

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
    """How the app authenticates at a platform's token and revocation endpoints."""

    BODY = "client_secret_post"
    BASIC = "client_secret_basic"
    NONE = "none"


def is_standard_invalid_grant(code: str) -> bool:
    """Whether it is the standard error code of an expired or revoked grant (RFC 6749, section 5.2)."""
    return code == "invalid_grant"


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """``scopes`` are those of each product. ``is_invalid_grant`` recognises error codes of expired grants."""

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
    """At most ``max_syncs`` account syncs start within ``period_seconds``, over all tenants."""

    max_syncs: int
    period_seconds: float


def _no_platform_error(_: Response) -> SourceError | None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Platform:
    """``added_at`` is when it was added to the catalogue; ``other_names`` are aliases of ``name``.

    The fields after ``other_names`` declare its API: ``resources`` is keyed by type of record,
    ``api_key_header`` is the header of the operator's API key, ``error_mapper`` maps the platform's own
    error format, and ``rate_limit`` keeps syncs below the platform's limits.
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
