"""The registry of platforms."""

from pathlib import Path
from uuid import UUID

import limelight
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import PLATFORMS, platform_by_id, platform_by_key, platform_by_name

KNOWN_IDS = {
    "tiktok": "de55aeec-0dc8-4119-bf90-16b3d1f0c987",
    "instagram": "9bb8913b-ddd9-430b-a66a-d74d846e6c66",
    "youtube": "14d9ddf5-51c6-415e-bde6-f8ed36ad7054",
    "twitter": "7645460a-96e0-4192-a3ce-a1fc30641f72",
    "twitch": "e4de6c01-5b78-4fc0-a651-24f44134457b",
    "facebook": "ad2fec62-2987-40a0-89fb-23485972598c",
    "linkedin": "36410629-f907-43ba-aa0d-434ca9c0501a",
    "instagram_direct": "d3badb09-a81f-4444-bc27-1a994d939e00",
    "instagram_lite": "fb7cafcf-60ed-468a-ad6d-6bb6899d0871",
    "substack": "fbf76083-710b-439a-8b8c-956f607ef2c1",
    "snapchat": "ee3c8d7a-3207-4f56-945f-f942b34c96e1",
    "adsense": "3e6f4cdd-2119-4125-aa0d-86eee4e20fcc",
    "spotify": "1db0b86c-a547-4119-9834-da927171a685",
    "beehiiv": "24fcaa09-0a79-4deb-b074-d8efd900265b",
    "tiktok_shop": "7f9c3e9a-6d2f-4b77-9b47-3c8f5a1d4e62",
    "www": "a22c6022-5226-55f4-a436-3693f2148bd4",
    "discord": "3f996edf-fec1-4be7-bb53-f9b649f41058",
    "pinterest": "9c5b1cf1-23f1-4d40-b0ea-40f9bf615801",
}
"""Ids that existing clients rely on."""


def test_every_key_is_declared_once_under_its_known_id():
    assert {declared.key.value: str(declared.id) for declared in PLATFORMS} == KNOWN_IDS
    assert len(PLATFORMS) == len(PlatformKey)


def test_a_platform_is_found_by_key_and_id():
    for declared in PLATFORMS:
        assert platform_by_key(declared.key) is declared
        assert platform_by_id(declared.id) is declared
    assert platform_by_id(UUID(int=0)) is None


def test_a_platform_is_found_by_any_of_its_names():
    twitter = platform_by_key(PlatformKey.TWITTER)
    assert {platform_by_name(name) for name in ("X", "x", "Twitter", " TWITTER ", "X (Twitter)")} == {twitter}
    assert (
        platform_by_name("tiktok_shop")
        is platform_by_name("TikTok Shop")
        is platform_by_key(PlatformKey.TIKTOK_SHOP)
    )
    assert platform_by_name("MySpace") is None


def test_every_platform_has_a_logo():
    logos = Path(limelight.__file__).parent / "pages" / "static" / "platforms"
    assert {path.stem for path in logos.iterdir()} == set(PlatformKey)
