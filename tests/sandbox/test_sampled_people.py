"""The people of audiences: as many of each sort as there are in truth, and the same whenever asked for."""

from collections import Counter
from collections.abc import Mapping
from math import sqrt
from statistics import mean

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from limelight.analytics.audience_samples import AUDIENCE_COLUMNS
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.sandbox.world import World
from limelight.vocabulary.languages import country_languages
from limelight.vocabulary.locations import location_hierarchy

INSTAGRAM, YOUTUBE = PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE
KINDS = tuple(AudienceKind)
SAMPLE_SIZE = 40_000
CASES = [(INSTAGRAM, kind) for kind in KINDS] + [(YOUTUBE, AudienceKind.FOLLOWERS)]
SHARES = {
    "country": "countries",
    "state": "states",
    "city": "cities",
    "language": "languages",
    "gender": "genders",
    "age_range": "ages",
}
MAX_STANDARD_ERRORS = 4.5
"""Of some thousand shares that are compared, none is so many standard errors away by chance."""


def large_audiences(world: World, platform: PlatformKey, count: int = 3) -> list[int]:
    """Creators whose audiences are all larger than the samples."""
    found = (
        index
        for index in range(1_000)
        if (
            world.creator(platform, index).follower_count
            or world.creator(platform, index).subscriber_count
            or 0
        )
        > 6 * SAMPLE_SIZE
        and not world.truth(platform, index).is_private
    )
    return [next(found) for _ in range(count)]


def sample(world: World, platform: PlatformKey, index: int, kind: AudienceKind, size: int) -> pl.DataFrame:
    found = world.audience(platform, index, kind, size)
    assert found is not None
    return found


def assert_close(
    counts: Mapping[str, int], total: int, truth: Mapping[str, float], loose: float = 0.0
) -> None:
    """Each percentage of the truth is met, but for the error of a sample of that size."""
    for name, share in truth.items():
        error = MAX_STANDARD_ERRORS * 100 * sqrt(share / 100 * (1 - share / 100) / total)
        assert 100 * counts.get(name, 0) / total == pytest.approx(share, abs=error + loose + 0.02), name


@pytest.mark.parametrize(("platform", "kind"), CASES)
def test_shares_become_the_truth(world: World, platform: PlatformKey, kind: AudienceKind):
    """Known values only: fails when values are not missing at random."""
    for index in large_audiences(world, platform):
        truth = world.audience_truth(platform, index, kind)
        found = sample(world, platform, index, kind, SAMPLE_SIZE)
        for column, name in SHARES.items():
            known = found[column].drop_nulls().to_list()
            # In some states no city is known, so of the other cities there are slightly too many.
            loose = 0.5 if column in ("city", "state") else 0.0
            assert_close(Counter(known), len(known), getattr(truth, name), loose)
        both = found.select("gender", "age_range").drop_nulls()
        joined = Counter(map(".".join, both.iter_rows()))
        assert_close(joined, both.height, truth.gender_ages)


def test_tastes_become_the_truth(world: World):
    (index,) = large_audiences(world, INSTAGRAM, 1)
    truth = world.truth(INSTAGRAM, index)
    found = sample(world, INSTAGRAM, index, AudienceKind.FOLLOWERS, SAMPLE_SIZE)
    for column, shares in (("interests", truth.interests), ("brands", truth.brands)):
        known = found[column].drop_nulls()
        assert_close(Counter(known.explode().drop_nulls().to_list()), known.len(), shares)
    elsewhere = sample(world, YOUTUBE, large_audiences(world, YOUTUBE, 1)[0], AudienceKind.FOLLOWERS, 100)
    assert elsewhere["interests"].null_count() == elsewhere["brands"].null_count() == 100


@pytest.mark.parametrize("kind", KINDS)
def test_types_become_the_truth(world: World, kind: AudienceKind):
    for index in large_audiences(world, INSTAGRAM):
        truth = world.audience_truth(INSTAGRAM, index, kind)
        found = sample(world, INSTAGRAM, index, kind, SAMPLE_SIZE)
        follows_many = found["following_count"] > 1_500
        influences = ~follows_many & (found["follower_count"] > 5_000)
        counts = {"MASS_FOLLOWERS": int(follows_many.sum()), "INFLUENCERS": int(influences.sum())}
        shares = {name: 100 * truth.follower_types[name] for name in counts}
        assert_close(counts, SAMPLE_SIZE, shares)
        reaches = np.digitize(found["following_count"].to_numpy(), [500, 1_000, 1_501])
        assert_close(
            Counter(list(truth.reachability)[reach] for reach in reaches.tolist()),
            SAMPLE_SIZE,
            {name: 100 * share for name, share in truth.reachability.items()},
        )
        assert truth.credibility == pytest.approx(
            truth.follower_types["REAL"] + truth.follower_types["INFLUENCERS"]
        )
        assert sum(truth.follower_types.values()) == pytest.approx(1.0)


def test_likers_are_younger_and_more_credible(world: World):
    for index in range(100):
        followers, likers, commenters = (world.audience_truth(INSTAGRAM, index, kind) for kind in KINDS)
        assert followers.credibility < commenters.credibility < likers.credibility
        assert followers.ages["18-24"] < likers.ages["18-24"]
    assert world.truth(INSTAGRAM, 7).credibility == world.audience_truth(INSTAGRAM, 7, KINDS[0]).credibility


def test_fakes_show_signs_more_often_than_real_people_do(world: World):
    """As far apart as they are among labelled accounts: neither the same nor told by one sign alone."""
    index = max(
        large_audiences(world, INSTAGRAM, 6), key=lambda number: world.truth(INSTAGRAM, number).bought_share
    )
    truth = world.truth(INSTAGRAM, index)
    found = sample(world, INSTAGRAM, index, AudienceKind.FOLLOWERS, SAMPLE_SIZE).filter(
        (pl.col("following_count") <= 1_500) & (pl.col("follower_count") <= 5_000)
    )
    fakes = truth.follower_types["SUSPICIOUS"] / (
        truth.follower_types["SUSPICIOUS"] + truth.follower_types["REAL"]
    )
    signs = found.select(
        picture=pl.col("image_url") == "",
        introduction=pl.col("introduction") == "",
        digits=pl.col("username").str.count_matches(r"\d") >= 3,
        contents=pl.col("content_count") <= 2,
        following=pl.col("following_count") > 5 * pl.col("follower_count"),
    ).mean()
    real = {"picture": 0.012, "introduction": 0.39, "digits": 0.031, "contents": 0.11, "following": 0.02}
    fake = {"picture": 0.42, "introduction": 0.71, "digits": 0.27, "contents": 0.81, "following": 0.75}
    for name, seen in signs.row(0, named=True).items():
        assert seen == pytest.approx(fakes * fake[name] + (1 - fakes) * real[name], abs=0.04), name


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_of_many_are_a_sample_of_few(world: World, kind: AudienceKind):
    (index,) = large_audiences(world, INSTAGRAM, 1)
    many = sample(world, INSTAGRAM, index, kind, 5_000)
    assert many.schema == pl.Schema(AUDIENCE_COLUMNS)
    assert_frame_equal(sample(world, INSTAGRAM, index, kind, 700), many.head(700))
    again = sample(World(world.seed, world.as_of.replace(day=30)), INSTAGRAM, index, kind, 5_000)
    assert_frame_equal(again, many)
    other = sample(World(world.seed + 1, world.as_of), INSTAGRAM, index, kind, 100)
    assert not other["username"].equals(many["username"].head(100))


def test_sample_is_not_larger_than_the_audience(world: World):
    small = next(i for i in range(500) if 0 < (world.creator(INSTAGRAM, i).follower_count or 0) < 1_500)
    count = world.creator(INSTAGRAM, small).follower_count
    assert sample(world, INSTAGRAM, small, AudienceKind.FOLLOWERS, SAMPLE_SIZE).height == count


def test_usernames_are_unique_and_places_consistent(world: World):
    (index,) = large_audiences(world, INSTAGRAM, 1)
    found = sample(world, INSTAGRAM, index, AudienceKind.FOLLOWERS, SAMPLE_SIZE)
    assert found["username"].n_unique() == SAMPLE_SIZE
    places = found.select("city", "state", "country").drop_nulls("city").unique()
    assert places.height > 100
    for row in places.iter_rows():
        assert location_hierarchy(row[0]) == tuple(filter(None, row))


def test_people_speak_what_is_spoken_where_they_live(world: World):
    index = next(
        i for i in large_audiences(world, INSTAGRAM, 8) if world.truth(INSTAGRAM, i).language == "fr"
    )
    known = sample(world, INSTAGRAM, index, AudienceKind.FOLLOWERS, SAMPLE_SIZE).drop_nulls(
        ["country", "language"]
    )
    countries, languages = known["country"].to_list(), known["language"].to_list()

    def fitting(spoken: list[str]) -> float:
        return mean(
            language in country_languages(country)
            for country, language in zip(countries, spoken, strict=True)
        )

    assert 1 - fitting(languages) < 0.8 * (1 - fitting(languages[::-1]))


def test_notable_followers_are_creators_of_the_world(world: World):
    """Everybody else is not: a follower's handle never leads to a creator who happens to have it."""
    for platform in (INSTAGRAM, PlatformKey.LINKEDIN, PlatformKey.TWITTER):
        shown = (i for i in range(300) if not world.truth(platform, i).is_private)
        index = next(i for i in shown if (world.creator(platform, i).follower_count or 0) > 10_000)
        found = sample(world, platform, index, AudienceKind.FOLLOWERS, 4_000)
        notable = found.filter(pl.col("external_id").is_not_null())
        assert notable.height > 5
        for row in notable.head(6).iter_rows(named=True):
            who = world.find(platform, row["external_id"])
            assert who is not None
            assert who != index
            creator = world.creator(platform, who)
            assert (row["username"], row["image_url"]) == (creator.username, creator.image_url)
            assert row["follower_count"] == (creator.follower_count or creator.subscriber_count) > 5_000
        assert notable["username"].n_unique() == notable.height
        others = found.filter(pl.col("external_id").is_null())["username"]
        assert [name for name in others[:100] if world.find(platform, name) is not None] == []


def test_numbers_are_those_of_the_members(world: World):
    (index,) = large_audiences(world, INSTAGRAM, 1)
    members = world.follower_ids(INSTAGRAM, index)
    ids = sample(world, INSTAGRAM, index, AudienceKind.FOLLOWERS, SAMPLE_SIZE)["id"]
    assert np.array_equal(ids.drop_nulls().to_numpy(), members)
    assert ids[: len(members)].null_count() == 0
    truth = world.audience_truth(INSTAGRAM, index, AudienceKind.LIKERS)
    likers = sample(world, INSTAGRAM, index, AudienceKind.LIKERS, SAMPLE_SIZE)["id"].drop_nulls().to_numpy()
    strangers = int((~np.isin(likers, members)).sum())
    assert_close({"": strangers}, len(likers), {"": 100 * truth.non_follower_share})


def test_nothing_is_shown_of_private_accounts_or_of_what_a_platform_lacks(world: World):
    private = next(index for index in range(500) if world.truth(INSTAGRAM, index).is_private)
    assert [world.audience(INSTAGRAM, private, kind, 10) for kind in KINDS] == [None] * 3
    twitch = next(i for i in range(50) if not world.truth(PlatformKey.TWITCH, i).is_private)
    shown = [world.audience(PlatformKey.TWITCH, twitch, kind, 10) is not None for kind in KINDS]
    assert shown == [True, False, False]
