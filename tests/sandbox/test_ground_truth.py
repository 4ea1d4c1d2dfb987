"""The world is shaped as it is said to be, and its records show its truth."""

import random
from statistics import median

import numpy as np
import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.sandbox.ground_truth import CreatorTruth
from limelight.sandbox.world import World
from limelight.vocabulary.languages import country_languages

INSTAGRAM = PlatformKey.INSTAGRAM


@pytest.fixture(scope="module")
def truths(world: World, instagram: list[Creator]) -> list[CreatorTruth]:
    return [world.truth(INSTAGRAM, index) for index in range(len(instagram))]


def rank_correlation(first: list[float], second: list[float]) -> float:
    ranks = (np.argsort(np.argsort(values)) for values in (first, second))
    return float(np.corrcoef(*ranks)[0, 1])


def similarity(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """The Jaccard similarity that two bottom-k sketches estimate."""
    lowest = set(sorted({*first, *second})[: len(first)])
    return len(lowest & set(first) & set(second)) / len(lowest)


def test_sizes_have_a_heavy_tail(instagram: list[Creator]) -> None:
    sizes = sorted((creator.follower_count or 0 for creator in instagram), reverse=True)
    top = np.array(sizes[: len(sizes) // 40])
    exponent = 1 / np.mean(np.log(top / top[-1]))
    assert 0.6 < exponent < 1.8
    assert 5_000 < median(sizes) < 40_000
    assert sizes[0] > 1_000_000


def test_engagement_falls_with_size(creators_by_platform: dict[PlatformKey, list[Creator]]) -> None:
    for platform in (INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK):
        known = [creator for creator in creators_by_platform[platform] if creator.engagement_rate is not None]
        sizes = [float(creator.follower_count or creator.subscriber_count or 0) for creator in known]
        assert rank_correlation(sizes, [creator.engagement_rate or 0 for creator in known]) < -0.3


def test_figures_are_coherent(all_creators: list[Creator]) -> None:
    for creator in all_creators:
        if creator.average_likes and creator.average_views:
            assert creator.average_views >= creator.average_likes
        if creator.engagement_rate and creator.average_likes and creator.follower_count:
            assert creator.engagement_rate == pytest.approx(
                creator.average_likes / creator.follower_count, abs=1e-6
            )
    talked = [creator for creator in all_creators if creator.average_likes and creator.average_comments]
    assert sum((c.average_comments or 0) <= (c.average_likes or 0) for c in talked) > 0.95 * len(talked)


def test_communities_share_followers(instagram: list[Creator], truths: list[CreatorTruth]) -> None:
    """The sketch tells pairs of one community from pairs of two with an AUC over 0.95."""
    known = [
        (creator.followers.sketch, next(iter(truth.communities)))
        for creator, truth in zip(instagram, truths, strict=True)
        if creator.followers
    ]
    draws = random.Random(1)
    inside, across = [], []
    while len(inside) < 300 or len(across) < 300:
        (first, one), (second, other) = draws.sample(known, 2)
        (inside if one == other else across).append(similarity(first, second))
    wins = np.array(inside[:300])[:, None] - np.array(across)[None, :]
    assert (wins > 0).mean() + (wins == 0).mean() / 2 > 0.95
    assert np.mean(across) < 0.02 < 0.1 < np.mean(inside)


def test_sketches_are_the_beginning_of_the_followers(world: World, instagram: list[Creator]) -> None:
    """So what a sketch estimates can be compared with what is exactly so."""
    with_sketch = [index for index, creator in enumerate(instagram) if creator.followers][:60]
    sets = {index: world.follower_ids(INSTAGRAM, index) for index in with_sketch}
    errors = []
    for index in with_sketch:
        followers = instagram[index].followers
        assert followers is not None
        assert len(followers.sketch) == 64
        assert tuple(sets[index][:64].tolist()) == followers.sketch
        other = instagram[with_sketch[0]].followers
        assert other is not None
        exact = len(np.intersect1d(sets[index], sets[with_sketch[0]])) / len(
            np.union1d(sets[index], sets[with_sketch[0]])
        )
        errors.append(abs(similarity(followers.sketch, other.sketch) - exact))
    assert np.mean(errors) < 0.03


def test_sketches_are_always_full(all_creators: list[Creator]) -> None:
    """Fails when so few members are drawn that the lowest 64 are not certain."""
    lengths = {len(set(creator.followers.sketch)) for creator in all_creators if creator.followers}
    assert lengths == {64}


def test_bought_followers_show(instagram: list[Creator], truths: list[CreatorTruth]) -> None:
    scores: dict[bool, list[float]] = {True: [], False: []}
    rates: dict[bool, list[float]] = {True: [], False: []}
    for creator, truth in zip(instagram, truths, strict=True):
        bought = truth.bought_share > 0.2
        if creator.followers and creator.followers.credibility_score:
            scores[bought].append(creator.followers.credibility_score)
            assert creator.followers.credibility_score == pytest.approx(truth.credibility, abs=0.08)
        if creator.engagement_rate:
            rates[bought].append(creator.engagement_rate)
        assert (truth.bought_in is None) == (truth.bought_share == 0)
    assert median(scores[True]) < median(scores[False]) - 0.2
    assert median(rates[True]) < 0.8 * median(rates[False])


def test_bought_followers_jump(instagram: list[Creator], truths: list[CreatorTruth]) -> None:
    jumps = []
    for creator, truth in zip(instagram, truths, strict=True):
        months = {month.month: month.follower_count or 1 for month in creator.history}
        names = list(months)
        if truth.bought_share > 0.4 and truth.bought_in in names[1:]:
            before = names[names.index(truth.bought_in) - 1]
            jumps.append(months[truth.bought_in] / months[before])
    assert median(jumps) > 1.4


def test_likers_are_more_credible(instagram: list[Creator]) -> None:
    pairs = [
        (creator.followers.credibility_score or 0, creator.likers.credibility_score or 0)
        for creator in instagram
        if creator.followers and creator.likers
    ]
    assert sum(likers > followers for followers, likers in pairs) > 0.97 * len(pairs)


def test_samples_show_the_audience(instagram: list[Creator], truths: list[CreatorTruth]) -> None:
    for creator, truth in zip(instagram[:400], truths, strict=False):
        if creator.followers:
            largest = next(iter(truth.countries))
            assert creator.followers.locations[largest] == pytest.approx(truth.countries[largest], rel=0.25)
            assert creator.followers.genders["FEMALE"] == pytest.approx(truth.genders["FEMALE"], abs=9)


def test_languages_fit_countries(all_creators: list[Creator]) -> None:
    known = [creator for creator in all_creators if creator.language and creator.location]
    fitting = [
        creator
        for creator in known
        if creator.location and creator.language in (*country_languages(creator.location.keys[-1]), "en")
    ]
    assert len(fitting) > 0.97 * len(known)


def test_gaps_are_realistic(instagram: list[Creator]) -> None:
    def share(name: str) -> float:
        return sum(getattr(creator, name) is not None for creator in instagram) / len(instagram)

    assert 0.7 < share("gender") < 0.95
    assert 0.4 < share("age") < 0.65
    assert 0.85 < share("language") < 0.97
    assert 0.7 < share("location") < 0.9
    assert 0.7 < share("followers") < 0.9
    assert share("commenters") < share("likers") < share("followers")
    with_contact = sum(bool(creator.contact_details) for creator in instagram) / len(instagram)
    assert 0.4 < with_contact < 0.5
    quiet = sum((creator.last_posted_at or "") < "2025-11-20" for creator in instagram) / len(instagram)
    assert 0.05 < quiet < 0.15
    assert all(100 <= len(creator.captions) <= 500 for creator in instagram if creator.captions)
