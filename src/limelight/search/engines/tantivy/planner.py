"""Query planning: one function per kind of clause makes tantivy queries and bounds for it."""

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

_MAX_RECHECKED_FRACTION: Final = 1 / 8
"""Of all documents. Where a range may match more, scanning its column is faster than rechecking hits."""
_number_cover: Final = lru_cache(10_000)(NUMBER_BUCKETS.cover)
_share_cover: Final = lru_cache(10_000)(SHARE_BUCKETS.cover)


Alternatives: TypeAlias = tuple[Query, ...]


class QueryPlan(NamedTuple):
    """A tantivy query for a clause, with what is known of its matches in advance.

    ``query`` matches documents that satisfy at least one alternative of every group in ``must`` and no query
    of ``must_not``. If ``post_filters`` is not empty, the query over-matches, and every hit must be rechecked
    against these clauses. ``upper_bound`` bounds the number of matches. ``max_values`` holds, by column, a
    value that no match exceeds. ``scans_all_matches`` says that tantivy evaluates every match of the query,
    even when it is combined with a more selective one.
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
        """The whole query as one ``must`` group."""
        return self.must[0] if len(self.must) == 1 and not self.must_not else (self.query,)

    def filtered(self, *groups: Alternatives) -> Query:
        """The query with these ``must`` groups added."""
        must = [disjunction(group) for group in groups + self.must]
        if self.must_not:
            return _boolean_query(must or [Query.all_query()], self.must_not)
        return conjunction(must)

    def scored_by(self, scores: Sequence[tuple[Occur, Query]]) -> Query:
        """The query, scored by these queries only."""
        unscored = [Query.const_score_query(disjunction(group), 0.0) for group in self.must]
        return _boolean_query(unscored, self.must_not, scores)


def _boolean_query(
    must: Iterable[Query], must_not: Iterable[Query], others: Iterable[tuple[Occur, Query]] = ()
) -> Query:
    return Query.boolean_query(
        [
            *((Occur.Must, each) for each in must),
            *others,
            *((Occur.MustNot, each) for each in must_not),
        ]
    )


_MATCH_NONE: Final = QueryPlan(((),), 0)


@singledispatch
def plan_clause(clause: Clause, snapshot: IndexSnapshot) -> QueryPlan:
    raise TypeError(f"{type(clause).__name__} cannot be planned for tantivy.")


@plan_clause.register
def _(clause: InRange, snapshot: IndexSnapshot) -> QueryPlan:
    """By buckets; by a scan of the column where a partly covered bucket would leave many hits to recheck."""
    cover = _number_cover(clause.gte, clause.lte)
    max_values = {} if clause.lte is None else {clause.field: clause.lte}
    plan = _plan_buckets(clause.field, cover.terms, snapshot)._replace(max_values=max_values)
    if cover.is_exact:
        return plan
    if plan.upper_bound > _MAX_RECHECKED_FRACTION * snapshot.doc_count:
        return plan._replace(must=((range_query(clause, snapshot),),))
    return plan._replace(post_filters=(clause,))


@plan_clause.register
def _(clause: AnyTerm, snapshot: IndexSnapshot) -> QueryPlan:
    return _plan_terms(((clause.field, term) for term in clause.terms), snapshot)


@plan_clause.register
def _(clause: NoTerm, snapshot: IndexSnapshot) -> QueryPlan:
    must_not = tuple(snapshot.term_query(clause.field, term) for term in clause.terms)
    return QueryPlan((), snapshot.doc_count, must_not=must_not)


@plan_clause.register
def _(clause: StartsWith, snapshot: IndexSnapshot) -> QueryPlan:
    pattern = f"{escape(clause.prefix)}(.|\n)*"
    found = Query.regex_query(snapshot.schema, clause.field, pattern)
    return QueryPlan(((found,),), snapshot.doc_count, scans_all_matches=True)


@plan_clause.register
def _(clause: AnyPhrase, snapshot: IndexSnapshot) -> QueryPlan:
    searched = [(term_field(field), phrase) for field in clause.fields for phrase in clause.phrases]
    upper_bound = sum(min(snapshot.doc_freq(field, word) for word in phrase) for field, phrase in searched)
    alternatives = tuple(_phrase_query(field, phrase, snapshot) for field, phrase in searched)
    return QueryPlan((alternatives,), upper_bound)


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
    """Documents with an essential term, and with as many terms as the heaviest need to reach the score."""
    min_should_match = clause.min_should_match
    if not min_should_match:
        return _MATCH_NONE
    essential = _plan_terms(((term_field(field), term) for field, term in clause.essential_terms), snapshot)
    post_filters = () if clause.count_decides else (clause,)
    if min_should_match == 1:
        return essential._replace(post_filters=post_filters)
    terms = ((term_field(field), term) for field, terms in clause.weights.items() for term in terms)
    shared = Query.boolean_query(
        [(Occur.Should, snapshot.term_query(field, term)) for field, term in terms],
        minimum_number_should_match=min_should_match,
    )
    must = ((shared,),) if clause.count_decides else (*essential.must, (shared,))
    return QueryPlan(must, essential.upper_bound, post_filters, scans_all_matches=True)


@plan_clause.register
def _(clause: And, snapshot: IndexSnapshot) -> QueryPlan:
    return combine_plans((plan_clause(inner, snapshot) for inner in clause.clauses), snapshot)


@plan_clause.register
def _(clause: Or, snapshot: IndexSnapshot) -> QueryPlan:
    plans = [plan_clause(inner, snapshot) for inner in clause.clauses]
    return QueryPlan(
        (tuple(query for each in plans for query in each.alternatives),),
        sum(each.upper_bound for each in plans),
        (clause,) if any(each.post_filters for each in plans) else (),
        scans_all_matches=any(each.scans_all_matches for each in plans),
    )


def combine_plans(plans: Iterable[QueryPlan], snapshot: IndexSnapshot) -> QueryPlan:
    """The conjunction of the plans; matches every document if there are none."""
    found = sorted(plans, key=lambda each: each.upper_bound)
    return QueryPlan(
        tuple(group for each in found for group in each.must),
        found[0].upper_bound if found else snapshot.doc_count,
        tuple(clause for each in found for clause in each.post_filters),
        _combine_max_values(found),
        any(each.scans_all_matches for each in found),
        tuple(query for each in found for query in each.must_not),
    )


def _combine_max_values(plans: Iterable[QueryPlan]) -> dict[str, int]:
    """For each column, the lowest of the bounds."""
    max_values: dict[str, int] = {}
    for each in plans:
        max_values |= {
            column: min(value, max_values.get(column, value)) for column, value in each.max_values.items()
        }
    return max_values


def range_query(clause: InRange, snapshot: IndexSnapshot) -> Query:
    """Matches the range exactly, by a scan of the column."""
    return Query.range_query(
        snapshot.schema, column_name(clause.field), FieldType.Integer, clause.gte, clause.lte
    )


def scoring_query(clause: ScoredClause, snapshot: IndexSnapshot) -> Query:
    """Matches every document whose score by the clause is above 0, and scores it so."""
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
    """Applies each query to the documents whose first known audience is the one at its position."""
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


def _plan_buckets(path: str, terms: Iterable[str], snapshot: IndexSnapshot) -> QueryPlan:
    doc_counts = snapshot.doc_counts(path)
    filled = [term for term in terms if term in doc_counts]
    return QueryPlan(
        (tuple(snapshot.bucket_queries(path, filled)),), sum(doc_counts[term] for term in filled)
    )


def _plan_share(
    clause: ShareInRange | AgeShareAtLeast,
    part: str,
    cover: BucketCover,
    is_whole: bool,
    snapshot: IndexSnapshot,
) -> QueryPlan:
    """Where hits are rechecked anyway, the recheck also decides which audience is the first known."""
    plans = [
        _plan_buckets(share_path(audience, part), cover.terms, snapshot) for audience in clause.audiences
    ]
    upper_bound = sum(each.upper_bound for each in plans)
    if not (cover.is_exact and is_whole):
        alternatives = tuple(query for each in plans for query in each.alternatives)
        return QueryPlan((alternatives,), upper_bound, (clause,))
    if len(plans) == 1:
        return plans[0]
    return QueryPlan(
        ((first_known_audience_query(clause.audiences, [each.query for each in plans], snapshot),),),
        upper_bound,
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
    post_filters: Sequence[Clause], snapshot: IndexSnapshot, addresses: list[DocAddress]
) -> Iterator[DocAddress]:
    """The addresses whose documents match all clauses; columns are read first, then stored documents."""
    for clause in post_filters:
        if isinstance(clause, InRange) and addresses:
            numbers = snapshot.column_values(column_name(clause.field), addresses)
            addresses = [
                address
                for address, value in zip(addresses, numbers, strict=True)
                if value is not None and within(value, clause.gte, clause.lte)
            ]
    others = [clause for clause in post_filters if not isinstance(clause, InRange)]
    if not others:
        yield from addresses
        return
    documents = snapshot.documents(addresses, projection_of(others))
    for address, document in zip(addresses, documents, strict=True):
        if all(clause.matches(document) for clause in others):
            yield address
