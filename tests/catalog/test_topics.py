"""How near topics are to each other, and which are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.catalog.index import topic_counter
from limelight.catalog.index.topic_counter import TopicCounter
from limelight.catalog.index.topics import Topics
from tests.examples import examples

NAMES = ("tea", "matcha", "yoga", "東京", "coffee")


def counted(*creators: tuple[str, ...]) -> Topics:
    counter = TopicCounter()
    for creator in creators:
        counter.count(creator)
    return counter.topics()


@given(st.lists(st.sets(st.sampled_from(NAMES)).map(tuple), max_size=30))
@settings(max_examples=examples(60))
def test_distances_are_symmetric_and_within_bounds(creators: list[tuple[str, ...]]):
    topics = counted(*creators)
    for topic in topics:
        assert topic.frequency == sum(topic.name in creator for creator in creators)
        for other, distance in topics.neighbours(topic.name, 100):
            both = sum({topic.name, other.name} <= set(creator) for creator in creators)
            assert both > 0
            assert distance == pytest.approx(1 - both / (topic.frequency * other.frequency) ** 0.5, abs=1e-4)
            assert 0 <= distance < 1
            assert (topic, distance) in topics.neighbours(other.name, 100)


def test_counting_in_chunks_gives_the_same_counts(monkeypatch: pytest.MonkeyPatch):
    creators = [NAMES[start : start + 3] for start in range(4)] * 5
    whole = list(counted(*creators))
    monkeypatch.setattr(topic_counter, "_CREATOR_CHUNK", 3)
    assert list(counted(*creators)) == whole


def test_neighbours_are_co_occurring_topics():
    topics = counted(*[("tea", "matcha")] * 4, ("tea", "yoga"), ("yoga", "run"), ("run",))
    assert [other.name for other, _ in topics.neighbours("tea", 10)] == ["matcha", "yoga"]
    assert [other.name for other, _ in topics.neighbours("tea", 1)] == ["matcha"]
    assert topics.neighbours("nobody has it", 10) == []


def test_topics_of_a_single_creator_are_dropped():
    assert [topic.name for topic in counted(("tea", "mine"), ("tea",))] == ["tea"]
    assert list(counted()) == []


def test_near_topics_respect_the_threshold():
    topics = counted(*[("tea", "matcha")] * 4, ("tea", "yoga"), ("yoga", "run"), ("run",))
    nearness = dict.fromkeys(("matcha",), 1 - topics.neighbours("tea", 1)[0][1])
    assert topics.near(["tea"], 0.5) == pytest.approx(nearness)
    assert set(topics.near(["tea", "yoga"], 0)) == {"matcha", "yoga", "tea", "run"}
    assert topics.near(["unheard of"], 0) == {}


def test_prefix_matches_come_first_then_frequent_topics():
    topics = counted(*[("green tea",)] * 5, *[("teapot",)] * 2, *[("tea time",)] * 4, *[("tea",)] * 2)
    assert [topic.name for topic in topics.containing("TEA", 10)] == [
        "tea",
        "tea time",
        "teapot",
        "green tea",
    ]
    assert [topic.name for topic in topics.containing("tea", 2)] == ["tea", "tea time"]
