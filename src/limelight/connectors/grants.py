"""What a creator granted us at a platform: the tokens, their lives, and whose account it is."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field


class Grant(Struct, frozen=True, kw_only=True):
    """``subject`` is the platform's own id of the account; ``extra`` what else came with the tokens.

    ``scopes`` are those that were granted, which may be fewer than were asked for.
    """

    access_token: str
    refresh_token: str | None = None
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    subject: str
    extra: Mapping[str, str] = field(default_factory=dict)
