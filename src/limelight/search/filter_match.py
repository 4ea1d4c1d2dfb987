"""The ``filter_match`` of a result: what of a creator matched each filter."""

from functools import singledispatch
from typing import Any, Final

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
    ShareInRange,
    StartsWith,
)
from limelight.search.documents import PERCENT_SCALE, CreatorDocument
from limelight.search.field_types import column_value, numeric_columns

_SCALES: Final = {path: kind.scale for path, kind in numeric_columns(CreatorDocument)}


@singledispatch
def filter_match(clause: Clause, document: CreatorDocument) -> Any:
    """The value, the shares in percent, or the terms that matched."""
    raise TypeError(f"{type(clause).__name__} has no filter match.")


@filter_match.register
def _(clause: InRange, document: CreatorDocument) -> Any:
    value, scale = column_value(document, clause.field), _SCALES[clause.field]
    return value if value is None or scale == 1 else value / scale


@filter_match.register
def _(clause: AnyTerm, document: CreatorDocument) -> Any:
    has = getattr(document, clause.field)
    return [term for term in clause.terms if term in has]


@filter_match.register
def _(clause: NoTerm, document: CreatorDocument) -> Any:
    return []


@filter_match.register
def _(clause: StartsWith, document: CreatorDocument) -> Any:
    return [term for term in getattr(document, clause.field) if term.startswith(clause.prefix)]


@filter_match.register
def _(clause: AnyPhrase, document: CreatorDocument) -> Any:
    return {
        "phrases": [" ".join(phrase) for phrase in clause.matching_phrases(document)],
        "relevance": clause.score(document),
    }


@filter_match.register
def _(clause: ShareInRange, document: CreatorDocument) -> Any:
    return {clause.key: clause.value(document) / PERCENT_SCALE}


@filter_match.register
def _(clause: AgeShareAtLeast, document: CreatorDocument) -> Any:
    return {f"{clause.min_age}-{clause.max_age}": clause.value(document) / PERCENT_SCALE}


@filter_match.register
def _(clause: MoreLikeThis, document: CreatorDocument) -> Any:
    whole = sum(sum(weights.values()) for weights in clause.weights.values())
    common = {
        field: shared
        for field, weights in clause.weights.items()
        if (shared := [term for term in dict.fromkeys(getattr(document, field)) if term in weights])
    }
    return {"likeness": round(clause.score(document) / whole, 4), "in_common": common}


@filter_match.register
def _(clause: And, document: CreatorDocument) -> Any:
    return _merge_matches([filter_match(inner, document) for inner in clause.clauses])


@filter_match.register
def _(clause: Or, document: CreatorDocument) -> Any:
    return _merge_matches(
        [filter_match(inner, document) for inner in clause.clauses if inner.matches(document)]
    )


def _merge_matches(parts: list[Any]) -> Any:
    """Merges objects into one; anything else becomes a list of what is not empty, or its only item."""
    if parts and all(isinstance(part, dict) for part in parts):
        return {name: value for part in parts for name, value in part.items()}
    known = [part for part in parts if part not in ([], None)]
    return known[0] if len(known) == 1 else known
