"""Copying fields between structs by name; every declaration is checked when its module is imported."""

from collections.abc import Collection, Container, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

_StructT = TypeVar("_StructT", bound=Struct)
_SourceT = TypeVar("_SourceT", bound=Struct)
_TargetT = TypeVar("_TargetT", bound=Struct)
_SourceT_contra = TypeVar("_SourceT_contra", bound=Struct, contravariant=True)
_TargetT_co = TypeVar("_TargetT_co", bound=Struct, covariant=True)


class FieldMismatch(TypeError):
    """A declaration, or the values of a call, do not fit the fields of the structs."""


class Copy(Protocol[_SourceT_contra, _TargetT_co]):
    """Makes a target from a source and one value for each of the declaration's ``given`` fields."""

    def __call__(self, source: _SourceT_contra, /, **given: Any) -> _TargetT_co: ...


class Combine(Protocol[_TargetT_co]):
    """Makes a target from one instance of each source type and the values of the ``given`` fields."""

    def __call__(self, *sources: Struct, **given: Any) -> _TargetT_co: ...


def copy_fields(
    source: type[_SourceT],
    target: type[_TargetT],
    *,
    given: Collection[str] = (),
    defaults: Collection[str] = (),
) -> Copy[_SourceT, _TargetT]:
    """Declare how targets are made of sources, once per pair of types and at module level.

    Each field of the target is named in ``given`` (each call passes it), named in ``defaults`` (it keeps its
    default), or copied from the source's field of that name. Raises FieldMismatch for any other field.
    """
    [names] = _copied_names((source,), target, given, defaults)
    expected = frozenset(given)

    def copy(record: _SourceT, /, **values: Any) -> _TargetT:
        if values.keys() != expected:
            raise _wrong_values(target, expected, values)
        for name in names:
            values[name] = getattr(record, name)
        return target(**values)

    return copy


def combine_fields(
    sources: Sequence[type[Struct]],
    target: type[_TargetT],
    *,
    given: Collection[str] = (),
    defaults: Collection[str] = (),
) -> Combine[_TargetT]:
    """``copy_fields`` from several sources; a field that several have is copied from the last of them."""
    copied = _copied_names(sources, target, given, defaults)
    expected = frozenset(given)

    def combine(*records: Struct, **values: Any) -> _TargetT:
        if values.keys() != expected:
            raise _wrong_values(target, expected, values)
        for names, record in zip(copied, records, strict=True):
            for name in names:
                values[name] = getattr(record, name)
        return target(**values)

    return combine


def overlay(older: _StructT, newer: _StructT, but: Container[str] = ()) -> _StructT:
    """The older one with all that the newer one knows, in its parts too, but for some fields."""
    changes: dict[str, Any] = {}
    for name in older.__struct_fields__:
        value, known = getattr(newer, name), getattr(older, name)
        if value is None or value == () or name in but:
            continue
        changes[name] = overlay(known, value) if isinstance(known, Struct) else value
    return replace(older, **changes)


def _copied_names(
    sources: Sequence[type[Struct]],
    target: type[Struct],
    given: Collection[str],
    defaults: Collection[str],
) -> list[tuple[str, ...]]:
    """The fields that each source fills."""
    is_required = {field.name: field.required for field in fields(target)}
    _reject(target, "has no field", {*given, *defaults} - is_required.keys())
    _reject(target, "declares as both given and default", set(given) & set(defaults))
    _reject(target, "has no default for", {name for name in defaults if is_required[name]})
    copied = is_required.keys() - {*given, *defaults}
    owner = {name: source for source in sources for name in source.__struct_fields__ if name in copied}
    _reject(target, "gets no value for", copied - owner.keys())
    return [tuple(name for name in is_required if owner.get(name) is source) for source in sources]


def _reject(target: type[Struct], problem: str, names: Collection[str]) -> None:
    if names:
        raise FieldMismatch(f"{target.__name__} {problem}: {', '.join(sorted(names))}.")


def _wrong_values(target: type[Struct], expected: frozenset[str], values: Mapping[str, Any]) -> FieldMismatch:
    missing, unknown = expected - values.keys(), values.keys() - expected
    return FieldMismatch(f"{target.__name__}: missing {sorted(missing)}, not declared {sorted(unknown)}.")
