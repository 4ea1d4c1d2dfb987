"""How good lookalikes are, against the truth of the simulated world."""

from dataclasses import dataclass
from datetime import date
from statistics import mean

import pytest

from limelight.catalog.index.term_statistics import CatalogTermStatistics, LookalikeUnknown
from limelight.catalog.index.topics import Topics
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.sandbox import World
from limelight.search.clauses import And
from limelight.search.engine import SearchEngine
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import ByScore, CreatorQuery
from limelight.store.creators import StoredCreator

PLATFORM = PlatformKey.INSTAGRAM
CREATORS, ASKED, PAGE = 5_000, 150, 20
POSTS = ("hashtags", "mentions", "topics", "interests", "introduction")
AUDIENCE = ("sketch",)


@dataclass(frozen=True)
class Catalogue:
    """The first creators of the world's Instagram, and the community that each belongs to most."""

    engine: SearchEngine
    handles: list[str]
    communities: list[str]

    def lookalikes(self, index: int, fields: tuple[str, ...]) -> list[int]:
        clause = CatalogTermStatistics(PLATFORM, self.engine, lambda _: Topics(())).lookalikes(
            self.handles[index], fields
        )
        assert isinstance(clause, And)
        order = ByScore(clause.clauses[-1])
        query = CreatorQuery(platform=PLATFORM, clauses=(clause,), order=order, limit=PAGE)
        hits = self.engine.search(query, ALL_FIELDS)
        return [hit.document.id - 1 for hit in hits if hit.document]

    def precision(self, index: int, fields: tuple[str, ...]) -> float:
        """The part of a full page that is of the same community."""
        found = [self.communities[other] for other in self.lookalikes(index, fields)]
        return found.count(self.communities[index]) / PAGE


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    world = World(1, date(2026, 6, 1))
    people = [creator for batch in world.creators(PLATFORM, 0, CREATORS) for creator in batch]
    engine = TantivyEngine(tmp_path_factory.mktemp("world"))
    writer = engine.writer(PLATFORM)
    stored = (StoredCreator(id=number, revision=number, record=each) for number, each in enumerate(people, 1))
    writer.upsert(map(index_entry, stored))
    writer.commit()
    belonging = [world.truth(PLATFORM, index).communities for index in range(CREATORS)]
    communities = [max(each, key=lambda name: each[name]) for each in belonging]
    return Catalogue(engine, [each.username for each in people], communities)


@pytest.mark.parametrize(("fields", "least"), [(POSTS, 0.75), (AUDIENCE, 0.80)], ids=["posts", "audience"])
def test_lookalikes_belong_to_the_same_community(catalogue: Catalogue, fields: tuple[str, ...], least: float):
    """By chance 2 % would be: there are 78 communities, and the largest has 3 % of all."""
    found = []
    for index in range(0, CREATORS, CREATORS // ASKED):
        try:
            found.append(catalogue.precision(index, fields))
        except LookalikeUnknown:
            continue
    assert len(found) > ASKED / 2
    assert mean(found) > least
