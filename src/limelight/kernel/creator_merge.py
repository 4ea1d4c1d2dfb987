"""Merging two records of a creator: the newer value of a field wins, and an unknown value never does."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from limelight.kernel.records import ContactDetail, Creator, FieldOrigin, MonthlyTotals, Place
from limelight.kernel.timestamps import Timestamp

_StructT = TypeVar("_StructT", bound=Struct)
_Contacts = tuple[ContactDetail, ...]


def merge_creators(known: Creator, delivered: Creator) -> Creator:
    """The creator with the delivered values; ``known`` itself if nothing changes.

    A delivery older than a field's origin only fills the field if it is unknown. A delivered username
    without an origin is a placeholder and replaces nothing.
    """
    if known == delivered:
        return known
    owners, deliverers = _field_times(known), _field_times(delivered)
    changes: dict[str, Any] = {}
    won: set[str] = set()
    for name, new in _delivered_values(delivered, deliverers):
        old = getattr(known, name)
        if old is None or old == ():
            changes[name] = new
            won.add(name)
        elif deliverers.get(name, "") >= owners.get(name, ""):
            changes[name] = _merge_field(name, old, new)
            won.add(name)
        else:
            changes[name] = _merge_field(name, new, old)
    return replace(known, **changes, origins=_merge_origins(known.origins, delivered.origins, won))


def _delivered_values(delivered: Creator, deliverers: Container[str]) -> Iterator[tuple[str, Any]]:
    """The delivered known values, except platform and origins."""
    if "username" in deliverers or not delivered.origins:
        yield "username", delivered.username
    for name in _MERGED_FIELDS:
        value = getattr(delivered, name)
        if value is not None and (value or name != "history"):
            yield name, value


def _field_times(creator: Creator) -> dict[str, Timestamp]:
    return {name: origin.at for origin in creator.origins for name in origin.fields}


def _merge_origins(
    known: Iterable[FieldOrigin], delivered: Iterable[FieldOrigin], won: set[str]
) -> tuple[FieldOrigin, ...]:
    """Each origin once, oldest first, with the fields whose values are still its own."""
    owned: dict[tuple[str, str, str], set[str]] = {}
    for origin in known:
        owned.setdefault(_origin_key(origin), set()).update(name for name in origin.fields if name not in won)
    for origin in delivered:
        owned.setdefault(_origin_key(origin), set()).update(won.intersection(origin.fields))
    named = {_origin_key(origin): origin for origin in (*known, *delivered)}
    return tuple(replace(named[key], fields=tuple(sorted(owned[key]))) for key in sorted(owned) if owned[key])


def _origin_key(origin: FieldOrigin) -> tuple[str, str, str]:
    return origin.at, origin.source, origin.name


def _merge_field(name: str, older: Any, newer: Any) -> Any:
    join = _FIELD_MERGERS.get(name)
    return join(older, newer) if join else newer


def _merge_places(older: Place, newer: Place) -> Place:
    """A newer place that is part of the older one does not replace it, such as the country of a city."""
    return older if newer.keys and set(newer.keys) <= set(older.keys) else newer


def _merge_contacts(
    older: tuple[ContactDetail, ...], newer: tuple[ContactDetail, ...]
) -> tuple[ContactDetail, ...]:
    types = {detail.type for detail in newer}
    return (*newer, *(detail for detail in older if detail.type not in types))


def _merge_months(
    older: tuple[MonthlyTotals, ...], newer: tuple[MonthlyTotals, ...]
) -> tuple[MonthlyTotals, ...]:
    months = {month.month: month for month in older}
    for month in newer:
        months[month.month] = _merge_structs(months[month.month], month) if month.month in months else month
    return tuple(months[name] for name in sorted(months))


def _merge_structs(older: _StructT, newer: _StructT) -> _StructT:
    known = {
        name: getattr(newer, name)
        for name, default in _unknown_values(type(newer)).items()
        if getattr(newer, name) != default
    }
    return replace(older, **known)


@cache
def _unknown_values(kind: type[Struct]) -> Mapping[str, Any]:
    """The default of each optional field, which means that the value is unknown."""
    return {
        field.name: field.default_factory() if field.default is NODEFAULT else field.default
        for field in fields(kind)
        if not field.required
    }


_MERGED_FIELDS: Final = tuple(name for name in _unknown_values(Creator) if name != "origins")
_FIELD_MERGERS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "location": _merge_places,
    "contact_details": _merge_contacts,
    "history": _merge_months,
    "livestream": _merge_structs,
    "followers": _merge_structs,
    "likers": _merge_structs,
    "commenters": _merge_structs,
}
