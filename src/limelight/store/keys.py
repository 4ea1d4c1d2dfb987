"""The keys that sign tokens and encrypt credentials, derived from the secret key."""

from base64 import urlsafe_b64encode
from functools import cached_property
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from limelight.settings import Settings, SettingsError

SANDBOX_KEY: Final = "known to everybody, and good in the sandbox alone"


def derive_keys(settings: Settings, purpose: str) -> tuple[bytes, ...]:
    """32 bytes of each secret key; the first one signs, all of them verify. Raises SettingsError."""
    return tuple(_derive(key, purpose) for key in _secret_keys(settings))


def _secret_keys(settings: Settings) -> tuple[str, ...]:
    newest = settings.secret_key or (SANDBOX_KEY if settings.is_sandbox else None)
    if newest is None:
        raise SettingsError(
            "LIMELIGHT_SECRET_KEY is not set: outside the sandbox it takes at least 32 random characters, "
            "such as those of: openssl rand -hex 32"
        )
    return (newest, *settings.previous_secret_keys)


def _derive(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"limelight {purpose}".encode()).derive(key.encode())


class DecryptionFailed(Exception):
    """A secret was encrypted with a key that this process does not have."""


class SecretBox:
    """Encrypts secrets with the newest secret key, and decrypts with all of them.

    The keys are derived at first use, which raises SettingsError if there is no secret key.
    """

    def __init__(self, settings: Settings, purpose: str) -> None:
        self._settings = settings
        self._purpose = purpose

    def encrypt(self, secret: bytes) -> bytes:
        return self._fernet.encrypt(secret)

    def decrypt(self, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise DecryptionFailed(
                "A secret cannot be decrypted: set LIMELIGHT_SECRET_KEY or "
                "LIMELIGHT_PREVIOUS_SECRET_KEYS to the key that encrypted it."
            ) from None

    @cached_property
    def _fernet(self) -> MultiFernet:
        keys = derive_keys(self._settings, self._purpose)
        return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
