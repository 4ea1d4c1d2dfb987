"""Statistics of one platform's index that filters need: near topics and lookalike weights."""

from collections.abc import Callable, Mapping
from math import log
from typing import Final

from limelight.catalog.index.topics import Topics
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import normalize_tag
from limelight.search.clauses import And, Clause, MoreLikeThis, NoTerm
from limelight.search.engine import SearchEngine
from limelight.search.filters import InvalidFilter

_SKETCH: Final = ("sketch",)
_SKETCH_IN_COMMON: Final = 1 / 8
_TRAITS_IN_COMMON: Final = 1 / 6
_MOST_TRAITS: Final = 64
_WEIGHT_SCALE: Final = 100
_FIELD_WEIGHTS: Final[Mapping[str, int]] = {"interests": 2}


class LookalikeUnknown(InvalidFilter):
    """No creator has the handle, or the creator has too little data to compute lookalikes."""


class CatalogTermStatistics:
    """The ``TermStatistics`` of one platform."""

    def __init__(
        self, platform: PlatformKey, engine: SearchEngine, topics: Callable[[PlatformKey], Topics]
    ) -> None:
        self._platform = platform
        self._engine = engine
        self._topics = topics

    def near_topics(self, names: tuple[str, ...], least_nearness: float) -> dict[str, float]:
        return self._topics(self._platform).near(names, least_nearness)

    def lookalikes(self, handle: str, fields: tuple[str, ...]) -> Clause:
        """A clause that matches other creators who have enough in common with the creator.

        Members of an audience sketch weigh the same. Anything else weighs ln(creators ÷ creators who
        have it), the inverse document frequency; terms of one creator weigh nothing. Interests, which are
        few and chosen with care, weigh twice as much.
        """
        alike = self._audience(handle) if fields == _SKETCH else self._traits(handle, fields)
        return And(clauses=(NoTerm(field="handles", terms=(normalize_tag(handle),)), alike))

    def _audience(self, handle: str) -> MoreLikeThis:
        sketch = self._known(handle, _SKETCH, "audience").get("sketch", ())
        return MoreLikeThis(
            weights={"sketch": dict.fromkeys(sketch, 1)},
            min_score=max(1, round(len(sketch) * _SKETCH_IN_COMMON)),
        )

    def _traits(self, handle: str, fields: tuple[str, ...]) -> MoreLikeThis:
        weights: dict[str, dict[str, int]] = {}
        for field, terms in self._known(handle, fields, "posts").items():
            for term in dict.fromkeys(terms):
                if weight := self._weight(field, term):
                    weights.setdefault(field, {})[term] = weight
        total = sum(sum(terms.values()) for terms in weights.values())
        return MoreLikeThis(weights=weights, min_score=max(1, round(total * _TRAITS_IN_COMMON)))

    def _weight(self, field: str, term: str) -> int:
        frequency = self._engine.doc_freq(self._platform, field, term)
        size = self._engine.doc_count(self._platform)
        scale = _WEIGHT_SCALE * _FIELD_WEIGHTS.get(field, 1)
        return round(scale * log(size / frequency)) if 1 < frequency < size else 0

    def _known(self, handle: str, fields: tuple[str, ...], what: str) -> dict[str, tuple[str, ...]]:
        document = self._engine.get_by_handle(self._platform, handle)
        if document is None:
            raise LookalikeUnknown(
                f"{handle!r} is not the handle of a creator on {self._platform.value}. "
                "Look handles up in /v1/social/creators/dictionary/userhandles."
            )
        known = {field: terms[:_MOST_TRAITS] for field in fields if (terms := getattr(document, field))}
        if not known:
            raise LookalikeUnknown(
                f"Nothing is known of the {what} of {handle!r}, so no lookalikes can be computed."
            )
        return known
