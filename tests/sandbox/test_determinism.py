"""A creator is the same however it is asked for, and is found by its handle and id alone."""

import subprocess
import sys
from itertools import pairwise

import pytest
from msgspec import json

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.sandbox.creators.external_ids import MAX_CREATORS, external_ids
from limelight.sandbox.creators.handles import Handles
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, creators_per_platform
from limelight.sandbox.world import World

from .conftest import AS_OF

_DIGEST = """
from datetime import date; from hashlib import sha256; from msgspec import json
from limelight.sandbox.world import World
print(sha256(json.encode(World(1, date(2026, 5, 20)).creator("youtube", 300))).hexdigest())
"""


def creator_list(world: World, platform: PlatformKey, start: int, stop: int) -> list[Creator]:
    return [creator for batch in world.creators(platform, start, stop) for creator in batch]


def test_chunks_do_not_change_creators(world: World, instagram: list[Creator]) -> None:
    assert creator_list(world, PlatformKey.INSTAGRAM, 200, 600) == instagram[200:600]
    assert creator_list(world, PlatformKey.INSTAGRAM, 255, 257) == instagram[255:257]
    assert creator_list(world, PlatformKey.INSTAGRAM, 7, 7) == []
    assert World(1, AS_OF).creator(PlatformKey.INSTAGRAM, 1_000) == instagram[1_000]


def test_processes_agree() -> None:
    """Fails when a draw depends on hash randomisation or on what was drawn before."""
    runs = [
        subprocess.run([sys.executable, "-c", _DIGEST], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1] != ""


def test_another_seed_is_another_world(instagram: list[Creator]) -> None:
    others = creator_list(World(2, AS_OF), PlatformKey.INSTAGRAM, 0, 256)
    assert not {creator.username for creator in others} & {creator.username for creator in instagram[:256]}


def test_the_day_moves_only_dates(world: World) -> None:
    later = World(1, AS_OF.replace(day=21)).creator(PlatformKey.TIKTOK, 5)
    today = world.creator(PlatformKey.TIKTOK, 5)
    assert later != today
    assert (later.username, later.follower_count, later.history[-2].follower_count) == (
        today.username,
        today.follower_count,
        today.history[-2].follower_count,
    )


def test_every_creator_is_found_by_handle_and_id(world: World) -> None:
    for platform in world.platforms:
        for index in (0, 1, 255, 256, 70_000, 40_000_003):
            creator = world.creator(platform, index)
            assert creator.external_id is not None
            assert world.find(platform, creator.external_id) == index
            assert world.find(platform, creator.username) == index
            assert world.find(platform, f" @{creator.username.upper()} ") == index


@pytest.mark.parametrize(
    "identifier",
    [
        "nobody.of.that.name",
        "",
        "@",
        "._.",
        "1",
        "0" * 40,
        "UC" + "!" * 22,
        "anna",
        "anna.lopez.",
        "ανίκα",
        "²",
    ],
)
def test_what_is_not_in_the_world_is_not_found(world: World, identifier: str) -> None:
    """The found creator must be the one asked for: never another whose handle looks alike."""
    for platform in PlatformKey:
        assert world.find(platform, identifier) is None


def test_changed_handles_are_not_found(world: World, all_creators: list[Creator]) -> None:
    handles = {(creator.platform, creator.username) for creator in all_creators}
    for creator in all_creators[::100]:
        for changed in (creator.username[1:], creator.username + "x", creator.username + "_2"):
            found = world.find(creator.platform, changed)
            if found is not None and (creator.platform, changed) not in handles:
                assert world.creator(creator.platform, found).username == changed


def test_handles_are_unique() -> None:
    """Over 200,000 creators, with the names of small markets used up and begun again."""
    for platform in (PlatformKey.INSTAGRAM, PlatformKey.TWITTER):
        handles = Handles(1, platform)
        blocks = [*range(390), *range(20_000, 20_010)]
        texts = [
            handles.text(spelling, "word") for block in blocks for spelling in handles.block_parts(block)
        ]
        assert len(texts) == 102_400
        assert len(set(texts)) == len(texts)


def test_ids_are_read_back() -> None:
    for platform in DISTRIBUTIONS:
        ids = external_ids(1, platform)
        indices = [*range(300), MAX_CREATORS - 1]
        assert [ids.decode(ids.encode(index)) for index in indices] == indices


def test_a_larger_world_contains_a_smaller_one() -> None:
    sizes = [creators_per_platform(total) for total in range(1_000)]
    assert all(sum(size.values()) == total for total, size in enumerate(sizes))
    for smaller, larger in pairwise(sizes):
        assert all(smaller[platform] <= larger[platform] for platform in DISTRIBUTIONS)


def test_records_survive_json(all_creators: list[Creator]) -> None:
    assert json.decode(json.encode(all_creators), type=list[Creator]) == all_creators
