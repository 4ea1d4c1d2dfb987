"""Who may read a report: whoever has a link to it, and the tenant who asked for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request

from limelight.jobs.report_links import ReportLinkInvalid, ReportLinks
from limelight.store.tenants import Tenant

Authenticated = Callable[[bytes], Awaitable[Tenant]]
"""The tenant of an ``Authorization`` header, or a refusal."""


@dataclass(frozen=True)
class Readers:
    links: ReportLinks
    authenticated: Authenticated

    async def tenant_id(self, request: Request[Any, Any, Any], job_id: UUID) -> UUID:
        """Whose report it is to be. Raises Unauthorized."""
        token = request.query_params.get("token")
        if token is None:
            authorization = request.headers.get("authorization", "")
            return (await self.authenticated(authorization.encode("latin-1"))).id
        linked = self.links.read(token)
        if linked.job_id != job_id:
            raise ReportLinkInvalid("The link is that of another report.")
        return linked.tenant_id
