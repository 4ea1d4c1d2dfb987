"""Who is alike, and what is said of handles of whom nobody can tell."""

from collections.abc import Callable
from typing import Any

import pytest

from limelight.catalog.index.term_statistics import CatalogTermStatistics, LookalikeUnknown
from limelight.catalog.index.topics import Topics
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience, Creator
from limelight.search.clauses import And
from limelight.search.engine import SearchEngine
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import ByScore, CreatorQuery
from limelight.store.creators import StoredCreator

POSTS = ("hashtags", "mentions", "topics", "interests", "introduction")
AUDIENCE = ("sketch",)
PLATFORM = PlatformKey.TIKTOK
Finder = Callable[[str, tuple[str, ...]], list[str]]


def person(username: str, members: range | None = None, **known: Any) -> Creator:
    followers = None if members is None else Audience(sketch=tuple(members))
    return Creator(platform=PLATFORM, username=username, followers=followers, **known)


PEOPLE = (
    person("Mia", range(64), hashtags={"#Tea": 9.0, "rare": 1.0, "all": 1.0}, introduction="tea, tea, tea"),
    person("twin", range(10, 74), hashtags={"tea": 1.0, "rare": 1.0, "all": 1.0}, introduction="tea"),
    person("cousin", range(56, 120), hashtags={"rare": 1.0, "all": 1.0}),
    person("distant", range(57, 121), hashtags={"all": 1.0}),
    person("stranger", range(500, 564), hashtags={"yoga": 1.0, "all": 1.0}),
    person("quiet", introduction="me"),
    person("unique", hashtags={"mine alone": 1.0}),
    person("empty"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    engine = TantivyEngine(tmp_path_factory.mktemp("alike"))
    writer = engine.writer(PLATFORM)
    stored = (StoredCreator(id=number, revision=number, record=each) for number, each in enumerate(PEOPLE, 1))
    writer.upsert(map(index_entry, stored))
    writer.commit()
    return engine


@pytest.fixture(scope="module")
def lookalikes(engine: SearchEngine) -> Finder:
    statistics = CatalogTermStatistics(PLATFORM, engine, lambda _: Topics(()))

    def found(handle: str, fields: tuple[str, ...]) -> list[str]:
        clause = statistics.lookalikes(handle, fields)
        assert isinstance(clause, And)
        query = CreatorQuery(platform=PLATFORM, clauses=(clause,), order=ByScore(clause.clauses[-1]))
        hits = engine.search(query, ALL_FIELDS)
        return [hit.document.handles[0] for hit in hits if hit.document]

    return found


@pytest.mark.parametrize("handle", ["mia", "@MIA", " Mia"])
def test_lookalikes_share_posts_and_exclude_the_creator(lookalikes: Finder, handle: str):
    """Terms of all creators weigh next to nothing and make no lookalikes."""
    assert lookalikes(handle, POSTS) == ["twin", "cousin"]


def test_audience_lookalikes_share_an_eighth_of_the_sketch(lookalikes: Finder):
    assert lookalikes("mia", AUDIENCE) == ["twin", "cousin"]


def test_unique_terms_give_no_lookalikes(lookalikes: Finder):
    assert lookalikes("unique", POSTS) == []


@pytest.mark.parametrize(
    ("handle", "fields", "message"),
    [
        ("nobody", POSTS, "'nobody' is not the handle of a creator on tiktok"),
        ("empty", POSTS, "posts of 'empty'"),
        ("quiet", AUDIENCE, "audience of 'quiet'"),
    ],
)
def test_creator_with_too_little_data_is_rejected(
    lookalikes: Finder, handle: str, fields: tuple[str, ...], message: str
):
    with pytest.raises(LookalikeUnknown) as refusal:
        lookalikes(handle, fields)
    assert message in refusal.value.message
    assert refusal.value.status == 400
