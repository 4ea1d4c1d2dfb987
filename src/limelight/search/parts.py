"""Parts of documents: reading only what somebody looks at takes a fraction of reading it all."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias, TypedDict, get_type_hints

from msgspec.msgpack import Decoder, Encoder

from limelight.search.documents import CreatorDocument

Parts: TypeAlias = frozenset[str]
"""Fields of the document, and of shares their dimensions: ``likers.locations``."""

NOTHING: Final[Parts] = frozenset()
EVERYTHING: Final[Parts] = frozenset(CreatorDocument.__struct_fields__)
_COMBINATIONS_REMEMBERED: Final = 1_000
_KINDS: Final = get_type_hints(CreatorDocument)
_TypedDict: Final[Any] = TypedDict

encoded: Final = Encoder().encode
"""A document as ``reader`` takes it."""


@lru_cache(_COMBINATIONS_REMEMBERED)
def reader(parts: Parts) -> Callable[[bytes], CreatorDocument]:
    """Makes documents that have these parts alone; without its id a document's is 0."""
    if parts >= EVERYTHING:
        return Decoder(CreatorDocument).decode
    decode = Decoder(_shape(parts)).decode
    return lambda document: CreatorDocument(**{"id": 0} | decode(document))


def _shape(parts: Iterable[str]) -> Any:
    dimensions: dict[str, set[str]] = {}
    for part in parts:
        field, _, dimension = part.partition(".")
        dimensions.setdefault(field, set()).add(dimension)
    kinds = {field: _shares(some) if all(some) else _KINDS[field] for field, some in dimensions.items()}
    return _optional("Parts", kinds)


def _shares(dimensions: Iterable[str]) -> Any:
    return _optional("Shares", dict.fromkeys(dimensions, dict[str, int]))


def _optional(name: str, kinds: dict[str, Any]) -> Any:
    return _TypedDict(name, kinds, total=False)
