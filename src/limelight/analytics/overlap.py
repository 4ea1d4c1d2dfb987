"""How far the audiences of several creators are the same people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pyroaring import BitMap

from limelight.analytics.formula import formula
from limelight.analytics.intervals import Interval, share_interval
from limelight.analytics.samples import Membership

_HIGHEST: Final = 2**32
_HORVITZ_THOMPSON: Final = (
    "D. G. Horvitz and D. J. Thompson, A generalization of sampling without replacement from a finite "
    "universe, JASA 47 (1952)"
)


@dataclass(frozen=True)
class CreatorOverlap:
    """Of a creator's followers, the percentage who follow no other, and who follow another of the set.

    The two sum to 100; the ``interval`` is of the second. None, if no follower is known.
    """

    population: int
    unique_percentage: float | None
    overlapping_percentage: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Overlap:
    """The creators in the order given; ``unique`` is how many different people follow any of them.

    ``unique`` is None if of a creator's followers none is known.
    """

    creators: tuple[CreatorOverlap, ...]
    total: int
    unique: int | None
    unique_interval: Interval | None
    is_exact: bool


def weight(audience: Membership) -> float:
    """How many followers each of those known stands for."""
    return _population(audience) / max(1, len(audience.members))


@formula(version="1", unit="percent", source=_HORVITZ_THOMPSON)
def overlap(audiences: Sequence[Membership]) -> Overlap:
    """How many followers each creator has alone, and how many different people follow any of several.

    Overlapping = known followers who follow two or more of the set ÷ known followers; unique = 100 −
    overlapping. Total = Σ N, N being a creator's followers. Different people = Σ N · mean of 1 / m over the
    known followers of each creator, m being how many of the set one follows; never fewer than the largest
    audience, nor more than the total. Where all followers are known, this is the size of the union. Where
    some are, they must be the same people for every creator: whoever is known to follow one is known to
    follow each of the others that she follows.
    """
    is_exact = all(map(_is_complete, audiences))
    shared = _shared([audience.members for audience in audiences], 2 if is_exact else len(audiences))
    meetings = [_meetings(audience, shared) for audience in audiences]
    people = len(shared[0])
    union = (people, Interval(people, people)) if is_exact else _union(meetings)
    return Overlap(
        creators=tuple(map(_creator, meetings)),
        total=sum(met.population for met in meetings),
        unique=union[0] if union else None,
        unique_interval=union[1] if union else None,
        is_exact=is_exact,
    )


@formula(
    version="1",
    unit="percent",
    source="E. Cohen and H. Kaplan, Summarizing data using bottom-k sketches, PODC (2007)",
)
def overlap_of_samples(samples: Sequence[Membership]) -> Overlap:
    """The overlap of audiences of which only the followers with the lowest numbers are known.

    The numbers must be spread evenly, as those of a hash. t = the least of the highest numbers known of each
    audience that is not known completely. Of the numbers below t every follower is known: the formula of
    `overlap`, of those alone.
    """
    highest = [sample.members.max() for sample in samples if sample.members and not _is_complete(sample)]
    if not highest:
        return overlap(samples)
    return overlap([replace(sample, members=_below(sample.members, min(highest))) for sample in samples])


@dataclass(frozen=True)
class _Meetings:
    """``counts[m − 1]``: how many of a creator's known followers follow at least m of the set."""

    population: int
    counts: tuple[int, ...]

    @property
    def known(self) -> int:
        return self.counts[0]

    @property
    def overlapping(self) -> float:
        return self.counts[1] / self.known

    @property
    def interval(self) -> Interval:
        return share_interval(self.overlapping, self.known, self.population)

    def own(self, overlapping: float) -> float:
        """The followers, each shared one counted as the part of a person that is due to this creator."""
        exactly = [more - fewer for more, fewer in pairwise((*self.counts, 0))]
        parts = sum(count / m for m, count in enumerate(exactly[1:], 2))
        part = parts / self.counts[1] if self.counts[1] else 0.5
        return self.population * (1 - overlapping * (1 - part))


def _shared(sets: Sequence[BitMap], depth: int) -> list[BitMap]:
    """Who is in at least one of the sets, in at least two, and so on to the depth (at least two)."""
    found = [BitMap() for _ in range(max(2, depth))]
    for members in sets:
        for fewer, more in reversed(list(pairwise(found))):
            more |= fewer & members
        found[0] |= members
    return found


def _meetings(audience: Membership, shared: Sequence[BitMap]) -> _Meetings:
    counts = (audience.members.intersection_cardinality(some) for some in shared[1:])
    return _Meetings(_population(audience), (len(audience.members), *counts))


def _creator(met: _Meetings) -> CreatorOverlap:
    if not met.known:
        return CreatorOverlap(met.population, None, None, None)
    overlapping = round(100 * met.overlapping, 2)
    return CreatorOverlap(met.population, round(100 - overlapping, 2), overlapping, met.interval.times(100))


def _union(meetings: Sequence[_Meetings]) -> tuple[int, Interval] | None:
    """How many different people there are, and the interval if every creator erred alike.

    They do: whoever is in a sample by chance is in those of the others.
    """
    some = [met for met in meetings if met.population]
    if not all(met.known for met in some):
        return None
    most, least = sum(met.population for met in some), max((met.population for met in some), default=0)
    found, low, high = (
        round(min(max(number, least), most))
        for number in (
            sum(met.own(met.overlapping) for met in some),
            sum(met.own(met.interval.high) for met in some),
            sum(met.own(met.interval.low) for met in some),
        )
    )
    return found, Interval(low, high)


def _below(members: BitMap, limit: int) -> BitMap:
    found = members.copy()
    found.remove_range(limit, _HIGHEST)
    return found


def _population(audience: Membership) -> int:
    return max(audience.population or 0, len(audience.members))


def _is_complete(audience: Membership) -> bool:
    return len(audience.members) == _population(audience)
