"""Audience overlap of several creators."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import prod, sqrt
from typing import Final

from pyroaring import BitMap

from limelight.analytics.audience_samples import FollowerSet
from limelight.analytics.formula import formula
from limelight.analytics.intervals import Interval, normal_interval, share_interval

_HORVITZ_THOMPSON: Final = (
    "D. G. Horvitz and D. J. Thompson, A generalization of sampling without replacement from a finite "
    "universe, JASA 47 (1952)"
)


@dataclass(frozen=True)
class CreatorOverlap:
    """The percentages of a creator's followers who follow no other, and another, creator of the set.

    They sum to 100; the ``interval`` is of the second. None if no follower is known.
    """

    population: int
    unique_percentage: float | None
    overlapping_percentage: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Overlap:
    """The creators in the order given; ``unique`` is the number of different people who follow any of them.

    ``unique`` is None if no follower of one of the creators is known.
    """

    creators: tuple[CreatorOverlap, ...]
    total: int
    unique: int | None
    unique_interval: Interval | None
    is_exact: bool


def sampling_weight(audience: FollowerSet) -> float:
    """The number of followers that each known follower represents."""
    return _population(audience) / max(1, len(audience.members))


@formula(version="1", unit="percent", source=_HORVITZ_THOMPSON)
def overlap(audiences: Sequence[FollowerSet]) -> Overlap:
    """The followers that a creator shares with no other, and the size of the union of several audiences.

    Overlapping = known followers who follow two or more of the set ÷ known followers; unique = 100 −
    overlapping. Total = Σ N, N being a creator's followers. Different people = Σ N · mean of 1 / m over the
    known followers of each creator, m being how many of the set one follows; never fewer than the largest
    audience, nor more than the total. Where all followers are known, this is the size of the union. Where
    some are, they must be the same people for every creator: a person known to follow one is known to
    follow each of the others that the person follows. Otherwise see `overlap_of_draws`.
    """
    is_exact = all(map(_is_complete, audiences))
    shared = _members_by_multiplicity(
        [audience.members for audience in audiences], 2 if is_exact else len(audiences)
    )
    shared_counts = [_count_shared(audience, shared) for audience in audiences]
    people = len(shared[0])
    union = (people, Interval(people, people)) if is_exact else _union(shared_counts)
    return Overlap(
        creators=tuple(map(_creator_overlap, shared_counts)),
        total=sum(counts.population for counts in shared_counts),
        unique=union[0] if union else None,
        unique_interval=union[1] if union else None,
        is_exact=is_exact,
    )


@dataclass(frozen=True)
class _SharedCounts:
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
        """The followers, each shared one counted as 1 / m when it follows m creators of the set."""
        exactly = [more - fewer for more, fewer in pairwise((*self.counts, 0))]
        parts = sum(count / m for m, count in enumerate(exactly[1:], 2))
        part = parts / self.counts[1] if self.counts[1] else 0.5
        return self.population * (1 - overlapping * (1 - part))


def _members_by_multiplicity(sets: Sequence[BitMap], depth: int) -> list[BitMap]:
    """The members of at least one of the sets, of at least two, and so on up to the depth (at least two)."""
    found = [BitMap() for _ in range(max(2, depth))]
    for members in sets:
        for fewer, more in reversed(list(pairwise(found))):
            more |= fewer & members
        found[0] |= members
    return found


def _count_shared(audience: FollowerSet, shared: Sequence[BitMap]) -> _SharedCounts:
    counts = (audience.members.intersection_cardinality(some) for some in shared[1:])
    return _SharedCounts(_population(audience), (len(audience.members), *counts))


def _creator_overlap(counts: _SharedCounts) -> CreatorOverlap:
    if not counts.known:
        return CreatorOverlap(counts.population, None, None, None)
    overlapping = round(100 * counts.overlapping, 2)
    return CreatorOverlap(
        counts.population, round(100 - overlapping, 2), overlapping, counts.interval.scaled(100)
    )


def _union(shared_counts: Sequence[_SharedCounts]) -> tuple[int, Interval] | None:
    """The size of the union, and its interval if the errors of all creators have the same sign.

    They have: a person in one sample is in the samples of all other creators that the person follows.
    """
    some = [counts for counts in shared_counts if counts.population]
    if not all(counts.known for counts in some):
        return None
    most, least = (
        sum(counts.population for counts in some),
        max((counts.population for counts in some), default=0),
    )
    found, low, high = (
        round(min(max(number, least), most))
        for number in (
            sum(counts.own(counts.overlapping) for counts in some),
            sum(counts.own(counts.interval.high) for counts in some),
            sum(counts.own(counts.interval.low) for counts in some),
        )
    )
    return found, Interval(low, high)


@formula(version="1", unit="percent", source=_HORVITZ_THOMPSON)
def overlap_of_draws(samples: Sequence[FollowerSet]) -> Overlap:
    """The overlap of audiences whose known followers are independent samples.

    Followers of all creators of a group = c · Π w, c being the people who are known of each of them, w = N ÷
    known followers. By inclusion and exclusion, over the groups with a creator: followers of it alone = Σ
    (−1)^(size − 1) · followers of all; different people likewise, over all groups. Within the bounds of
    `overlap`. The intervals are ± 1.96 √v, v = Σ (c + 1) f² (1 − 1 / f) over the groups of two and more, f
    being their Π w: pairs are estimated well, larger groups only from large samples.
    """
    if all(map(_is_complete, samples)):
        return overlap(samples)
    groups = dict(_groups(samples, (), None))
    populations = [_population(sample) for sample in samples]
    total, least = sum(populations), max(populations, default=0)
    has_all = all(sample.members or not _population(sample) for sample in samples)
    people = sum(_signed_estimate(samples, group, count) for group, count in groups.items())
    union = round(min(max(people, least), total))
    between = normal_interval(union, _standard_error(samples, groups, range(len(samples)))).clipped(
        least, total
    )
    return Overlap(
        creators=tuple(_estimate_creator(samples, groups, at) for at in range(len(samples))),
        total=total,
        unique=union if has_all else None,
        unique_interval=between if has_all else None,
        is_exact=False,
    )


_Group = tuple[int, ...]


def _groups(
    samples: Sequence[FollowerSet], group: _Group, shared: BitMap | None
) -> Iterator[tuple[_Group, int]]:
    """The number of known followers common to each group of creators with any, by positions."""
    for at in range(group[-1] + 1 if group else 0, len(samples)):
        members = samples[at].members if shared is None else shared & samples[at].members
        if members:
            yield (*group, at), len(members)
            yield from _groups(samples, (*group, at), members)


def _signed_estimate(samples: Sequence[FollowerSet], group: _Group, count: int) -> float:
    sign = 1 if len(group) % 2 else -1
    return sign * count * prod(sampling_weight(samples[at]) for at in group)


def _estimate_creator(
    samples: Sequence[FollowerSet], groups: Mapping[_Group, int], at: int
) -> CreatorOverlap:
    population = _population(samples[at])
    if not samples[at].members:
        return CreatorOverlap(population, None, None, None)
    alone = sum(_signed_estimate(samples, group, count) for group, count in groups.items() if at in group)
    overlapping = round(100 - min(max(100 * alone / population, 0.0), 100.0), 2)
    doubt = 100 * _standard_error(samples, groups, [at]) / population
    between = normal_interval(overlapping, doubt).clipped(0.0, 100.0)
    return CreatorOverlap(population, round(100 - overlapping, 2), overlapping, between)


def _standard_error(
    samples: Sequence[FollowerSet], groups: Mapping[_Group, int], creators: Iterable[int]
) -> float:
    """The standard error of the number of people that the groups with any of the creators have in common."""
    counts: dict[_Group, int] = dict.fromkeys(combinations(range(len(samples)), 2), 0)
    counts |= {group: count for group, count in groups.items() if len(group) > 1}
    concerned = [(group, count) for group, count in counts.items() if not set(creators).isdisjoint(group)]
    factors = [(count, prod(sampling_weight(samples[at]) for at in group)) for group, count in concerned]
    return sqrt(sum((count + 1) * factor**2 * (1 - 1 / factor) for count, factor in factors if factor > 1))


def _population(audience: FollowerSet) -> int:
    return max(audience.population or 0, len(audience.members))


def _is_complete(audience: FollowerSet) -> bool:
    return len(audience.members) == _population(audience)
