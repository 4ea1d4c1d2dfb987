"""External ids in the format of each platform: a keyed permutation of the creator's index."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final
from uuid import UUID

from limelight.kernel.platforms import PlatformKey

MAX_CREATORS: Final = 2**26
"""The maximum number of creators of a platform."""


@dataclass(frozen=True)
class Permutation:
    """A keyed one-to-one scattering of the numbers below ``2 ** bits``."""

    bits: int
    key: bytes

    def permute(self, number: int) -> int:
        for factor, offset in self._rounds:
            number = (number * factor + offset) % 2**self.bits
            number ^= number >> (self.bits // 2)
        return number

    def invert(self, number: int) -> int:
        """The number that is scattered to this one."""
        half = self.bits // 2
        for factor, offset in reversed(self._rounds):
            number ^= (number >> half) ^ (number >> 2 * half)
            number = (number - offset) * pow(factor, -1, 2**self.bits) % 2**self.bits
        return number

    @cached_property
    def _rounds(self) -> tuple[tuple[int, int], ...]:
        digest = blake2b(self.key, digest_size=32).digest()
        first, second, third, fourth = (int.from_bytes(digest[at : at + 8], "big") for at in range(0, 32, 8))
        return (first | 1, second), (third | 1, fourth)


@dataclass(frozen=True)
class DecimalFormat:
    """Decimal ids in a range: ``start`` plus a multiple of ``step``."""

    start: int
    step: int
    bits: int

    def encode(self, number: int) -> str:
        return str(self.start + self.step * number)

    def decode(self, text: str) -> int | None:
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            return None
        number, rest = divmod(int(text) - self.start, self.step)
        return number if rest == 0 and 0 <= number < 2**self.bits else None


@dataclass(frozen=True)
class TokenFormat:
    """Opaque ids: a prefix and some bytes, of which the first five are the number."""

    prefix: str
    size: int
    to_text: Callable[[bytes], str]
    to_bytes: Callable[[str], bytes]
    bits: int = 40

    def encode(self, number: int) -> str:
        head = number.to_bytes(5, "big")
        return self.prefix + self.to_text(head + blake2b(head, digest_size=self.size - 5).digest())

    def decode(self, text: str) -> int | None:
        try:
            return int.from_bytes(self.to_bytes(text.removeprefix(self.prefix))[:5], "big")
        except ValueError:
            return None


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _from_base64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _uuid(content: bytes) -> str:
    return str(UUID(bytes=content))


def _from_uuid(text: str) -> bytes:
    return UUID(text).bytes


_ID_FORMATS: Final[dict[PlatformKey, DecimalFormat | TokenFormat]] = {
    PlatformKey.INSTAGRAM: DecimalFormat(1_000_000_019, 5, 33),
    PlatformKey.YOUTUBE: TokenFormat("UC", 16, _base64, _from_base64),
    PlatformKey.TIKTOK: DecimalFormat(6_600_000_000_000_000_000, 8_388_593, 36),
    PlatformKey.TWITTER: DecimalFormat(700_000_000_000_000_000, 8_388_593, 36),
    PlatformKey.TWITCH: DecimalFormat(100_000_000, 1, 29),
    PlatformKey.FACEBOOK: DecimalFormat(100_000_000_000_000, 7_919, 33),
    PlatformKey.LINKEDIN: TokenFormat("ACoAA", 24, _base64, _from_base64),
    PlatformKey.SUBSTACK: DecimalFormat(10_000_000, 1, 28),
    PlatformKey.BEEHIIV: TokenFormat("pub_", 16, _uuid, _from_uuid),
    PlatformKey.SNAPCHAT: TokenFormat("", 16, _uuid, _from_uuid),
    PlatformKey.PINTEREST: DecimalFormat(400_000_000_000_000_000, 4_194_301, 36),
}


@dataclass(frozen=True)
class ExternalIds:
    """The external ids of one platform's creators."""

    format: DecimalFormat | TokenFormat
    permutation: Permutation

    def encode(self, index: int) -> str:
        return self.format.encode(self.permutation.permute(index))

    def decode(self, text: str) -> int | None:
        """The index of the creator with this id, or None."""
        number = self.format.decode(text)
        if number is None:
            return None
        index = self.permutation.invert(number)
        return index if index < MAX_CREATORS and self.encode(index) == text else None


def external_ids(seed: int, platform: PlatformKey) -> ExternalIds:
    writing = _ID_FORMATS[platform]
    return ExternalIds(writing, Permutation(writing.bits, f"{seed} {platform}".encode()))
