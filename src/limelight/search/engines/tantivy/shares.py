"""Scoring creators with the shares of their audiences, as far as the rungs tell."""

from collections.abc import Iterator, Sequence
from typing import Final

from tantivy import Query

from limelight.search.clauses import AgeShareAtLeast, ShareClause
from limelight.search.engines.tantivy.ladders import SHARES
from limelight.search.engines.tantivy.queries import of_first_known, some
from limelight.search.engines.tantivy.schema import share_path
from limelight.search.engines.tantivy.snapshot import Snapshot

_WIDEST: Final = 100
"""More than the width of any rung."""


def share_scoring(clause: ShareClause, snapshot: Snapshot, least: int = 0) -> Query:
    """Scores every creator with the least that the clause's value can be; no one below ``least``."""
    scored = [_of(clause, audience, snapshot, least) for audience in clause.audiences]
    return of_first_known(clause.audiences, scored, snapshot)


def floor(clause: ShareClause) -> int:
    """The least that can be scored of whoever has the share that the clause asks for."""
    if clause.least is None or len(_parts(clause)) > 1:
        return 0
    return SHARES.edges[SHARES.at(clause.least)]


def share_reaches(
    clauses: Sequence[ShareClause], snapshot: Snapshot, share: float, most: float
) -> Iterator[Query]:
    """Scores ever more of those with the greatest shares, where one ladder tells who they are."""
    if len(clauses) > 1 or len(clauses[0].audiences) > 1 or len(_parts(clauses[0])) > 1:
        return
    (clause,) = clauses
    ((part, _, _),) = _parts(clause)
    for least in snapshot.depths(SHARES, share_path(clause.audiences[0], part), share, most):
        yield share_scoring(clause, snapshot, least)


def doubt(clause: ShareClause) -> int:
    """By how much the clause's value may exceed the score."""
    return _WIDEST * len(_parts(clause))


def _of(clause: ShareClause, audience: str, snapshot: Snapshot, least: int) -> Query:
    return some(
        Query.const_score_query(found, weight)
        for part, years, whole in _parts(clause)
        for found, weight in _rungs(share_path(audience, part), years, whole, snapshot, least)
    )


def _rungs(path: str, years: int, whole: int, snapshot: Snapshot, least: int) -> Iterator[tuple[Query, int]]:
    standing = snapshot.standing(path)
    known = [(rung, edge) for rung, edge in SHARES.rungs if edge >= least and rung in standing]
    for found, (_, edge) in zip(snapshot.on(path, (rung for rung, _ in known)), known, strict=True):
        yield found, edge * years // whole


def _parts(clause: ShareClause) -> list[tuple[str, int, int]]:
    """The shares that add up to the clause's value, with the part of each that counts."""
    if not isinstance(clause, AgeShareAtLeast):
        return [(f"{clause.dimension}.{clause.key}", 1, 1)]
    if clause.is_aligned:
        return [(f"ages.{clause.key}", 1, 1)]
    return [(f"ages.{key}", years, whole) for key, years, whole in clause.counted]
