"""HTTP Basic authentication with a tenant's client id and secret."""

import binascii
import secrets
from base64 import b64decode
from hashlib import blake2b
from time import monotonic
from typing import Final
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.types import ASGIApp, Middleware, Receive, Scope, Send

from limelight.errors import Unauthorized
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_NAME, Tenant, Tenants

CACHE_SECONDS: Final = 5.0
"""Upper bound, in seconds, for which a revoked secret still authenticates."""
MAX_CACHED_TENANTS: Final = 10_000


class InvalidCredentials(Unauthorized):
    """The client id and secret are missing or wrong."""


class Authenticator:
    """Finds the tenant that an ``Authorization`` header authenticates.

    Successful results are cached for a few seconds under a keyed digest of the header, so a request
    costs microseconds, a revocation in another process takes effect soon, and no secret stays in memory.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._has_demo = settings.is_sandbox
        self._key = secrets.token_bytes(32)
        self._cache: dict[bytes, tuple[Tenant, float]] = {}

    async def authenticate(self, authorization: bytes) -> Tenant:
        """Raises InvalidCredentials."""
        digest = blake2b(authorization, key=self._key, digest_size=16).digest()
        cached = self._cache.get(digest)
        if cached and cached[1] > monotonic():
            return cached[0]
        tenant = await self._verify(authorization)
        if len(self._cache) >= MAX_CACHED_TENANTS:
            self._cache.clear()
        self._cache[digest] = (tenant, monotonic() + CACHE_SECONDS)
        return tenant

    async def _verify(self, authorization: bytes) -> Tenant:
        if not authorization:
            raise InvalidCredentials(
                "Send HTTP Basic authentication: the client id as user, the secret as password."
            )
        user, secret = _decode_credentials(authorization)
        tenant_id = self._tenant_id(user)
        if tenant_id is not None:
            async with self._database.session() as session:
                tenant = await Tenants(session).authenticate(tenant_id, secret)
            if tenant is not None:
                return tenant
        raise InvalidCredentials("The client id or the secret is wrong.")

    def _tenant_id(self, user: str) -> UUID | None:
        if user == DEMO_NAME and self._has_demo:
            return DEMO_ID
        try:
            tenant_id = UUID(user)
        except ValueError:
            return None
        return tenant_id if self._has_demo or tenant_id != DEMO_ID else None


def authentication_middleware(doorkeeper: Authenticator) -> Middleware:
    """Rejects unauthenticated requests and stores the tenant as the request's user."""

    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
            scope["user"] = await doorkeeper.authenticate(authorization)
            await app(scope, receive, send)

        return handle

    return middleware


def current_tenant(request: Request[Tenant, None, State]) -> Tenant:
    """The tenant that the request authenticated as."""
    return request.user


def _decode_credentials(authorization: bytes) -> tuple[str, bytes]:
    scheme, _, encoded = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        raise InvalidCredentials("Only HTTP Basic authentication is supported.")
    try:
        user, colon, secret = b64decode(encoded.strip(), validate=True).partition(b":")
    except binascii.Error:
        colon = b""
    if not colon:
        raise InvalidCredentials("The Authorization header is not Base64 of `client id:secret`.")
    return user.decode("utf-8", "replace"), secret
