"""Clauses as plans: one function per kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, singledispatch
from re import escape
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from tantivy import FieldType, Occur, Query

from limelight.search.clauses import (
    AgeShareAtLeast,
    Alike,
    AllOf,
    AnyOf,
    Clause,
    HasPhrase,
    InRange,
    NoneOf,
    OneOf,
    Scored,
    ShareInRange,
    StartsWith,
)
from limelight.search.engines.tantivy.ladders import NUMBERS, SHARES, Cover
from limelight.search.engines.tantivy.schema import column, share_path, text
from limelight.search.engines.tantivy.snapshot import Snapshot

_DENSE: Final = 8
_number_cover: Final = lru_cache(10_000)(NUMBERS.cover)
_share_cover: Final = lru_cache(10_000)(SHARES.cover)


_Ways: TypeAlias = tuple[Query, ...]


class Plan(NamedTuple):
    """How to find the creators that a clause matches.

    ``query`` finds whoever is found in one way at least of each of the ``needs``, but not by ``without``: all
    of them, and others only where there are ``doubts``: clauses that each one found has to be held against.
    No more than ``most`` match, and none exceeds the ``tops`` of columns. ``is_sieve`` if tantivy goes
    through all of them whatever else is asked for.
    """

    needs: tuple[_Ways, ...]
    most: int
    doubts: tuple[Clause, ...] = ()
    tops: Mapping[str, int] = MappingProxyType({})
    is_sieve: bool = False
    without: tuple[Query, ...] = ()

    @property
    def query(self) -> Query:
        return self.among()

    @property
    def ways(self) -> _Ways:
        """The query as one need."""
        return self.needs[0] if len(self.needs) == 1 and not self.without else (self.query,)

    def among(self, *among: _Ways) -> Query:
        """The same, of those alone who are found in one way at least of each of these too."""
        needs = [some(ways) for ways in among + self.needs]
        if self.without:
            return _boolean(needs or [Query.all_query()], self.without)
        return every(needs)

    def scored(self, scores: Sequence[tuple[Occur, Query]]) -> Query:
        """The same with these scores alone."""
        silent = [Query.const_score_query(some(ways), 0.0) for ways in self.needs]
        return _boolean(silent, self.without, scores)


def _boolean(
    needed: Iterable[Query], unwanted: Iterable[Query], others: Iterable[tuple[Occur, Query]] = ()
) -> Query:
    return Query.boolean_query(
        [
            *((Occur.Must, each) for each in needed),
            *others,
            *((Occur.MustNot, each) for each in unwanted),
        ]
    )


_NOBODY: Final = Plan(((),), 0)


@singledispatch
def plan(clause: Clause, snapshot: Snapshot) -> Plan:
    raise TypeError(f"{type(clause).__name__} is no clause that tantivy knows.")


@plan.register
def _(clause: InRange, snapshot: Snapshot) -> Plan:
    """By the rungs of its ladder; by a scan of the column where a cut rung would leave many doubts."""
    cover = _number_cover(clause.least, clause.most)
    tops = {} if clause.most is None else {clause.field: clause.most}
    found = _on_ladder(clause.field, cover.steps, snapshot)._replace(tops=tops)
    if cover.is_exact:
        return found
    if found.most * _DENSE > snapshot.size:
        return found._replace(needs=((scanned(clause, snapshot),),))
    return found._replace(doubts=(clause,))


@plan.register
def _(clause: AnyOf, snapshot: Snapshot) -> Plan:
    return _terms(((clause.field, term) for term in clause.terms), snapshot)


@plan.register
def _(clause: NoneOf, snapshot: Snapshot) -> Plan:
    without = tuple(snapshot.term(clause.field, term) for term in clause.terms)
    return Plan((), snapshot.size, without=without)


@plan.register
def _(clause: StartsWith, snapshot: Snapshot) -> Plan:
    pattern = f"{escape(clause.prefix)}(.|\n)*"
    found = Query.regex_query(snapshot.schema, clause.field, pattern)
    return Plan(((found,),), snapshot.size, is_sieve=True)


@plan.register
def _(clause: HasPhrase, snapshot: Snapshot) -> Plan:
    places = [(text(field), phrase) for field in clause.fields for phrase in clause.phrases]
    most = sum(min(snapshot.frequency(field, word) for word in phrase) for field, phrase in places)
    return Plan((tuple(_phrase(field, phrase, snapshot) for field, phrase in places),), most)


@plan.register
def _(clause: ShareInRange, snapshot: Snapshot) -> Plan:
    cover = _share_cover(clause.least, clause.most)
    return _share(clause, f"{clause.dimension}.{clause.key}", cover, True, snapshot)


@plan.register
def _(clause: AgeShareAtLeast, snapshot: Snapshot) -> Plan:
    if clause.key is None:
        return _NOBODY
    cover = _share_cover(clause.least_of_brackets, None)
    return _share(clause, f"ages.{clause.key}", cover, clause.is_aligned, snapshot)


@plan.register
def _(clause: Alike, snapshot: Snapshot) -> Plan:
    """Who has a telling term, and as many terms as the heaviest need to be enough."""
    needed = clause.needed
    if not needed:
        return _NOBODY
    telling = _terms(((text(field), term) for field, term in clause.telling), snapshot)
    doubts = () if clause.is_counted else (clause,)
    if needed == 1:
        return telling._replace(doubts=doubts)
    terms = ((text(field), term) for field, terms in clause.weights.items() for term in terms)
    shared = Query.boolean_query(
        [(Occur.Should, snapshot.term(field, term)) for field, term in terms],
        minimum_number_should_match=needed,
    )
    needs = ((shared,),) if clause.is_counted else (*telling.needs, (shared,))
    return Plan(needs, telling.most, doubts, is_sieve=True)


@plan.register
def _(clause: AllOf, snapshot: Snapshot) -> Plan:
    return all_of((plan(inner, snapshot) for inner in clause.clauses), snapshot)


@plan.register
def _(clause: OneOf, snapshot: Snapshot) -> Plan:
    plans = [plan(inner, snapshot) for inner in clause.clauses]
    return Plan(
        (tuple(way for each in plans for way in each.ways),),
        sum(each.most for each in plans),
        (clause,) if any(each.doubts for each in plans) else (),
        is_sieve=any(each.is_sieve for each in plans),
    )


def all_of(plans: Iterable[Plan], snapshot: Snapshot) -> Plan:
    """Every one of the plans; everybody, if there are none."""
    found = sorted(plans, key=lambda each: each.most)
    return Plan(
        tuple(need for each in found for need in each.needs),
        found[0].most if found else snapshot.size,
        tuple(doubt for each in found for doubt in each.doubts),
        _tops(found),
        any(each.is_sieve for each in found),
        tuple(each for plan in found for each in plan.without),
    )


def _tops(plans: Iterable[Plan]) -> dict[str, int]:
    """Of each column, the least of the tops."""
    tops: dict[str, int] = {}
    for each in plans:
        tops |= {column: min(top, tops.get(column, top)) for column, top in each.tops.items()}
    return tops


def scanned(clause: InRange, snapshot: Snapshot) -> Query:
    """Exactly the creators in the range."""
    return Query.range_query(
        snapshot.schema, column(clause.field), FieldType.Integer, clause.least, clause.most
    )


def scoring(clause: Scored, snapshot: Snapshot) -> Query:
    """Finds the creators of whom the clause has any value, and scores them with it."""
    return some(Query.const_score_query(found, weight) for found, weight in _weighted(clause, snapshot))


def _weighted(clause: Scored, snapshot: Snapshot) -> Iterator[tuple[Query, int]]:
    if isinstance(clause, HasPhrase):
        for field, weight in clause.fields.items():
            for phrase in clause.phrases:
                yield _phrase(text(field), phrase, snapshot), weight
    else:
        for field, weights in clause.weights.items():
            for term, weight in weights.items():
                yield snapshot.term(text(field), term), weight


def of_first_known(audiences: Sequence[str], parts: Sequence[Query], snapshot: Snapshot) -> Query:
    """A part for each audience: the second only of whom the first is unknown, and so on."""
    return some(
        Query.boolean_query(
            [(Occur.Must, part)]
            + [(Occur.MustNot, snapshot.term("flags", better)) for better in audiences[:position]]
        )
        if position
        else part
        for position, part in enumerate(parts)
    )


def every(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.all_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, each) for each in queries])


def some(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])


def _on_ladder(path: str, steps: Iterable[str], snapshot: Snapshot) -> Plan:
    standing = snapshot.standing(path)
    known = [step for step in steps if step in standing]
    return Plan((tuple(snapshot.on(path, known)),), sum(standing[step] for step in known))


def _share(
    clause: ShareInRange | AgeShareAtLeast, part: str, cover: Cover, is_whole: bool, snapshot: Snapshot
) -> Plan:
    """Which audience is the first known is left to a look at each, where one is needed anyway."""
    plans = [_on_ladder(share_path(audience, part), cover.steps, snapshot) for audience in clause.audiences]
    most = sum(each.most for each in plans)
    if not (cover.is_exact and is_whole):
        return Plan((tuple(way for each in plans for way in each.ways),), most, (clause,))
    if len(plans) == 1:
        return plans[0]
    return Plan(((of_first_known(clause.audiences, [each.query for each in plans], snapshot),),), most)


def _terms(terms: Iterable[tuple[str, str]], snapshot: Snapshot) -> Plan:
    found = list(terms)
    return Plan(
        (tuple(snapshot.term(field, term) for field, term in found),),
        sum(snapshot.frequency(field, term) for field, term in found),
    )


def _phrase(field: str, phrase: tuple[str, ...], snapshot: Snapshot) -> Query:
    if len(phrase) == 1:
        return snapshot.term(field, phrase[0])
    return Query.phrase_query(snapshot.schema, field, list(phrase))
