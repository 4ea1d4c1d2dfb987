"""Topics: what creators post about, and how near topics are to each other.

Two topics are near when the same creators have both. distance = 1 − n(a, b) ÷ √(n(a) · n(b)), where n
counts creators (Ochiai's coefficient): 0 for topics that always come together, 1 for those that never do.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl
from msgspec import Struct

from limelight.kernel.text import fold
from limelight.search.documents import creator_topics
from limelight.store.creators import StoredCreator

KEPT_NEIGHBOURS: Final = 100
_RAREST: Final = 2
_MOST_TOPICS: Final = 50_000
_CREATORS_AT_ONCE: Final = 20_000


class Neighbour(Struct, frozen=True, array_like=True):
    topic: str
    distance: float


class Topic(Struct, frozen=True, kw_only=True, array_like=True):
    """A topic, how many creators have it, and its neighbours, nearest first."""

    name: str
    frequency: int
    neighbours: tuple[Neighbour, ...] = ()


class Topics:
    """The topics of one platform, most frequent first."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._by_name: Mapping[str, Topic] = {topic.name: topic for topic in topics}

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._by_name.values())

    def get(self, name: str) -> Topic | None:
        return self._by_name.get(name)

    def containing(self, text: str, limit: int) -> list[Topic]:
        """The topics that contain the text: those that begin with it first, then the most frequent."""
        sought = fold(text)
        found = [topic for topic in self if sought in topic.name]
        found.sort(key=lambda topic: (topic.name != sought, not topic.name.startswith(sought)))
        return found[:limit]

    def neighbours(self, name: str, limit: int) -> list[tuple[Topic, float]]:
        """The topics nearest to one, with their distances."""
        topic = self.get(name)
        near = topic.neighbours if topic else ()
        known = ((self.get(other.topic), other.distance) for other in near[:limit])
        return [(other, distance) for other, distance in known if other]

    def near(self, names: Iterable[str], least_nearness: float) -> dict[str, float]:
        """The topics near the named ones, with their nearness (1 − distance) to the nearest of them."""
        nearness: dict[str, float] = {}
        for name in names:
            topic = self.get(name)
            for neighbour in topic.neighbours if topic else ():
                near = 1 - neighbour.distance
                if near >= least_nearness and near > nearness.get(neighbour.topic, 0):
                    nearness[neighbour.topic] = near
        return nearness


class TopicCounter:
    """Counts topics, one creator after the other; flat in memory but for two integers a mention."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._creators = array("I")
        self._topics = array("I")
        self._seen = 0

    def count(self, topics: Iterable[str]) -> None:
        """The distinct topics of one creator."""
        for topic in topics:
            self._creators.append(self._seen)
            self._topics.append(self._codes.setdefault(topic, len(self._codes)))
        self._seen += 1

    def count_all(self, batch: Iterable[StoredCreator]) -> None:
        for stored in batch:
            self.count(creator_topics(stored.record))

    def topics(self) -> Topics:
        mentions = pl.DataFrame(
            {"creator": self._creators, "topic": self._topics},
            schema={"creator": pl.UInt32, "topic": pl.UInt32},
        )
        frequent = (
            mentions.group_by("topic")
            .agg(pl.len().alias("frequency"))
            .filter(pl.col("frequency") >= _RAREST)
            .sort("frequency", "topic", descending=[True, False])
            .head(_MOST_TOPICS)
        )
        names = list(self._codes)
        neighbours = _neighbours(mentions.join(frequent, on="topic"), self._seen)
        return Topics(
            Topic(
                name=names[topic],
                frequency=frequency,
                neighbours=tuple(
                    Neighbour(names[other], distance) for other, distance in neighbours.get(topic, ())
                ),
            )
            for topic, frequency in frequent.iter_rows()
        )


def _neighbours(mentions: pl.DataFrame, creators: int) -> dict[int, list[tuple[int, float]]]:
    """The nearest other topics of each, from (creator, topic, frequency of the topic) rows."""
    nearest = (
        _together(mentions, creators)
        .with_columns(
            distance=(
                1 - pl.col("together") / (pl.col("frequency") * pl.col("frequency_right")).sqrt()
            ).round(4)
        )
        .sort("topic", "distance", "topic_right")
        .group_by("topic", maintain_order=True)
        .head(KEPT_NEIGHBOURS)
    )
    neighbours: dict[int, list[tuple[int, float]]] = {}
    for topic, other, distance in nearest.select("topic", "topic_right", "distance").iter_rows():
        neighbours.setdefault(topic, []).append((other, distance))
    return neighbours


def _together(mentions: pl.DataFrame, creators: int) -> pl.DataFrame:
    """How many creators have each pair of topics; counted some creators at a time, to bound memory."""
    keys = ["topic", "topic_right", "frequency", "frequency_right"]
    counts = pl.DataFrame()
    for start in range(0, creators or 1, _CREATORS_AT_ONCE):
        some = mentions.filter(pl.col("creator").is_between(start, start + _CREATORS_AT_ONCE - 1))
        pairs = some.join(some, on="creator").filter(pl.col("topic") != pl.col("topic_right"))
        counted = pairs.group_by(keys).agg(pl.len().cast(pl.UInt64).alias("together"))
        counts = (
            pl.concat([counts, counted]).group_by(keys).agg(pl.col("together").sum()) if start else counted
        )
    return counts
