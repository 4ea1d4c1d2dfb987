"""How fast the overlap of five audiences is, beside Python sets and joins of Polars and DuckDB.

Run it with ``python -m benchmarks.audience_overlap [followers of each]``. All of them hold the audiences in
memory in the form that suits them, take turns, and have to find the same numbers. Members are numbered in
order of arrival, as imports number them, or spread as hashes are.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from time import perf_counter

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pyroaring import BitMap

from limelight.analytics.audience_samples import FollowerSet
from limelight.analytics.overlap import overlap
from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp

CREATORS = 5
ROUNDS = 3
MAX_MILLISECONDS = 15_000
"""Milliseconds after which a contestant is asked no more."""
POPULATION_FACTOR = 2.5
THREADS = 2
Numbers = NDArray[np.uint32]
OverlapCounts = tuple[int, list[int]]
"""How many different people there are, and of each creator's followers how many follow another."""


def audiences(size: int, numbers: Numbers) -> list[Numbers]:
    """Each a part of everybody, so that every two have many in common."""
    rng = np.random.default_rng(7)
    return [np.sort(rng.choice(numbers, size, replace=False)) for _ in range(CREATORS)]


def bitmap_overlap(sets: Sequence[Numbers]) -> Callable[[], OverlapCounts]:
    held = [
        FollowerSet(BitMap(members), None, DataSource.IMPORT, Timestamp("2026-01-01T00:00:00.000000"))
        for members in sets
    ]

    def found() -> OverlapCounts:
        result = overlap(held)
        shares = [creator.overlapping_percentage or 0 for creator in result.creators]
        return result.unique or 0, [round(share * len(sets[0]) / 100) for share in shares]

    return found


def set_overlap(sets: Sequence[Numbers]) -> Callable[[], OverlapCounts]:
    held = [set(members.tolist()) for members in sets]

    def found() -> OverlapCounts:
        once: set[int] = set()
        twice: set[int] = set()
        for members in held:
            twice |= once & members
            once |= members
        return len(once), [len(members & twice) for members in held]

    return found


def of_polars(sets: Sequence[Numbers]) -> Callable[[], OverlapCounts]:
    held = edges(sets)

    def found() -> OverlapCounts:
        people = held.lazy().group_by("member").len()
        shared = held.lazy().join(people.filter(pl.col("len") > 1), on="member", how="semi")
        counts = shared.group_by("creator").len().sort("creator")
        union, overlapping = pl.collect_all([people.select(pl.len()), counts])
        return union.item(), overlapping["len"].to_list()

    return found


def of_duckdb(sets: Sequence[Numbers]) -> Callable[[], OverlapCounts]:
    held = duckdb.connect()
    held.execute(f"SET threads = {THREADS}")
    held.register("frame", {name: column.to_numpy() for name, column in edges(sets).to_dict().items()})
    held.execute("CREATE TABLE edges AS FROM frame")

    def found() -> OverlapCounts:
        rows = held.execute(
            "WITH people AS MATERIALIZED (SELECT member, count(*) AS creators FROM edges GROUP BY member) "
            "SELECT (SELECT count(*) FROM people), count(*) FROM edges SEMI JOIN "
            "(FROM people WHERE creators > 1) USING (member) GROUP BY creator ORDER BY creator"
        ).fetchall()
        return rows[0][0], [count for _, count in rows]

    return found


def edges(sets: Sequence[Numbers]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "creator": np.repeat(np.arange(len(sets), dtype=np.uint8), len(sets[0])),
            "member": np.concatenate(sets),
        }
    )


def medians(contestants: Mapping[str, Callable[[], OverlapCounts]], size: int) -> dict[str, float]:
    """Milliseconds. The answers agree but for the two decimals to which the first rounds its percentages."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    expected = contestants["sets"]()
    for _ in range(ROUNDS):
        for name, ask in contestants.items():
            if sum(taken[name]) > MAX_MILLISECONDS:
                continue
            started = perf_counter()
            union, shared = ask()
            taken[name].append(1000 * (perf_counter() - started))
            assert union == expected[0], name
            assert np.allclose(shared, expected[1], atol=size / 10_000), name
    return {name: median(times) for name, times in taken.items()}


def lines(times: Mapping[str, float]) -> Iterator[str]:
    own = times["limelight"]
    for name, milliseconds in times.items():
        yield f"  {name:10} {milliseconds:10.2f} ms   {milliseconds / own:8.1f} ×"


def main(arguments: Iterable[str]) -> None:
    size = int(next(iter(arguments), 2_000_000))
    everybody = int(size * POPULATION_FACTOR)
    steps = 2**31 // everybody
    rng = np.random.default_rng(11)
    in_order = np.arange(everybody, dtype=np.uint32)
    spread = (in_order * steps + rng.integers(0, steps, everybody)).astype(np.uint32)
    for name, numbers in (("as they are met", in_order), ("spread as hashes", spread)):
        sets = audiences(size, numbers)
        contestants = {
            "limelight": bitmap_overlap(sets),
            "sets": set_overlap(sets),
            "polars": of_polars(sets),
            "duckdb": of_duckdb(sets),
        }
        print(f"{CREATORS} audiences of {size:,}, members numbered {name}:")
        print("\n".join(lines(medians(contestants, size))))


if __name__ == "__main__":
    main(sys.argv[1:])
