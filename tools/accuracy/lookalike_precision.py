"""Lookalikes as the product finds them, against known communities: those of the world, and of graphs."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from pyroaring import BitMap

from limelight.catalog.index.term_statistics import CatalogTermStatistics, LookalikeUnknown
from limelight.catalog.index.topics import Topics
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience, Creator
from limelight.sandbox import World
from limelight.search.clauses import And, MoreLikeThis
from limelight.search.engine import SearchEngine
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import ByScore, CreatorQuery
from limelight.store.creators import StoredCreator

PAGE: Final = 20
POSTS: Final = ("hashtags", "mentions", "topics", "interests", "introduction")
AUDIENCE: Final = ("sketch",)
_SKETCH: Final = 64
_MIN_NEIGHBOURS: Final = 10
"""Neighbours that a node of a graph has, to be asked for."""


@dataclass(frozen=True)
class Precision:
    """``precision`` is which part of the first twenty is of the same community, on average.

    ``by_chance`` is what creators at random would reach, ``shown`` how many of the twenty there are.
    """

    name: str
    creators: int
    asked: int
    precision: float
    error: float
    by_chance: float
    shown: float


@dataclass(frozen=True)
class _Catalogue:
    """Creators by number, and the community of each."""

    platform: PlatformKey
    engine: SearchEngine
    handles: Sequence[str]
    communities: Sequence[str]

    def lookalikes(self, number: int, fields: tuple[str, ...]) -> list[int]:
        """Raises LookalikeUnknown."""
        lexicon = CatalogTermStatistics(self.platform, self.engine, lambda _: Topics(()))
        clause = lexicon.lookalikes(self.handles[number], fields)
        if not isinstance(clause, And) or not isinstance(alike := clause.clauses[-1], MoreLikeThis):
            raise TypeError(clause)
        order = ByScore(alike)
        query = CreatorQuery(platform=self.platform, clauses=(clause,), order=order, limit=PAGE)
        return [hit.document.id - 1 for hit in self.engine.search(query, ALL_FIELDS) if hit.document]

    def precision(self, name: str, asked: Iterable[int], fields: tuple[str, ...]) -> Precision:
        pages: dict[int, list[int]] = {}
        for number in asked:
            try:
                pages[number] = self.lookalikes(number, fields)
            except LookalikeUnknown:
                continue
        return precision(name, self.communities, pages)


def precision(name: str, communities: Sequence[str], pages: Mapping[int, Sequence[int]]) -> Precision:
    """Of what is shown; who is shown nobody does not count."""
    parts = [
        mean(communities[other] == communities[number] for other in found)
        for number, found in pages.items()
        if found
    ]
    sizes = Counter(communities)
    by_chance = mean((sizes[communities[number]] - 1) / (len(communities) - 1) for number in pages)
    return Precision(
        name=name,
        creators=len(communities),
        asked=len(pages),
        precision=mean(parts),
        error=float(np.std(parts) / len(parts) ** 0.5),
        by_chance=by_chance,
        shown=mean(map(len, pages.values())),
    )


def sandbox_precision(world: World, platform: PlatformKey, size: int, asked: int) -> Iterator[Precision]:
    """By posts and by audience, of every so many-th of the platform's first creators."""
    creators = [creator for batch in world.creators(platform, 0, size) for creator in batch]
    truths = (world.truth(platform, index).communities for index in range(size))
    communities = [max(truth, key=lambda name: truth[name]) for truth in truths]
    with TemporaryDirectory() as folder:
        catalogue = _catalogue(Path(folder), platform, creators, communities)
        every = range(0, size, size // asked)
        yield catalogue.precision(f"{platform}, by posts", every, POSTS)
        yield catalogue.precision(f"{platform}, by audience", every, AUDIENCE)


@dataclass(frozen=True)
class Graph:
    """``neighbours`` and ``communities`` by node."""

    name: str
    neighbours: Sequence[BitMap]
    communities: Sequence[str]


def lastfm(folder: Path) -> Graph:
    return _graph(
        "LastFM, countries", folder / "lastfm-asia-edges.csv", folder / "lastfm-asia-country-label.csv", 1
    )


def pages(folder: Path) -> Graph:
    return _graph(
        "Facebook pages, types", folder / "facebook-page-mutual-likes.csv", folder / "facebook-pages.csv", 3
    )


def graph_precision(graph: Graph, seed: int, asked: int) -> Iterator[Precision]:
    """A node's audience is its neighbours: what the product finds, then those with the greatest overlap."""
    rng = np.random.default_rng([seed, 3])
    known = [number for number, near in enumerate(graph.neighbours) if len(near) >= _MIN_NEIGHBOURS]
    chosen = sorted(rng.choice(known, asked, replace=False).tolist())
    numbers = rng.permutation(len(graph.neighbours)).tolist()
    creators = [
        _creator(at, sorted(numbers[each] for each in near)) for at, near in enumerate(graph.neighbours)
    ]
    with TemporaryDirectory() as folder:
        catalogue = _catalogue(Path(folder), PlatformKey.FACEBOOK, creators, graph.communities)
        yield catalogue.precision(f"{graph.name}: by sketch, as searched", chosen, AUDIENCE)
    nearest = {number: _nearest(graph.neighbours, number) for number in chosen}
    yield precision(f"{graph.name}: by the overlap of all neighbours", graph.communities, nearest)


def _nearest(neighbours: Sequence[BitMap], number: int) -> list[int]:
    """Those with the most neighbours in common, as a part of all that the two have."""
    own = neighbours[number]
    others = BitMap.union(*(neighbours[each] for each in own)) - BitMap([number])
    return sorted(others, key=lambda other: (-own.jaccard_index(neighbours[other]), other))[:PAGE]


def _creator(number: int, audience: Sequence[int]) -> Creator:
    return Creator(
        platform=PlatformKey.FACEBOOK,
        username=f"node{number}",
        follower_count=len(audience),
        followers=Audience(sketch=tuple(audience[:_SKETCH])),
    )


def _catalogue(
    folder: Path, platform: PlatformKey, creators: Sequence[Creator], communities: Sequence[str]
) -> _Catalogue:
    engine = TantivyEngine(folder)
    writer = engine.writer(platform)
    stored = (
        StoredCreator(id=number, revision=number, record=each) for number, each in enumerate(creators, 1)
    )
    writer.upsert(map(index_entry, stored))
    writer.commit()
    return _Catalogue(platform, engine, [each.username for each in creators], communities)


def _graph(name: str, edges: Path, labels: Path, column: int) -> Graph:
    """Nodes are numbered from nought."""
    communities = [row[column] for row in _rows(labels)]
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in (map(int, row) for row in _rows(edges)):
        if one != other:
            near[one].append(other)
            near[other].append(one)
    return Graph(name, [BitMap(near[node]) for node in range(len(communities))], communities)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
