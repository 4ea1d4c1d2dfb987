"""A tenant's brand on the Connect page and its allowed origins, validated and stored."""

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from limelight.accounts.web_origins import web_origin
from limelight.errors import InvalidRequest
from limelight.store.connections import Brand, Brands
from limelight.store.database import Session
from limelight.store.tenants import TenantNotFound, TenantRow

MAX_LOGO_BYTES: Final = 64 * 1024
_COLOUR: Final = re.compile("#[0-9a-fA-F]{6}")
_IMAGE_SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<svg\b", re.DOTALL), "image/svg+xml"),
)


class InvalidBrand(InvalidRequest):
    """A value of the brand is invalid."""


class Branding:
    """The tenant's brand. ``None`` leaves a value unchanged, an empty value removes it."""

    def __init__(self, session: Session, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def update(
        self,
        *,
        name: str | None = None,
        logo: bytes | None = None,
        colour: str | None = None,
        privacy_url: str | None = None,
        origins: Sequence[str] | None = None,
        redirect_urls: Sequence[str] | None = None,
    ) -> Brand:
        """Raises InvalidBrand, or TenantNotFound."""
        if await self._session.get(TenantRow, self._tenant_id) is None:
            raise TenantNotFound(f"There is no tenant with the id {self._tenant_id}.")
        given = {
            "name": name,
            "logo": logo if logo is None else _logo_data_url(logo),
            "colour": colour if colour is None else _check_colour(colour),
            "privacy_url": privacy_url if privacy_url is None else _check_url(privacy_url),
            "origins": None if origins is None else tuple(map(_check_origin, origins)),
            "redirect_urls": None if redirect_urls is None else tuple(map(_check_url, redirect_urls)),
        }
        changes = {field: value or _empty_value(field) for field, value in given.items() if value is not None}
        return await Brands(self._session).update(self._tenant_id, **changes)


def _empty_value(field: str) -> object:
    return () if field in {"origins", "redirect_urls"} else None


def _logo_data_url(image: bytes) -> str:
    """The image as a ``data:`` URL."""
    if not image:
        return ""
    kind = next((kind for beginning, kind in _IMAGE_SIGNATURES if beginning.match(image)), None)
    if kind is None or len(image) > MAX_LOGO_BYTES:
        raise InvalidBrand(f"The logo is an SVG, PNG, JPEG or WebP of at most {MAX_LOGO_BYTES // 1024} KB.")
    return f"data:{kind};base64,{b64encode(image).decode()}"


def _check_colour(text: str) -> str:
    if text and not _COLOUR.fullmatch(text):
        raise InvalidBrand(f"The colour is {text!r}: it takes six hexadecimal digits, such as #4c7a10.")
    return text.lower()


def _check_origin(text: str) -> str:
    origin = web_origin(text.rstrip("/"))
    if origin is None or text.rstrip("/") != origin:
        raise InvalidBrand(
            f"The origin is {text!r}: it takes scheme and host, such as https://app.example.com."
        )
    return origin


def _check_url(text: str) -> str:
    if text and web_origin(text) is None:
        raise InvalidBrand(f"The address is {text!r}: it takes an http or https URL.")
    return text
