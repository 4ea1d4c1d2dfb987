"""Compares a creator with its peer group: histograms, percentile rank and medians."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from limelight.analytics.formula import formula
from limelight.analytics.peer_group import PeerGroup

BINS: Final = 20
_INNER_PERCENTILES: Final = (2.5, 97.5)
_DIGITS: Final = 4
_MIN_WIDTH: Final = 0.0018
"""In percentage points from the first bound to the last, so that no two bounds are equal."""
_OWN: Final = "own; the shape of the histogram is that of the live service"

Floats = NDArray[np.float64]


class HistogramBand(Struct, frozen=True, kw_only=True):
    """The number of peers with a value from ``min`` to below ``max``, in percent; None is unbounded."""

    min: float | None
    max: float | None
    total_profile_count: int
    is_median: bool


class Benchmarks(Struct, frozen=True, kw_only=True):
    """Medians of the peers. Rate and score are fractions."""

    profile_count: int
    engagement_rate: float | None
    credibility_score: float | None
    average_likes: float | None
    average_comments: float | None
    average_views: float | None
    average_reel_views: float | None


@formula(version="1", unit="percent", source=_OWN)
def engagement_rate_histogram(peers: PeerGroup) -> list[HistogramBand]:
    """The distribution of the engagement rates of a creator's peers.

    20 bands: 18 of equal width from the 2.5th to the 97.5th percentile of the peers, and one for each tail.
    Peers are the creators of the same platform and tier; those whose rate is known are counted, from an even
    sample if they are many. The median of the peers lies in exactly one band.
    """
    return _bands(peers.engagement_rates * 100, peers.rated_count)


@formula(version="1", unit="percent", source=_OWN)
def credibility_bands(peers: PeerGroup) -> list[HistogramBand]:
    """The distribution of the credibility scores of the audiences of a creator's peers.

    20 bands: 18 of equal width from the 2.5th to the 97.5th percentile of the peers, and one for each tail.
    """
    return _bands(peers.credibility_scores * 100)


@formula(version="1", unit="percent", source="The percentile rank: half of those who tie count as below.")
def percentile(value: float | None, values: Floats) -> float | None:
    """The percentile rank of a creator among the peers: 50 is the middle, 90 is above nine of ten.

    (Peers below + half of the peers with the same value) ÷ peers × 100. None if either is unknown.
    """
    if value is None or not values.size:
        return None
    below, same = np.count_nonzero(values < value), np.count_nonzero(values == value)
    return round(100 * float(below + same / 2) / values.size, 2)


@formula(version="1", unit="as each figure", source="own")
def benchmarks(peers: PeerGroup) -> Benchmarks:
    """The medians of a creator's peers.

    The median of each metric over the creators of the same platform and tier for which it is known.
    """
    return Benchmarks(
        profile_count=peers.count,
        engagement_rate=median(peers.engagement_rates),
        credibility_score=median(peers.credibility_scores),
        average_likes=peers.median_likes,
        average_comments=peers.median_comments,
        average_views=peers.median_views,
        average_reel_views=peers.median_reel_views,
    )


def median(values: Floats) -> float | None:
    return float(np.median(values)) if values.size else None


def _bands(values: Floats, population: int | None = None) -> list[HistogramBand]:
    """The bands of a sample of values; their counts are scaled to the population and sum to it exactly."""
    if not values.size:
        return []
    bounds = _bounds(values)
    below = np.cumsum(np.bincount(np.searchsorted(bounds, values, side="right"), minlength=BINS))
    counts = np.diff(np.rint(below * ((population or values.size) / values.size)), prepend=0)
    middle = int(np.searchsorted(bounds, np.median(values), side="right"))
    return [
        HistogramBand(min=least, max=most, total_profile_count=int(counts[at]), is_median=at == middle)
        for at, (least, most) in enumerate(_edges(bounds.tolist()))
    ]


def _bounds(values: Floats) -> Floats:
    """The 19 rounded bounds between the bands."""
    least, most = map(float, np.percentile(values, _INNER_PERCENTILES))
    most = max(most, least + _MIN_WIDTH)
    found: Floats = np.round(np.linspace(least, most, BINS - 1), _DIGITS)
    return found


def _edges(bounds: Sequence[float]) -> Iterator[tuple[float | None, float | None]]:
    return zip((None, *bounds), (*bounds, None), strict=True)
