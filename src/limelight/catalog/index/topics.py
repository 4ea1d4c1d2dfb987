"""Topics that creators post about, and the distances between them.

Two topics are near when the same creators have both. distance = 1 − n(a, b) ÷ √(n(a) · n(b)), where n
counts creators (Ochiai's coefficient): 0 for topics that always come together, 1 for those that never do.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from limelight.kernel.text import fold


class TopicNeighbour(Struct, frozen=True, array_like=True):
    topic: str
    distance: float


class Topic(Struct, frozen=True, kw_only=True, array_like=True):
    """A topic, how many creators have it, and its neighbours, nearest first."""

    name: str
    frequency: int
    neighbours: tuple[TopicNeighbour, ...] = ()


class Topics:
    """The topics of one platform, most frequent first."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._by_name: Mapping[str, Topic] = {topic.name: topic for topic in topics}

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._by_name.values())

    def get(self, name: str) -> Topic | None:
        return self._by_name.get(name)

    def containing(self, text: str, limit: int) -> list[Topic]:
        """The topics that contain the text: exact match first, then prefixes, then by frequency."""
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
