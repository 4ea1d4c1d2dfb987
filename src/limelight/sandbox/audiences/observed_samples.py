"""Audience records: samples of followers, likers and commenters, with sampling errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience
from limelight.sandbox.audiences.distributions import (
    AGES,
    ETHNICITIES,
    GENDERS,
    AudienceDistributions,
    brand_names,
    ethnicity_names,
    interest_names,
)
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.creators.metrics import CreatorMetrics
from limelight.sandbox.geography import geography
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.random_streams import (
    BLOCK_SIZE,
    Aspect,
    Flags,
    Floats,
    Ints,
    Objects,
    generator,
    lognormal,
)
from limelight.sandbox.record_building import build_records


@dataclass(frozen=True)
class BlockAudiences:
    """What is true of the audiences of a platform's block."""

    platform: PlatformKey
    people: CreatorIdentities
    audiences: AudienceDistributions


Sketches = Sequence[tuple[int, ...]]
_MAX_COUNTRIES: Final = 7
_MAX_STATES: Final = 7
_MAX_CITIES: Final = 15
_MAX_TASTES: Final = 15
_MIN_SHARE: Final = 0.01


@dataclass(frozen=True)
class SamplingKind:
    """Who is sampled: ``doubt`` is how much of the followers' lack of credibility is left among them."""

    number: int
    share: float
    distrust_factor: float
    age_tilt: float
    noise: float


FOLLOWERS: Final = SamplingKind(number=0, share=1.0, distrust_factor=1.0, age_tilt=0.0, noise=0.04)
LIKERS: Final = SamplingKind(number=1, share=0.93, distrust_factor=0.45, age_tilt=0.06, noise=0.06)
COMMENTERS: Final = SamplingKind(number=2, share=0.36, distrust_factor=0.6, age_tilt=0.03, noise=0.09)


@dataclass(frozen=True)
class ObservedAudiences:
    """The samples of each creator of a block; None where there is none."""

    followers: list[Audience | None]
    likers: list[Audience | None]
    commenters: list[Audience | None]


def observe_audiences(
    seed: int,
    platform: PlatformKey,
    block: int,
    figures: CreatorMetrics,
    truth: BlockAudiences,
    sketches: Sketches,
) -> ObservedAudiences:
    """Only the sample of followers carries a sketch, for it is of the followers."""
    rng = generator(seed, platform, Aspect.SAMPLES, block)
    known = (rng.random(BLOCK_SIZE) < DISTRIBUTIONS[platform].has_audience) & ~figures.is_private
    none: Sketches = [()] * BLOCK_SIZE
    return ObservedAudiences(
        followers=_sampled(rng, FOLLOWERS, known, figures, truth, sketches),
        likers=_sampled(rng, LIKERS, known, figures, truth, none),
        commenters=_sampled(rng, COMMENTERS, known, figures, truth, none),
    )


def _sampled(
    rng: np.random.Generator,
    kind: SamplingKind,
    known: Flags,
    figures: CreatorMetrics,
    truth: BlockAudiences,
    sketches: Sketches,
) -> list[Audience | None]:
    rows = np.flatnonzero(known & (rng.random(BLOCK_SIZE) < kind.share))
    found: list[Audience | None] = [None] * BLOCK_SIZE
    for row, audience in zip(
        rows.tolist(), _audiences(rng, kind, rows, figures, truth, sketches), strict=True
    ):
        found[row] = audience
    return found


def _audiences(
    rng: np.random.Generator,
    kind: SamplingKind,
    rows: Ints,
    figures: CreatorMetrics,
    truth: BlockAudiences,
    sketches: Sketches,
) -> list[Audience]:
    gender_ages = _gender_ages(rng, kind, truth.audiences.gender_ages[rows])
    halves = gender_ages.reshape(len(rows), len(GENDERS), len(AGES))
    interests, brands, ethnicities = _tastes(rng, kind, rows, truth)
    return build_records(
        Audience,
        {
            "sample_size": _sizes(rng, figures.followers[rows]),
            "locations": _locations(rng, kind, rows, truth),
            "genders": _tables(_by_gender, halves.sum(axis=2)),
            "ages": _tables(_by_age, halves.sum(axis=1)),
            "gender_ages": _tables(_by_gender_and_age, gender_ages),
            "languages": _languages(rng, kind, rows, truth),
            "interests": interests,
            "brands": brands,
            "ethnicities": ethnicities,
            "credibility_score": _credibility(rng, kind, figures.credibility[rows]),
            "sketch": [sketches[row] for row in rows.tolist()],
        },
    )


def _sizes(rng: np.random.Generator, followers: Ints) -> list[int]:
    sizes = np.minimum(followers, 3_000 * lognormal(rng, 0.6, len(followers)))
    found: list[int] = sizes.astype(np.int64).tolist()
    return found


def _locations(
    rng: np.random.Generator, kind: SamplingKind, rows: Ints, truth: BlockAudiences
) -> list[dict[str, float]]:
    """The largest countries, states and cities; a tail that a sample cannot tell from nothing is cut."""
    home, places, audiences = truth.people.home[rows], geography(), truth.audiences
    countries = _with_sampling_error(rng, kind, audiences.countries[rows])
    states = _within(
        countries, places.state_countries[home], _with_sampling_error(rng, kind, audiences.states[rows])
    )
    cities = _within(
        states, places.city_states[home], _with_sampling_error(rng, kind, audiences.cities[rows])
    )
    tops = (
        _top(places.countries, home, countries, _MAX_COUNTRIES),
        _top(places.states, home, states, _MAX_STATES),
        _top(places.cities, home, cities, _MAX_CITIES),
    )
    return _dictionaries(np.hstack([names for names, _ in tops]), np.hstack([shares for _, shares in tops]))


def _within(wholes: Floats, whole: Ints, parts: Floats) -> Floats:
    """The parts, none larger than what it is part of."""
    return np.minimum(parts, np.take_along_axis(wholes, whole, axis=1))


def _languages(
    rng: np.random.Generator, kind: SamplingKind, rows: Ints, truth: BlockAudiences
) -> list[dict[str, float]]:
    shares = _round_to_total(_with_sampling_error(rng, kind, truth.audiences.languages[rows])) / 100
    return _dictionaries(*_top(geography().languages, truth.people.home[rows], shares, shares.shape[1]))


def _tastes(
    rng: np.random.Generator, kind: SamplingKind, rows: Ints, truth: BlockAudiences
) -> tuple[Sequence[dict[str, float]], ...]:
    """Interests, brands and ethnicities, which Instagram alone has."""
    if truth.platform is not PlatformKey.INSTAGRAM:
        nothing: Sequence[dict[str, float]] = [{}] * len(rows)
        return nothing, nothing, nothing
    audiences, anybody = truth.audiences, np.zeros(len(rows), dtype=np.int64)
    interests = _with_sampling_error(rng, kind, audiences.interests[rows])
    brands = _with_sampling_error(rng, kind, audiences.brands[rows])
    ethnicities = _round_to_total(_with_sampling_error(rng, kind, audiences.ethnicities[rows])) / 100
    return (
        _dictionaries(*_top(interest_names(), anybody, interests, _MAX_TASTES)),
        _dictionaries(*_top(brand_names(), truth.people.community[rows], brands, _MAX_TASTES)),
        _dictionaries(*_top(ethnicity_names(), anybody, ethnicities, len(ETHNICITIES))),
    )


def _gender_ages(rng: np.random.Generator, kind: SamplingKind, truth: Floats) -> Ints:
    younger = np.tile(np.linspace(kind.age_tilt, -kind.age_tilt, len(AGES)), len(GENDERS))
    return _round_to_total(_with_sampling_error(rng, kind, truth) * np.exp(younger))


def _with_sampling_error(rng: np.random.Generator, kind: SamplingKind, truth: Floats) -> Floats:
    return truth * lognormal(rng, kind.noise, truth.shape)


def _credibility(rng: np.random.Generator, kind: SamplingKind, truth: Floats) -> list[float]:
    seen = 1.0 - (1.0 - truth) * kind.distrust_factor + 0.012 * rng.standard_normal(len(truth))
    found: list[float] = np.round(np.clip(seen, 0.02, 0.995), 4).tolist()
    return found


def _round_to_total(weights: Floats) -> Ints:
    """Hundredths of a percent that sum to exactly 100 percent: the largest takes what rounding left."""
    found: Ints = np.rint(10_000 * weights / weights.sum(axis=1, keepdims=True)).astype(np.int64)
    rows = np.arange(len(found))
    found[rows, found.argmax(axis=1)] += 10_000 - found.sum(axis=1)
    return found


def _tables(table: Callable[..., dict[str, float]], hundredths: Ints) -> list[dict[str, float]]:
    return [table(*row) for row in (hundredths / 100).tolist()]


def _by_gender(female: float, male: float) -> dict[str, float]:
    """Written out, as the next two are: a dictionary display takes a quarter of the time of a zip."""
    return {"FEMALE": female, "MALE": male}


def _by_age(a: float, b: float, c: float, d: float, e: float, f: float) -> dict[str, float]:
    return {"13-17": a, "18-24": b, "25-34": c, "35-44": d, "45-64": e, "65-": f}


def _by_gender_and_age(*shares: float) -> dict[str, float]:
    a, b, c, d, e, f, g, h, i, j, k, l = shares  # noqa: E741
    return {
        "FEMALE.13-17": a,
        "FEMALE.18-24": b,
        "FEMALE.25-34": c,
        "FEMALE.35-44": d,
        "FEMALE.45-64": e,
        "FEMALE.65-": f,
        "MALE.13-17": g,
        "MALE.18-24": h,
        "MALE.25-34": i,
        "MALE.35-44": j,
        "MALE.45-64": k,
        "MALE.65-": l,
    }


def _top(names: Objects, rows: Ints, shares: Floats, count: int) -> tuple[Objects, Floats]:
    """The largest shares, largest first, and what they are of, in rows of the grid of names."""
    order = np.argsort(-shares, axis=1)[:, :count]
    return names[rows[:, None], order], np.take_along_axis(shares, order, axis=1)


def _dictionaries(names: Objects, shares: Floats) -> list[dict[str, float]]:
    """Shares that round to nothing are left out."""
    rounded = np.round(shares, 2)
    complete: Flags = np.all(rounded >= _MIN_SHARE, axis=1)
    return [
        dict(zip(keys, values))  # noqa: B905 (a checked zip costs a third of the time)
        if whole
        else {key: value for key, value in zip(keys, values, strict=True) if value >= _MIN_SHARE}
        for whole, keys, values in zip(complete.tolist(), names.tolist(), rounded.tolist(), strict=True)
    ]
