"""Where deliveries may go, as the operator allows."""

from limelight.connectors.addresses import Policy, is_public, reached
from limelight.settings import Settings

__all__ = ["Policy", "is_public", "policy"]


def policy(settings: Settings) -> Policy:
    """Which addresses the operator allows."""
    allowed = settings.webhooks.allow_private
    if allowed:
        return lambda _: True
    if allowed is None and settings.is_sandbox:
        return lambda address: is_public(address) or reached(address).is_loopback
    return is_public
