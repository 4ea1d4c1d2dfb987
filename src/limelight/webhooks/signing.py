"""Signatures of deliveries: HMAC-SHA256 of the raw body, in hex."""

import hmac
from collections.abc import Sequence
from typing import Final

HEADER: Final = "Webhook-Signatures"
LEGACY_HEADER: Final = "Phyllo-Signature"


def sign(body: bytes, secret: bytes) -> str:
    return hmac.new(secret, body, "sha256").hexdigest()


def signature_headers(body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """One signature for each active secret, the oldest first; the legacy header has only the oldest."""
    signatures = [sign(body, secret) for secret in secrets]
    if not signatures:
        return {}
    return {HEADER: ",".join(signatures), LEGACY_HEADER: signatures[0]}


def verified(body: bytes, signatures: str | None, secret: str) -> bool:
    """Whether one of the comma-separated signatures of a delivery is that of your client secret.

    ``body`` is the request's body as it came in, before it is parsed.
    """
    expected = sign(body, secret.encode()).encode()
    given = [each.strip().encode() for each in (signatures or "").split(",")]
    return any(hmac.compare_digest(expected, each) for each in given)
