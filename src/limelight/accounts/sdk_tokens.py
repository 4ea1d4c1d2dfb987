"""SDK tokens: JWTs with which a browser may connect accounts of one user for a week."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

import jwt
import msgspec
from msgspec import Struct

from limelight.errors import Unauthorized
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.keys import derive_keys

SDK_TOKEN_LIFETIME: Final = timedelta(days=7)
_ALGORITHM: Final = "HS256"


class SdkTokenClaims(Struct, frozen=True, kw_only=True):
    """The claims of a token. ``products`` may contain products that are not synced."""

    tenant_id: UUID
    tenant_app_id: UUID
    user_id: UUID
    products: tuple[str, ...]
    iss: str
    aud: str
    iat: float
    exp: float

    @property
    def account_products(self) -> tuple[AccountProduct, ...]:
        return tuple(product for product in AccountProduct if _claim_name(product) in self.products)


class SdkTokenInvalid(Unauthorized):
    """The SDK token was not issued by this server."""


class SdkTokenExpired(Unauthorized):
    """The SDK token has expired; ``claims`` are those of the token."""

    def __init__(self, claims: SdkTokenClaims) -> None:
        super().__init__("The SDK token has expired: get another from POST /v1/sdk-tokens.")
        self.claims = claims


class SdkTokens:
    """Issues and verifies tokens; tokens signed with a previous secret key stay valid."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.public_url.rstrip("/")
        self._audience = f"{self._issuer}/v1/internal"

    @cached_property
    def _keys(self) -> tuple[bytes, ...]:
        return derive_keys(self._settings, "SDK tokens")

    def issue(self, tenant_id: UUID, user_id: UUID, products: Sequence[str]) -> tuple[str, datetime]:
        """The token and its expiry time."""
        issued_at = now()
        expires_at = issued_at + SDK_TOKEN_LIFETIME
        claims = SdkTokenClaims(
            tenant_id=tenant_id,
            tenant_app_id=tenant_id,
            user_id=user_id,
            products=tuple(dict.fromkeys(map(_claim_name, products))),
            iss=self._issuer,
            aud=self._audience,
            iat=issued_at.timestamp(),
            exp=expires_at.timestamp(),
        )
        return jwt.encode(msgspec.to_builtins(claims), self._keys[0], _ALGORITHM), expires_at

    def verify(self, token: str) -> SdkTokenClaims:
        """The claims of the token. Raises SdkTokenInvalid or SdkTokenExpired."""
        for key in self._keys:
            try:
                found = jwt.decode(
                    token,
                    key,
                    [_ALGORITHM],
                    audience=self._audience,
                    issuer=self._issuer,
                    # What has expired is told apart below: its claims are still wanted.
                    options={"verify_exp": False, "require": ["exp", "iat"]},
                )
                return _check_expiry(msgspec.convert(found, SdkTokenClaims))
            except jwt.InvalidSignatureError:
                continue
            except (jwt.InvalidTokenError, msgspec.ValidationError):
                break
        raise SdkTokenInvalid("The SDK token is not one of this server.")


def _check_expiry(claims: SdkTokenClaims) -> SdkTokenClaims:
    if claims.exp <= now().timestamp():
        raise SdkTokenExpired(claims)
    return claims


def _claim_name(product: str) -> str:
    return product.replace(".", "_")
