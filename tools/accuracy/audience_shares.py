"""Shares and credibility of samples of the world's audiences, against the truth that they are drawn from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from tools.accuracy.trials import SAMPLE_SIZES, Trials, TrialsByName, new_trials

from limelight.analytics.audience import ages, countries, gender_distribution, languages
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.audience_shares import Shares
from limelight.jobs.profile_analytics.audience_section import measure_audience
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, DataSource
from limelight.kernel.timestamps import Timestamp
from limelight.sandbox import World
from limelight.sandbox.creators.metrics import creator_metrics
from limelight.sandbox.ground_truth import AudienceTruth
from limelight.sandbox.random_streams import BLOCK_SIZE

LARGE: Final = (200_000, 10**12)
SMALL: Final = (5_000, 20_000)
_BLOCKS: Final = 24
_ENGAGED_EVERY: Final = 3
"""Every third creator's likers and commenters are looked at, too."""
_SEEN_AT: Final = Timestamp("2026-01-01T00:00:00.000000")
_FORMULAS: Final = {
    "country": countries,
    "gender": gender_distribution,
    "language": languages,
    "age_range": ages,
}


@dataclass(frozen=True)
class ShareErrors:
    """``complete`` are shares of samples of audiences that everybody is known of."""

    creators: int
    small_creators: int
    shares: TrialsByName
    credibility: TrialsByName
    complete: TrialsByName


def measure_shares(world: World, each: int) -> ShareErrors:
    """Of so many large creators of each platform, and half as many small ones."""
    found = ShareErrors(0, 0, new_trials(), new_trials(), new_trials())
    large = list(_select_creators(world, LARGE, each))
    for number, (platform, index) in enumerate(large):
        kinds = list(AudienceKind) if number % _ENGAGED_EVERY == 0 else [AudienceKind.FOLLOWERS]
        for kind in kinds:
            _measure(world, platform, index, kind, found)
    small = list(_select_creators(world, SMALL, each // 2))
    for platform, index in small:
        _measure_complete(world, platform, index, found.complete)
    return ShareErrors(len(large), len(small), found.shares, found.credibility, found.complete)


def _select_creators(
    world: World, followers: tuple[int, int], each: int
) -> Iterator[tuple[PlatformKey, int]]:
    """The first creators of each platform with so many followers whose audience is shown."""
    least, most = followers
    for platform in world.platforms:
        sizes = np.concatenate([creator_metrics(world.seed, platform, at).followers for at in range(_BLOCKS)])
        there = np.flatnonzero((sizes >= least) & (sizes <= most))
        shown = (int(at) for at in there if not world.truth(platform, int(at)).is_private)
        yield from ((platform, index) for _, index in zip(range(each), shown, strict=False))


def _measure(world: World, platform: PlatformKey, index: int, kind: AudienceKind, found: ShareErrors) -> None:
    everybody = world.audience(platform, index, kind, max(SAMPLE_SIZES))
    if everybody is None:
        return
    truth = world.audience_truth(platform, index, kind)
    population = _followers(world, platform, index) if kind is AudienceKind.FOLLOWERS else None
    for size in SAMPLE_SIZES:
        told = measure_audience(_sample(everybody.head(size), population))
        if told.credibility is not None:
            interval = told.credibility.interval.scaled(100)
            trials = found.credibility[kind.value][size]
            trials.add(100 * told.credibility.score, 100 * truth.credibility, interval)
        if kind is AudienceKind.FOLLOWERS:
            for name, shares in _truths(truth).items():
                _compare(told.shares[name], shares, found.shares[name][size])


def _measure_complete(world: World, platform: PlatformKey, index: int, found: TrialsByName) -> None:
    """Those of whom something is known are the whole; the first of them are a sample of it."""
    people = world.audience(platform, index, AudienceKind.FOLLOWERS, SMALL[1])
    if people is None:
        return
    for column, formula in _FORMULAS.items():
        known = people.filter(pl.col(column).is_not_null())
        truth = formula(_sample(known, known.height)).percentages
        for size in (size for size in SAMPLE_SIZES if size < known.height):
            told = formula(_sample(known.head(size), known.height))
            _compare(told, truth, found[formula.__name__][size])


def _compare(told: Shares, truth: Mapping[str, float], trials: Trials) -> None:
    """Every share that a report shows, if the truth has one: it lumps together where few live."""
    for value, percentage in told.percentages.items():
        if value in truth:
            trials.add(percentage, truth[value], told.interval(value))


def _truths(truth: AudienceTruth) -> Mapping[str, Mapping[str, float]]:
    """By the fields of a report, in percent."""
    return {
        "countries": truth.countries,
        "states": truth.states,
        "cities": truth.cities,
        "gender_distribution": truth.genders,
        "gender_age_distribution": truth.gender_ages,
        "languages": truth.languages,
        "interests": truth.interests,
        "brand_affinity": truth.brands,
        "follower_types": _percent(truth.follower_types),
        "follower_reachability": _percent(truth.reachability),
    }


def _percent(fractions: Mapping[str, float]) -> dict[str, float]:
    return {name: 100 * fraction for name, fraction in fractions.items()}


def _sample(people: pl.DataFrame, population: int | None) -> AudienceSample:
    return AudienceSample(people, population, DataSource.SANDBOX, _SEEN_AT)


def _followers(world: World, platform: PlatformKey, index: int) -> int:
    block, at = divmod(index, BLOCK_SIZE)
    return int(creator_metrics(world.seed, platform, block).followers[at])
