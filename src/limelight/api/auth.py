"""Who calls: HTTP Basic authentication with a tenant's client id and secret."""

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
"""How long a secret stays good after its revocation, at most."""
MAX_CACHED_TENANTS: Final = 10_000


class InvalidCredentials(Unauthorized):
    """The client id and secret are missing or wrong."""


class Authenticator:
    """Tells the tenant of an ``Authorization`` header.

    Those let in are remembered for seconds, by a keyed digest: a request costs microseconds, a
    revocation in another process is seen soon, and no secret stays in memory.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._has_demo = settings.is_sandbox
        self._key = secrets.token_bytes(32)
        self._cache: dict[bytes, tuple[Tenant, float]] = {}

    async def authenticate(self, authorization: bytes) -> Tenant:
        """Raises InvalidCredentials."""
        digest = blake2b(authorization, key=self._key, digest_size=16).digest()
        remembered = self._cache.get(digest)
        if remembered and remembered[1] > monotonic():
            return remembered[0]
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
    """Lets nobody past without a tenant, which handlers receive as ``tenant``."""

    def guarded(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
            scope["user"] = await doorkeeper.authenticate(authorization)
            await app(scope, receive, send)

        return handle

    return guarded


def current_tenant(request: Request[Tenant, None, State]) -> Tenant:
    """The tenant that calls."""
    return request.user


def _decode_credentials(authorization: bytes) -> tuple[str, bytes]:
    scheme, _, encoded = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        raise InvalidCredentials("Only HTTP Basic authentication is understood.")
    try:
        user, colon, secret = b64decode(encoded.strip(), validate=True).partition(b":")
    except binascii.Error:
        colon = b""
    if not colon:
        raise InvalidCredentials("The Authorization header is not Base64 of `client id:secret`.")
    return user.decode("utf-8", "replace"), secret
