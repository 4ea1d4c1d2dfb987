"""Independent random streams, one for each seed, platform, block and aspect."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from limelight.kernel.platforms import PlatformKey

BLOCK_SIZE: Final = 256
"""Creators per block. A single creator costs the computation of its whole block."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Objects = NDArray[np.object_]


class Aspect(IntEnum):
    """Each aspect has its own stream: a change to one leaves the others unchanged."""

    ORDER = 1
    IDENTITIES = 2
    METRICS = 3
    HISTORY = 4
    PROFILE_TEXTS = 5
    CONTACTS = 6
    AUDIENCE = 7
    MEMBERS = 8
    LIVESTREAM = 9
    PROFILE = 10
    KNOWN = 11
    SAMPLES = 12
    AUDIENCE_MIX = 13
    FOLLOWERS = 14
    INFLUENCERS = 15


def generator(seed: int, platform: PlatformKey, aspect: Aspect, *where: int) -> np.random.Generator:
    """The stream of an aspect of a platform's block."""
    key = np.random.SeedSequence([seed, crc32(platform.encode()), aspect, *where])
    return np.random.Generator(np.random.SFC64(key))


class RowSampler:
    """Draws one value per row; the values of the first rows do not depend on the number of rows.

    Each call uses the next child stream, so the order of the calls is part of the result.
    """

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self._rng = rng
        self.size = size

    def uniform(self) -> Floats:
        """Uniform in [0, 1), one per row."""
        return self._next_stream().random(self.size)

    def normal(self) -> Floats:
        return self._next_stream().standard_normal(self.size)

    def bernoulli(self, chances: Floats | float) -> Flags:
        """True with the given probability, one per row."""
        found: Flags = self.uniform() < chances
        return found

    def bernoulli_matrix(self, chances: Floats) -> Flags:
        """A row of independent flags, one for each probability."""
        found: Flags = self._next_stream().random((self.size, len(chances)), dtype=np.float32) < chances
        return found

    def categorical(self, weights: Floats) -> Ints:
        """An index per row, drawn in proportion to the weights."""
        cumulative = np.cumsum(weights)
        found: Ints = np.searchsorted(cumulative[:-1], self.uniform() * cumulative[-1], side="right")
        return found

    def integers(self, counts: Ints) -> Ints:
        """An integer in [0, count), one per row."""
        return (self.uniform() * counts).astype(np.int64)

    def shared_integer(self, below: int) -> int:
        """One integer for all rows."""
        return int(self._next_stream().integers(below))

    def _next_stream(self) -> np.random.Generator:
        return self._rng.spawn(1)[0]


def sample_columns(rng: np.random.Generator, weights: Floats, rows: Ints) -> Ints:
    """For each row, a column of the weight matrix, drawn in proportion to its weight."""
    cumulative = np.cumsum(weights, axis=1)
    drawn = rng.random(len(rows)) * cumulative[rows, -1]
    found: Ints = (cumulative[rows] < drawn[:, None]).sum(axis=1)
    return found


def weighted_order(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    """For each row of weights, ``count`` distinct columns in order of a weighted draw without replacement.

    Each column gets an exponential time with its weight as the rate; the smallest times win
    (Efraimidis and Spirakis 2006).
    """
    waits = rng.standard_exponential(weights.shape, dtype=np.float32)
    return np.argsort(waits / (weights + 1e-12), axis=1)[:, :count]


def lognormal(rng: np.random.Generator, spread: float, shape: int | tuple[int, ...]) -> Floats:
    """Log-normal factors with median 1; ``spread`` is the standard deviation of the logarithm.

    The exponential has double precision: that of single precision differs between processors by so much
    that counts would differ, too.
    """
    factors: Floats = rng.standard_normal(shape, dtype=np.float32).astype(np.float64)
    factors *= spread
    return np.exp(factors, out=factors)


def padded_grid(rows: Sequence[Sequence[object]]) -> Objects:
    """A rectangular array of the rows, each padded with its first entry."""
    found = np.empty((len(rows), max(map(len, rows))), dtype=object)
    for at, row in enumerate(rows):
        found[at] = row[0]
        found[at, : len(row)] = row
    return found


def padded_matrix(rows: Iterable[Iterable[float]]) -> Floats:
    """A rectangular array of the rows, each padded with zeros."""
    lists = [list(row) for row in rows]
    found = np.zeros((len(lists), max(map(len, lists))))
    for at, row in enumerate(lists):
        found[at, : len(row)] = row
    return found
