"""The livestreams of a block's creators, on Twitch."""

from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Livestream
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.creators.metrics import CreatorMetrics
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Floats, Ints, generator, lognormal
from limelight.sandbox.record_building import build_records, values_where
from limelight.sandbox.reference_data import communities, niches

ACTIVITIES: Final = {
    "GAMING": ("minecraft", "grand-theft-auto-v", "fortnite", "elden-ring", "world-of-warcraft", "roblox"),
    "ESPORTS": ("league-of-legends", "valorant", "counter-strike", "dota-2", "rocket-league", "apex-legends"),
    "IRL": ("just-chatting", "travel-and-outdoors", "food-and-drink", "talk-shows-and-podcasts"),
    "SPORTS": ("sports", "ea-sports-fc-26", "fitness-and-health", "nba-2k26"),
    "MUSIC": ("music", "djs", "singing"),
    "SLOTS": ("slots", "virtual-casino", "poker"),
    "CHESS": ("chess", "go"),
}
"""The categories, with the directory slugs of what is streamed in them."""

_CATEGORIES: Final = tuple(ACTIVITIES)
_USUAL: Final = (46, 22, 19, 4, 5, 2, 2)
_BY_NICHE: Final = {
    "gaming": (52, 33, 8, 2, 2, 1, 2),
    "music": (10, 2, 20, 1, 65, 1, 1),
    "sports": (22, 18, 15, 42, 1, 1, 1),
    "fitness": (20, 8, 36, 34, 1, 0, 1),
}
_AFFILIATIONS: Final = (
    "INDEPENDENT",
    "INDEPENDENT",
    "INDEPENDENT",
    "Aurora Live",
    "Nijiboshi",
    "Kumo Project",
)


def livestreams(
    seed: int, platform: PlatformKey, block: int, people: CreatorIdentities, figures: CreatorMetrics
) -> list[Livestream | None]:
    """The last 30 days of each channel; a quiet one has none, and platforms without streams none at all."""
    if platform is not PlatformKey.TWITCH:
        return [None] * BLOCK_SIZE
    rng = generator(seed, platform, Aspect.LIVESTREAM, block)
    hours = np.clip(60.0 * lognormal(rng, 0.7, BLOCK_SIZE), 2, 700)
    viewers = 0.012 * figures.followers**0.92 * lognormal(rng, 0.8, BLOCK_SIZE) + 1.0
    gained = figures.followers * 0.012 * lognormal(rng, 0.9, BLOCK_SIZE)
    category = _categories(rng, people).tolist()
    affiliations = _affiliations(rng)
    streamed = build_records(
        Livestream,
        {
            "recent_activity": _activities(rng, category),
            "category": [_CATEGORIES[number] for number in category],
            "categories_streamed": np.minimum(rng.geometric(0.28, BLOCK_SIZE), 60).tolist(),
            "hours_watched": _counts(hours * viewers),
            "hours_watched_growth": _growth(rng),
            "average_viewers": np.round(viewers, 1).tolist(),
            "average_viewers_growth": _growth(rng),
            "peak_viewers": _counts(viewers * (1.4 + rng.standard_exponential(BLOCK_SIZE))),
            "airtime": _counts(hours * 60),
            "follower_growth": _counts(gained),
            "follower_growth_growth": _growth(rng),
            "total_live_view_count": _counts(figures.followers * 28.0 * lognormal(rng, 0.6, BLOCK_SIZE)),
            "vtuber_affiliation": affiliations,
            "is_vtuber": [affiliation is not None for affiliation in affiliations],
        },
    )
    found: list[Livestream | None] = values_where(~figures.is_inactive, streamed)
    return found


def _activities(rng: np.random.Generator, category: list[int]) -> list[str]:
    slugs = [ACTIVITIES[_CATEGORIES[number]] for number in category]
    numbers = rng.integers(0, 60, BLOCK_SIZE).tolist()
    return [known[number % len(known)] for known, number in zip(slugs, numbers, strict=True)]


def _counts(expected: Floats) -> list[int]:
    found: list[int] = expected.astype(np.int64).tolist()
    return found


def _categories(rng: np.random.Generator, people: CreatorIdentities) -> Ints:
    names = tuple(niches())
    weights = np.array([_BY_NICHE.get(names[found.niche], _USUAL) for found in communities()], dtype=float)
    cumulative = np.cumsum(weights, axis=1)[people.community]
    found: Ints = (cumulative < rng.random((BLOCK_SIZE, 1)) * cumulative[:, -1:]).sum(axis=1)
    return found


def _growth(rng: np.random.Generator) -> list[float]:
    """Percent against the month before: mostly small, sometimes it more than doubles."""
    growth: Floats = 100.0 * (1.02 * lognormal(rng, 0.38, BLOCK_SIZE) - 1.0)
    found: list[float] = np.round(growth, 1).tolist()
    return found


def _affiliations(rng: np.random.Generator) -> list[str | None]:
    """One channel in fourteen is a virtual streamer's, most of them with no agency."""
    numbers = rng.integers(0, len(_AFFILIATIONS), BLOCK_SIZE).tolist()
    found: list[str | None] = values_where(
        rng.random(BLOCK_SIZE) < 0.07, [_AFFILIATIONS[number] for number in numbers]
    )
    return found
