"""The keys that tokens are signed and credentials sealed with, each derived from the secret key."""

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from limelight.settings import Settings, SettingsError

SANDBOX_KEY: Final = "known to everybody, and good in the sandbox alone"


def derived_keys(settings: Settings, purpose: str) -> tuple[bytes, ...]:
    """32 bytes of each secret key for one purpose: the first makes, all read. Raises SettingsError."""
    return tuple(_derived(key, purpose) for key in _secret_keys(settings))


def _secret_keys(settings: Settings) -> tuple[str, ...]:
    newest = settings.secret_key or (SANDBOX_KEY if settings.is_sandbox else None)
    if newest is None:
        raise SettingsError(
            "LIMELIGHT_SECRET_KEY is not set: outside the sandbox it takes at least 32 random characters, "
            "such as those of: openssl rand -hex 32"
        )
    return (newest, *settings.previous_secret_keys)


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"limelight {purpose}".encode()).derive(key.encode())
