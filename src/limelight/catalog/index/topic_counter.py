"""Counts topics: the number of creators of each topic and of each pair of topics."""

from array import array
from collections.abc import Iterable
from typing import Final

import polars as pl

from limelight.catalog.index.topics import Topic, TopicNeighbour, Topics
from limelight.search.documents import merge_topics
from limelight.store.creators import TopicsAndHashtags

MAX_NEIGHBOURS: Final = 100
_MIN_TOPIC_CREATORS: Final = 2
_MAX_TOPICS: Final = 50_000
_CREATOR_CHUNK: Final = 20_000


class TopicCounter:
    """Counts topics creator by creator. Memory grows by two integers per mention."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._creators = array("I")
        self._topics = array("I")
        self._seen = 0

    def count(self, topics: Iterable[str]) -> None:
        """Adds the distinct topics of one creator."""
        for topic in topics:
            self._creators.append(self._seen)
            self._topics.append(self._codes.setdefault(topic, len(self._codes)))
        self._seen += 1

    def count_all(self, batch: Iterable[TopicsAndHashtags]) -> None:
        for posted in batch:
            self.count(merge_topics(posted.topics, posted.hashtags))

    def topics(self) -> Topics:
        mentions = pl.DataFrame(
            {"creator": self._creators, "topic": self._topics},
            schema={"creator": pl.UInt32, "topic": pl.UInt32},
        )
        frequent = (
            mentions.group_by("topic")
            .agg(pl.len().alias("frequency"))
            .filter(pl.col("frequency") >= _MIN_TOPIC_CREATORS)
            .sort("frequency", "topic", descending=[True, False])
            .head(_MAX_TOPICS)
        )
        names = list(self._codes)
        neighbours = _neighbours(mentions.join(frequent, on="topic"), self._seen)
        return Topics(
            Topic(
                name=names[topic],
                frequency=frequency,
                neighbours=tuple(
                    TopicNeighbour(names[other], distance) for other, distance in neighbours.get(topic, ())
                ),
            )
            for topic, frequency in frequent.iter_rows()
        )


def _neighbours(mentions: pl.DataFrame, creators: int) -> dict[int, list[tuple[int, float]]]:
    """The nearest other topics of each topic, from rows (creator, topic, frequency of the topic)."""
    nearest = (
        _co_occurrences(mentions, creators)
        .with_columns(
            distance=(
                1 - pl.col("together") / (pl.col("frequency") * pl.col("frequency_right")).sqrt()
            ).round(4)
        )
        .sort("topic", "distance", "topic_right")
        .group_by("topic", maintain_order=True)
        .head(MAX_NEIGHBOURS)
    )
    neighbours: dict[int, list[tuple[int, float]]] = {}
    for topic, other, distance in nearest.select("topic", "topic_right", "distance").iter_rows():
        neighbours.setdefault(topic, []).append((other, distance))
    return neighbours


def _co_occurrences(mentions: pl.DataFrame, creators: int) -> pl.DataFrame:
    """The number of creators of each pair of topics, counted in chunks of creators to bound memory."""
    keys = ["topic", "topic_right", "frequency", "frequency_right"]
    counts = pl.DataFrame()
    for start in range(0, creators or 1, _CREATOR_CHUNK):
        some = mentions.filter(pl.col("creator").is_between(start, start + _CREATOR_CHUNK - 1))
        pairs = some.join(some, on="creator").filter(pl.col("topic") != pl.col("topic_right"))
        counted = pairs.group_by(keys).agg(pl.len().cast(pl.UInt64).alias("together"))
        counts = (
            pl.concat([counts, counted]).group_by(keys).agg(pl.col("together").sum()) if start else counted
        )
    return counts
