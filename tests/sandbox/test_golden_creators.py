"""One creator of each platform, as recorded: fails whenever the simulated world changes by accident.

The world changes when a list of names, a distribution or the order of draws changes, or when another version
of NumPy draws something else from the same stream. Creators stored earlier then no longer match their world:
a change on purpose needs new values here and a line in ``CHANGELOG.md``.
"""

from hashlib import sha256
from typing import Final

import pytest
from msgspec import json

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.world import World

CREATOR_INDEX: Final = 300
EXPECTED: Final[dict[PlatformKey, tuple[str, str, str, str]]] = {
    PlatformKey.INSTAGRAM: ("virginiarogers", "Virginia Rogers", "43621922349", "0f76365d40cd7202"),
    PlatformKey.YOUTUBE: ("dunn.damian", "Damian Dunn", "UCtsgdwFNIIlxYleQYnlKR6w", "ab6d72ea337916db"),
    PlatformKey.TIKTOK: ("meenaarora_tech", "Meena Arora", "6892729610606006830", "73a15786b86811ae"),
    PlatformKey.TWITTER: ("ersintokgoz34", "Ersin Tokgöz", "859959242701909761", "41760a32321e923f"),
    PlatformKey.TWITCH: ("annabecker", "Anna Becker", "210346446", "91d06374975d6627"),
    PlatformKey.FACEBOOK: ("wilsonvillagomez", "Wilson Villagómez", "105399238573551", "5ad5314a53052696"),
    PlatformKey.LINKEDIN: (
        "corrado-proietti-cars",
        "Corrado Proietti",
        "ACoAAvn_XzLGuOGoQqlAZn_4DZYhflqw8__Lt",
        "63b45efe9407767d",
    ),
    PlatformKey.SUBSTACK: ("darrenhindle", "Darren Hindle", "92577048", "a9881723454cfd27"),
    PlatformKey.BEEHIIV: (
        "umabajaj71",
        "Uma Bajaj",
        "pub_c75f953c-0108-8ee9-ac54-d08e7e21c0d6",
        "e52ebb37edfdabcf",
    ),
    PlatformKey.SNAPCHAT: (
        "patricia.galvao",
        "Patrícia Galvão",
        "11680bd3-83a0-3d30-388f-d4c18e1aa3fc",
        "e9af225f92fc1798",
    ),
    PlatformKey.PINTEREST: ("unai_pozuelo_sport", "Unai Pozuelo", "507659847007104809", "0dc6adbe12d4435e"),
}
"""Handle, full name, external id, and the first digits of the SHA-256 of the whole record as JSON."""


@pytest.mark.parametrize("platform", DISTRIBUTIONS)
def test_creator_is_as_recorded(world: World, platform: PlatformKey) -> None:
    creator = world.creator(platform, CREATOR_INDEX)
    digest = sha256(json.encode(creator)).hexdigest()[:16]
    assert (creator.username, creator.full_name, creator.external_id, digest) == EXPECTED[platform]
