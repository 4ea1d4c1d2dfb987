"""Parts of documents: reading only what somebody looks at takes a fraction of reading it all."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias, TypedDict, get_type_hints

from msgspec.msgpack import Decoder, Encoder

from limelight.search.documents import CreatorDocument

Projection: TypeAlias = frozenset[str]
"""Fields of the document, and of shares their dimensions: ``likers.locations``."""

NO_FIELDS: Final[Projection] = frozenset()
ALL_FIELDS: Final[Projection] = frozenset(CreatorDocument.__struct_fields__)
_CACHED_DECODERS: Final = 1_000
_FIELD_TYPES: Final = get_type_hints(CreatorDocument)
_TypedDict: Final[Any] = TypedDict

encode_document: Final = Encoder().encode
"""A document as ``document_decoder`` takes it."""


@lru_cache(_CACHED_DECODERS)
def document_decoder(parts: Projection) -> Callable[[bytes], CreatorDocument]:
    """Makes documents that have these parts alone; without its id a document's is 0."""
    if parts >= ALL_FIELDS:
        return Decoder(CreatorDocument).decode
    decode = Decoder(_projected_type(parts)).decode
    return lambda document: CreatorDocument(**{"id": 0} | decode(document))


def _projected_type(parts: Iterable[str]) -> Any:
    dimensions: dict[str, set[str]] = {}
    for part in parts:
        field, _, dimension = part.partition(".")
        dimensions.setdefault(field, set()).add(dimension)
    kinds = {
        field: _shares_type(some) if all(some) else _FIELD_TYPES[field] for field, some in dimensions.items()
    }
    return _typed_dict("Parts", kinds)


def _shares_type(dimensions: Iterable[str]) -> Any:
    return _typed_dict("Shares", dict.fromkeys(dimensions, dict[str, int]))


def _typed_dict(name: str, kinds: dict[str, Any]) -> Any:
    return _TypedDict(name, kinds, total=False)
