"""What of a creator matched a clause, for people to read."""

from functools import singledispatch
from typing import Any, Final

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
    ShareInRange,
    StartsWith,
)
from limelight.search.documents import PERCENT, CreatorDocument
from limelight.search.fields import columns, number

_SCALES: Final = {path: kind.scale for path, kind in columns(CreatorDocument)}


@singledispatch
def evidence(clause: Clause, document: CreatorDocument) -> Any:
    """The value, the shares in percent or the terms that the creator matched with."""
    raise TypeError(f"{type(clause).__name__} is no clause that leaves evidence.")


@evidence.register
def _(clause: InRange, document: CreatorDocument) -> Any:
    value, scale = number(document, clause.field), _SCALES[clause.field]
    return value if value is None or scale == 1 else value / scale


@evidence.register
def _(clause: AnyOf, document: CreatorDocument) -> Any:
    has = getattr(document, clause.field)
    return [term for term in clause.terms if term in has]


@evidence.register
def _(clause: NoneOf, document: CreatorDocument) -> Any:
    return []


@evidence.register
def _(clause: StartsWith, document: CreatorDocument) -> Any:
    return [term for term in getattr(document, clause.field) if term.startswith(clause.prefix)]


@evidence.register
def _(clause: HasPhrase, document: CreatorDocument) -> Any:
    return {
        "phrases": [" ".join(phrase) for phrase in clause.found(document)],
        "relevance": clause.value(document),
    }


@evidence.register
def _(clause: ShareInRange, document: CreatorDocument) -> Any:
    return {clause.key: clause.value(document) / PERCENT}


@evidence.register
def _(clause: AgeShareAtLeast, document: CreatorDocument) -> Any:
    return {f"{clause.youngest}-{clause.oldest}": clause.value(document) / PERCENT}


@evidence.register
def _(clause: Alike, document: CreatorDocument) -> Any:
    whole = sum(sum(weights.values()) for weights in clause.weights.values())
    common = {
        field: shared
        for field, weights in clause.weights.items()
        if (shared := [term for term in dict.fromkeys(getattr(document, field)) if term in weights])
    }
    return {"likeness": round(clause.value(document) / whole, 4), "in_common": common}


@evidence.register
def _(clause: AllOf, document: CreatorDocument) -> Any:
    return _joined([evidence(inner, document) for inner in clause.clauses])


@evidence.register
def _(clause: OneOf, document: CreatorDocument) -> Any:
    return _joined([evidence(inner, document) for inner in clause.clauses if inner.matches(document)])


def _joined(parts: list[Any]) -> Any:
    """Objects become one object, everything else a list of what says something."""
    if parts and all(isinstance(part, dict) for part in parts):
        return {name: value for part in parts for name, value in part.items()}
    told = [part for part in parts if part not in ([], None)]
    return told[0] if len(told) == 1 else told
