"""A creator's OAuth grant: tokens, expiry times, scopes and the account they belong to."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field


class Grant(Struct, frozen=True, kw_only=True):
    """``subject`` is the platform's id of the account; ``extra`` holds its user name and display name.

    ``scopes`` are the granted ones, which may be fewer than the requested ones.
    """

    access_token: str
    refresh_token: str | None = None
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    subject: str
    extra: Mapping[str, str] = field(default_factory=dict)
