"""The kinds of clauses that filters compile to.

``matches`` defines each in plain Python; ``projection`` names the document fields that it reads.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import Any, Final

from msgspec import Struct

from limelight.kernel.records import AGE_BRACKETS
from limelight.search.documents import FULL_SHARE, CreatorDocument, ShareTable, age_key
from limelight.search.field_types import column_value
from limelight.search.projection import Projection

AUDIENCES: Final = ("likers", "followers", "commenters")
"""The audiences of a creator, in order of preference: the first known one is used."""


class InRange(Struct, frozen=True, kw_only=True, tag=True):
    """The column's value is known and within the bounds, both included."""

    field: str
    gte: int | None = None
    lte: int | None = None

    def matches(self, document: CreatorDocument) -> bool:
        value = column_value(document, self.field)
        return value is not None and within(value, self.gte, self.lte)

    @property
    def projection(self) -> Projection:
        return frozenset([self.field.partition(".")[0]])


class AnyTerm(Struct, frozen=True, kw_only=True, tag=True):
    """The field has at least one of the terms."""

    field: str
    terms: tuple[str, ...]

    def matches(self, document: CreatorDocument) -> bool:
        return not set(self.terms).isdisjoint(getattr(document, self.field))

    @property
    def projection(self) -> Projection:
        return frozenset([self.field])


class NoTerm(Struct, frozen=True, kw_only=True, tag=True):
    """The field has none of the terms."""

    field: str
    terms: tuple[str, ...]

    def matches(self, document: CreatorDocument) -> bool:
        return set(self.terms).isdisjoint(getattr(document, self.field))

    @property
    def projection(self) -> Projection:
        return frozenset([self.field])


class StartsWith(Struct, frozen=True, kw_only=True, tag=True):
    """One of the field's terms begins with the prefix."""

    field: str
    prefix: str

    def matches(self, document: CreatorDocument) -> bool:
        return any(term.startswith(self.prefix) for term in getattr(document, self.field))

    @property
    def projection(self) -> Projection:
        return frozenset([self.field])


class AnyPhrase(Struct, frozen=True, kw_only=True, tag=True):
    """At least one phrase occurs in one of the fields, as consecutive words.

    ``score`` is text relevance: the sum of the field weights over the phrases each field contains.
    """

    phrases: tuple[tuple[str, ...], ...]
    fields: dict[str, int]

    def matches(self, document: CreatorDocument) -> bool:
        return self.score(document) > 0

    def matching_phrases(self, document: CreatorDocument) -> tuple[tuple[str, ...], ...]:
        """The phrases that occur in one of the fields."""
        return tuple(
            phrase
            for phrase in self.phrases
            if any(_contains_phrase(getattr(document, field), phrase) for field in self.fields)
        )

    def score(self, document: CreatorDocument) -> int:
        return sum(
            weight
            for field, weight in self.fields.items()
            for phrase in self.phrases
            if _contains_phrase(getattr(document, field), phrase)
        )

    @property
    def projection(self) -> Projection:
        return frozenset(self.fields)


class ShareInRange(Struct, frozen=True, kw_only=True, tag=True):
    """A share of the first known audience is known and within the bounds.

    ``value`` is that share, percent × 100; 0 where it is unknown.
    """

    audiences: tuple[str, ...]
    dimension: str
    key: str
    gte: int | None = None
    lte: int | None = None

    def matches(self, document: CreatorDocument) -> bool:
        share = self._share(document)
        return share is not None and within(share, self.gte, self.lte)

    def value(self, document: CreatorDocument) -> int:
        return self._share(document) or 0

    @property
    def projection(self) -> Projection:
        return frozenset(f"{audience}.{self.dimension}" for audience in self.audiences)

    def _share(self, document: CreatorDocument) -> int | None:
        return first_known_audience(document, self.audiences).get(self.dimension, {}).get(self.key)


class AgeShareAtLeast(Struct, frozen=True, kw_only=True, tag=True):
    """The share of the first known audience between two ages, both included, is at least ``gte``.

    A bracket that overlaps in part counts in proportion to its years: 20–24 is 5 of the 7 years of 18–24.
    """

    audiences: tuple[str, ...]
    min_age: int
    max_age: int
    gte: int

    def matches(self, document: CreatorDocument) -> bool:
        ages = first_known_audience(document, self.audiences).get("ages")
        return ages is not None and self._share(ages) >= self.gte

    def value(self, document: CreatorDocument) -> int:
        return self._share(first_known_audience(document, self.audiences).get("ages", {}))

    @property
    def projection(self) -> Projection:
        return frozenset(f"{audience}.ages" for audience in self.audiences)

    @property
    def brackets(self) -> tuple[tuple[int, int], ...]:
        """The brackets that overlap with the ages."""
        return tuple(
            (youngest, oldest)
            for youngest, oldest in AGE_BRACKETS
            if youngest <= self.max_age and self.min_age <= oldest
        )

    @property
    def key(self) -> str | None:
        """The key of the run of overlapping brackets, whose share is an upper bound of the clause's share."""
        return age_key(self.brackets[0][0], self.brackets[-1][1]) if self.brackets else None

    @property
    def brackets_gte(self) -> int:
        """A lower bound of the run's share in every document that matches."""
        counting = max(Fraction(years, whole) for _, years, whole in self.bracket_years)
        return min(ceil(self.gte / counting), FULL_SHARE)

    @property
    def bracket_years(self) -> tuple[tuple[str, int, int], ...]:
        """For each overlapping bracket: its key, the years that count, and all its years."""
        return tuple(
            (
                age_key(youngest, oldest),
                min(oldest, self.max_age) - max(youngest, self.min_age) + 1,
                oldest - youngest + 1,
            )
            for youngest, oldest in self.brackets
        )

    @property
    def is_aligned(self) -> bool:
        """Whether the ages are bracket bounds, so that the run's share is the clause's share."""
        return bool(self.brackets) and self.key == age_key(self.min_age, self.max_age)

    def _share(self, ages: dict[str, int]) -> int:
        return sum(ages.get(key, 0) * years // whole for key, years, whole in self.bracket_years)


class MoreLikeThis(Struct, frozen=True, kw_only=True, tag=True):
    """The summed weights of the distinct terms that the fields contain reach ``min_score``.

    ``score`` is that sum. ``weights`` are by field and term.
    """

    weights: dict[str, dict[str, int]]
    min_score: int

    def matches(self, document: CreatorDocument) -> bool:
        return self.score(document) >= self.min_score

    def score(self, document: CreatorDocument) -> int:
        return sum(
            weights[term]
            for field, weights in self.weights.items()
            for term in weights.keys() & getattr(document, field)
        )

    @property
    def projection(self) -> Projection:
        return frozenset(self.weights)

    @property
    def min_should_match(self) -> int:
        """The least number of terms that can reach ``min_score``; 0 if all together cannot."""
        weights = sorted(
            (weight for terms in self.weights.values() for weight in terms.values()), reverse=True
        )
        sums = enumerate(accumulate(weights), 1)
        return next((count for count, total in sums if total >= self.min_score), 0)

    @property
    def count_decides(self) -> bool:
        """Whether any ``min_should_match`` terms reach ``min_score``, even the lightest."""
        weights = (weight for terms in self.weights.values() for weight in terms.values())
        return self.min_should_match * min(weights, default=0) >= self.min_score

    @property
    def essential_terms(self) -> list[tuple[str, str]]:
        """Every match contains at least one of these heaviest terms: the others together are too light."""
        terms = sorted(
            (weight, field, term)
            for field, weights in self.weights.items()
            for term, weight in weights.items()
        )
        rest = 0
        for light, (weight, _, _) in enumerate(terms):
            rest += weight
            if rest >= self.min_score:
                return [(field, term) for _, field, term in terms[light:]]
        return []


class And(Struct, frozen=True, kw_only=True, tag=True):
    """Every one of the clauses matches."""

    clauses: "tuple[Clause, ...]"

    def matches(self, document: CreatorDocument) -> bool:
        return all(clause.matches(document) for clause in self.clauses)

    @property
    def projection(self) -> Projection:
        return projection_of(self.clauses)


class Or(Struct, frozen=True, kw_only=True, tag=True):
    """At least one of the clauses matches."""

    clauses: "tuple[Clause, ...]"

    def matches(self, document: CreatorDocument) -> bool:
        return any(clause.matches(document) for clause in self.clauses)

    @property
    def projection(self) -> Projection:
        return projection_of(self.clauses)


Clause = (
    InRange
    | AnyTerm
    | NoTerm
    | StartsWith
    | AnyPhrase
    | ShareInRange
    | AgeShareAtLeast
    | MoreLikeThis
    | And
    | Or
)
ScoredClause = AnyPhrase | MoreLikeThis
ShareClause = ShareInRange | AgeShareAtLeast


def projection_of(clauses: "Iterable[Clause]") -> Projection:
    """The fields that any of the clauses reads."""
    return frozenset().union(*(clause.projection for clause in clauses))


def within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def first_known_audience(document: CreatorDocument, audiences: tuple[str, ...]) -> ShareTable:
    """The shares of the first audience that is known; empty if none is."""
    tables: list[Any] = [getattr(document, audience) for audience in audiences]
    return next((table for table in tables if table is not None), {})


def _contains_phrase(text: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    if size == 1:
        return phrase[0] in text
    return any(text[start : start + size] == phrase for start in range(len(text) - size + 1))
