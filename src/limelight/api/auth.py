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

REMEMBERED_SECONDS: Final = 5.0
"""How long a secret stays good after its revocation, at most."""
REMEMBERED_TENANTS: Final = 10_000


class InvalidCredentials(Unauthorized):
    """The client id and secret are missing or wrong."""


class Doorkeeper:
    """Tells the tenant of an ``Authorization`` header.

    Those let in are remembered for seconds, by a keyed digest: a request costs microseconds, a
    revocation in another process is seen soon, and no secret stays in memory.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._has_demo = settings.is_sandbox
        self._key = secrets.token_bytes(32)
        self._remembered: dict[bytes, tuple[Tenant, float]] = {}

    async def tenant(self, authorization: bytes) -> Tenant:
        """Raises InvalidCredentials."""
        digest = blake2b(authorization, key=self._key, digest_size=16).digest()
        remembered = self._remembered.get(digest)
        if remembered and remembered[1] > monotonic():
            return remembered[0]
        tenant = await self._found(authorization)
        if len(self._remembered) >= REMEMBERED_TENANTS:
            self._remembered.clear()
        self._remembered[digest] = (tenant, monotonic() + REMEMBERED_SECONDS)
        return tenant

    async def _found(self, authorization: bytes) -> Tenant:
        if not authorization:
            raise InvalidCredentials(
                "Send HTTP Basic authentication: the client id as user, the secret as password."
            )
        user, secret = _credentials(authorization)
        tenant_id = self._tenant_id(user)
        if tenant_id is not None:
            async with self._database.session() as session:
                tenant = await Tenants(session).authenticated(tenant_id, secret)
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


def authentication(doorkeeper: Doorkeeper) -> Middleware:
    """Lets nobody past without a tenant, which handlers receive as ``tenant``."""

    def guarded(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
            scope["user"] = await doorkeeper.tenant(authorization)
            await app(scope, receive, send)

        return handle

    return guarded


def current_tenant(request: Request[Tenant, None, State]) -> Tenant:
    """The tenant that calls."""
    return request.user


def _credentials(authorization: bytes) -> tuple[str, bytes]:
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
