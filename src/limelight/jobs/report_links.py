"""Signed links that open one report for some days, without credentials."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

import jwt

from limelight.errors import Unauthorized
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.keys import derive_keys

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "reports"


class ReportLinkInvalid(Unauthorized):
    """The link has a wrong signature, belongs to another report, or has expired."""


@dataclass(frozen=True)
class LinkedReport:
    job_id: UUID
    tenant_id: UUID


class ReportLinks:
    """Creates and verifies links. Links that were signed with an older secret key stay valid."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lifetime = timedelta(days=settings.jobs.report_link_days)

    @cached_property
    def _keys(self) -> tuple[bytes, ...]:
        return derive_keys(self._settings, "report links")

    def create_url(self, job_id: UUID, tenant_id: UUID) -> str:
        claims = {"sub": str(job_id), "tenant_id": str(tenant_id), "aud": _AUDIENCE}
        token = jwt.encode({**claims, "exp": now() + self._lifetime}, self._keys[0], _ALGORITHM)
        return f"{self._settings.public_url.rstrip('/')}/reports/{job_id}?token={token}"

    def verify(self, token: str) -> LinkedReport:
        """Raises ReportLinkInvalid."""
        for key in self._keys:
            try:
                claims = jwt.decode(
                    token, key, [_ALGORITHM], audience=_AUDIENCE, options={"require": ["exp", "sub"]}
                )
                return LinkedReport(UUID(claims["sub"]), UUID(claims["tenant_id"]))
            except jwt.InvalidSignatureError:
                continue
            except (jwt.InvalidTokenError, KeyError, ValueError):
                break
        raise ReportLinkInvalid("The link is not valid, or has expired: get a new one.")
