"""Clauses as plans: one function per kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, singledispatch
from re import escape
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from tantivy import DocAddress, FieldType, Occur, Query

from limelight.search.clauses import (
    AgeShareAtLeast,
    And,
    AnyPhrase,
    AnyTerm,
    Clause,
    InRange,
    MoreLikeThis,
    NoTerm,
    Or,
    ScoredClause,
    ShareInRange,
    StartsWith,
    projection_of,
    within,
)
from limelight.search.engines.tantivy.index_schema import column_name, share_path, term_field
from limelight.search.engines.tantivy.numeric_buckets import NUMBER_BUCKETS, SHARE_BUCKETS, BucketCover
from limelight.search.engines.tantivy.snapshot import IndexSnapshot

_DENSE_DIVISOR: Final = 8
_number_cover: Final = lru_cache(10_000)(NUMBER_BUCKETS.cover)
_share_cover: Final = lru_cache(10_000)(SHARE_BUCKETS.cover)


Alternatives: TypeAlias = tuple[Query, ...]


class QueryPlan(NamedTuple):
    """How to find the creators that a clause matches.

    ``query`` finds whoever is found in one way at least of each of the ``needs``, but not by ``without``: all
    of them, and others only where there are ``doubts``: clauses that each one found has to be held against.
    No more than ``most`` match, and none exceeds the ``tops`` of columns. ``is_sieve`` if tantivy goes
    through all of them whatever else is asked for.
    """

    must: tuple[Alternatives, ...]
    upper_bound: int
    post_filters: tuple[Clause, ...] = ()
    max_values: Mapping[str, int] = MappingProxyType({})
    scans_all_matches: bool = False
    must_not: tuple[Query, ...] = ()

    @property
    def query(self) -> Query:
        return self.filtered()

    @property
    def alternatives(self) -> Alternatives:
        """The query as one need."""
        return self.must[0] if len(self.must) == 1 and not self.must_not else (self.query,)

    def filtered(self, *among: Alternatives) -> Query:
        """The same, of those alone who are found in one way at least of each of these too."""
        needs = [disjunction(ways) for ways in among + self.must]
        if self.must_not:
            return _boolean_query(needs or [Query.all_query()], self.must_not)
        return conjunction(needs)

    def scored_by(self, scores: Sequence[tuple[Occur, Query]]) -> Query:
        """The same with these scores alone."""
        silent = [Query.const_score_query(disjunction(ways), 0.0) for ways in self.must]
        return _boolean_query(silent, self.must_not, scores)


def _boolean_query(
    needed: Iterable[Query], unwanted: Iterable[Query], others: Iterable[tuple[Occur, Query]] = ()
) -> Query:
    return Query.boolean_query(
        [
            *((Occur.Must, each) for each in needed),
            *others,
            *((Occur.MustNot, each) for each in unwanted),
        ]
    )


_MATCH_NONE: Final = QueryPlan(((),), 0)


@singledispatch
def plan_clause(clause: Clause, snapshot: IndexSnapshot) -> QueryPlan:
    raise TypeError(f"{type(clause).__name__} is no clause that tantivy knows.")


@plan_clause.register
def _(clause: InRange, snapshot: IndexSnapshot) -> QueryPlan:
    """By the rungs of its ladder; by a scan of the column where a cut rung would leave many doubts."""
    cover = _number_cover(clause.gte, clause.lte)
    tops = {} if clause.lte is None else {clause.field: clause.lte}
    found = _plan_buckets(clause.field, cover.terms, snapshot)._replace(max_values=tops)
    if cover.is_exact:
        return found
    if found.upper_bound * _DENSE_DIVISOR > snapshot.doc_count:
        return found._replace(must=((range_query(clause, snapshot),),))
    return found._replace(post_filters=(clause,))


@plan_clause.register
def _(clause: AnyTerm, snapshot: IndexSnapshot) -> QueryPlan:
    return _plan_terms(((clause.field, term) for term in clause.terms), snapshot)


@plan_clause.register
def _(clause: NoTerm, snapshot: IndexSnapshot) -> QueryPlan:
    without = tuple(snapshot.term_query(clause.field, term) for term in clause.terms)
    return QueryPlan((), snapshot.doc_count, must_not=without)


@plan_clause.register
def _(clause: StartsWith, snapshot: IndexSnapshot) -> QueryPlan:
    pattern = f"{escape(clause.prefix)}(.|\n)*"
    found = Query.regex_query(snapshot.schema, clause.field, pattern)
    return QueryPlan(((found,),), snapshot.doc_count, scans_all_matches=True)


@plan_clause.register
def _(clause: AnyPhrase, snapshot: IndexSnapshot) -> QueryPlan:
    places = [(term_field(field), phrase) for field in clause.fields for phrase in clause.phrases]
    most = sum(min(snapshot.doc_freq(field, word) for word in phrase) for field, phrase in places)
    return QueryPlan((tuple(_phrase_query(field, phrase, snapshot) for field, phrase in places),), most)


@plan_clause.register
def _(clause: ShareInRange, snapshot: IndexSnapshot) -> QueryPlan:
    cover = _share_cover(clause.gte, clause.lte)
    return _plan_share(clause, f"{clause.dimension}.{clause.key}", cover, True, snapshot)


@plan_clause.register
def _(clause: AgeShareAtLeast, snapshot: IndexSnapshot) -> QueryPlan:
    if clause.key is None:
        return _MATCH_NONE
    cover = _share_cover(clause.brackets_gte, None)
    return _plan_share(clause, f"ages.{clause.key}", cover, clause.is_aligned, snapshot)


@plan_clause.register
def _(clause: MoreLikeThis, snapshot: IndexSnapshot) -> QueryPlan:
    """Who has a telling term, and as many terms as the heaviest need to be enough."""
    needed = clause.min_should_match
    if not needed:
        return _MATCH_NONE
    telling = _plan_terms(((term_field(field), term) for field, term in clause.essential_terms), snapshot)
    doubts = () if clause.count_decides else (clause,)
    if needed == 1:
        return telling._replace(post_filters=doubts)
    terms = ((term_field(field), term) for field, terms in clause.weights.items() for term in terms)
    shared = Query.boolean_query(
        [(Occur.Should, snapshot.term_query(field, term)) for field, term in terms],
        minimum_number_should_match=needed,
    )
    needs = ((shared,),) if clause.count_decides else (*telling.must, (shared,))
    return QueryPlan(needs, telling.upper_bound, doubts, scans_all_matches=True)


@plan_clause.register
def _(clause: And, snapshot: IndexSnapshot) -> QueryPlan:
    return combine_plans((plan_clause(inner, snapshot) for inner in clause.clauses), snapshot)


@plan_clause.register
def _(clause: Or, snapshot: IndexSnapshot) -> QueryPlan:
    plans = [plan_clause(inner, snapshot) for inner in clause.clauses]
    return QueryPlan(
        (tuple(way for each in plans for way in each.alternatives),),
        sum(each.upper_bound for each in plans),
        (clause,) if any(each.post_filters for each in plans) else (),
        scans_all_matches=any(each.scans_all_matches for each in plans),
    )


def combine_plans(plans: Iterable[QueryPlan], snapshot: IndexSnapshot) -> QueryPlan:
    """Every one of the plans; everybody, if there are none."""
    found = sorted(plans, key=lambda each: each.upper_bound)
    return QueryPlan(
        tuple(need for each in found for need in each.must),
        found[0].upper_bound if found else snapshot.doc_count,
        tuple(doubt for each in found for doubt in each.post_filters),
        _combine_max_values(found),
        any(each.scans_all_matches for each in found),
        tuple(each for plan in found for each in plan.must_not),
    )


def _combine_max_values(plans: Iterable[QueryPlan]) -> dict[str, int]:
    """Of each column, the least of the tops."""
    tops: dict[str, int] = {}
    for each in plans:
        tops |= {column: min(top, tops.get(column, top)) for column, top in each.max_values.items()}
    return tops


def range_query(clause: InRange, snapshot: IndexSnapshot) -> Query:
    """Exactly the creators in the range."""
    return Query.range_query(
        snapshot.schema, column_name(clause.field), FieldType.Integer, clause.gte, clause.lte
    )


def scoring_query(clause: ScoredClause, snapshot: IndexSnapshot) -> Query:
    """Finds the creators of whom the clause has any value, and scores them with it."""
    return disjunction(
        Query.const_score_query(found, weight) for found, weight in _weighted_queries(clause, snapshot)
    )


def _weighted_queries(clause: ScoredClause, snapshot: IndexSnapshot) -> Iterator[tuple[Query, int]]:
    if isinstance(clause, AnyPhrase):
        for field, weight in clause.fields.items():
            for phrase in clause.phrases:
                yield _phrase_query(term_field(field), phrase, snapshot), weight
    else:
        for field, weights in clause.weights.items():
            for term, weight in weights.items():
                yield snapshot.term_query(term_field(field), term), weight


def first_known_audience_query(
    audiences: Sequence[str], parts: Sequence[Query], snapshot: IndexSnapshot
) -> Query:
    """A part for each audience: the second only of whom the first is unknown, and so on."""
    return disjunction(
        Query.boolean_query(
            [(Occur.Must, part)]
            + [(Occur.MustNot, snapshot.term_query("flags", better)) for better in audiences[:position]]
        )
        if position
        else part
        for position, part in enumerate(parts)
    )


def conjunction(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.all_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, each) for each in queries])


def disjunction(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])


def _plan_buckets(path: str, steps: Iterable[str], snapshot: IndexSnapshot) -> QueryPlan:
    standing = snapshot.doc_counts(path)
    known = [step for step in steps if step in standing]
    return QueryPlan((tuple(snapshot.bucket_queries(path, known)),), sum(standing[step] for step in known))


def _plan_share(
    clause: ShareInRange | AgeShareAtLeast,
    part: str,
    cover: BucketCover,
    is_whole: bool,
    snapshot: IndexSnapshot,
) -> QueryPlan:
    """Which audience is the first known is left to a look at each, where one is needed anyway."""
    plans = [
        _plan_buckets(share_path(audience, part), cover.terms, snapshot) for audience in clause.audiences
    ]
    most = sum(each.upper_bound for each in plans)
    if not (cover.is_exact and is_whole):
        return QueryPlan((tuple(way for each in plans for way in each.alternatives),), most, (clause,))
    if len(plans) == 1:
        return plans[0]
    return QueryPlan(
        ((first_known_audience_query(clause.audiences, [each.query for each in plans], snapshot),),), most
    )


def _plan_terms(terms: Iterable[tuple[str, str]], snapshot: IndexSnapshot) -> QueryPlan:
    found = list(terms)
    return QueryPlan(
        (tuple(snapshot.term_query(field, term) for field, term in found),),
        sum(snapshot.doc_freq(field, term) for field, term in found),
    )


def _phrase_query(field: str, phrase: tuple[str, ...], snapshot: IndexSnapshot) -> Query:
    if len(phrase) == 1:
        return snapshot.term_query(field, phrase[0])
    return Query.phrase_query(snapshot.schema, field, list(phrase))


def recheck(
    doubts: Sequence[Clause], snapshot: IndexSnapshot, addresses: list[DocAddress]
) -> Iterator[DocAddress]:
    """Those that the clauses match: by their columns first, then by their documents."""
    for doubt in doubts:
        if isinstance(doubt, InRange) and addresses:
            numbers = snapshot.column_values(column_name(doubt.field), addresses)
            addresses = [
                address
                for address, value in zip(addresses, numbers, strict=True)
                if value is not None and within(value, doubt.gte, doubt.lte)
            ]
    others = [doubt for doubt in doubts if not isinstance(doubt, InRange)]
    if not others:
        yield from addresses
        return
    documents = snapshot.documents(addresses, projection_of(others))
    for address, document in zip(addresses, documents, strict=True):
        if all(clause.matches(document) for clause in others):
            yield address
