"""The addresses that deliveries may be sent to."""

from limelight.connectors.guarded_transport import AddressPolicy, effective_address, is_public
from limelight.settings import Settings

__all__ = ["AddressPolicy", "address_policy", "is_public"]


def address_policy(settings: Settings) -> AddressPolicy:
    """The address policy of the settings."""
    allowed = settings.webhooks.allow_private
    if allowed:
        return lambda _: True
    if allowed is None and settings.is_sandbox:
        return lambda address: is_public(address) or effective_address(address).is_loopback
    return is_public
