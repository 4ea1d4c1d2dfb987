"""Merging two records of one creator: the newer delivery of a field wins, an unknown value never does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from limelight.kernel.records import ContactDetail, Creator, Month, Origin, Place
from limelight.kernel.timestamps import Timestamp

_Parts = TypeVar("_Parts", bound=Struct)
_Contacts = tuple[ContactDetail, ...]


def merged(known: Creator, delivered: Creator) -> Creator:
    """What is known of a creator after a delivery: ``known`` itself when nothing changes.

    A delivery that is older than a field's owner only fills what is unknown. A username that no origin
    of the delivery owns stands in for an unknown one and replaces nothing.
    """
    if known == delivered:
        return known
    owners, deliverers = _times(known), _times(delivered)
    changes: dict[str, Any] = {}
    won: set[str] = set()
    for name in _delivered_fields(delivered, deliverers):
        old, new = getattr(known, name), getattr(delivered, name)
        join = _JOINS.get(name, _newer)
        if old == _UNKNOWN.get(name):
            changes[name] = new
            won.add(name)
        elif deliverers.get(name, "") >= owners.get(name, ""):
            changes[name] = join(old, new)
            won.add(name)
        else:
            changes[name] = join(new, old)
    return replace(known, **changes, origins=_origins(known.origins, delivered.origins, won))


def _delivered_fields(delivered: Creator, deliverers: dict[str, Timestamp]) -> list[str]:
    known = [name for name, default in _UNKNOWN.items() if getattr(delivered, name) != default]
    return ["username", *known] if "username" in deliverers or not deliverers else known


def _times(creator: Creator) -> dict[str, Timestamp]:
    return {_field(path): origin.at for origin in creator.origins for path in origin.fields}


def _field(path: str) -> str:
    return path.partition(".")[0]


def _origins(known: Iterable[Origin], delivered: Iterable[Origin], won: set[str]) -> tuple[Origin, ...]:
    """Each origin once, oldest first, with the fields that it still owns."""
    owned: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for origin in known:
        owned[_identity(origin)].update(path for path in origin.fields if _field(path) not in won)
    for origin in delivered:
        owned[_identity(origin)].update(path for path in origin.fields if _field(path) in won)
    named = {_identity(origin): origin for origin in (*known, *delivered)}
    return tuple(replace(named[key], fields=tuple(sorted(owned[key]))) for key in sorted(owned) if owned[key])


def _identity(origin: Origin) -> tuple[str, str, str]:
    return origin.at, origin.source, origin.name


def _newer(_older: Any, newer: Any) -> Any:
    return newer


def _place(older: Place, newer: Place) -> Place:
    """A newer place that only repeats the country does not hide the city."""
    return older if newer.keys and set(newer.keys) <= set(older.keys) else newer


def _contacts(
    older: tuple[ContactDetail, ...], newer: tuple[ContactDetail, ...]
) -> tuple[ContactDetail, ...]:
    types = {detail.type for detail in newer}
    return (*newer, *(detail for detail in older if detail.type not in types))


def _months(older: tuple[Month, ...], newer: tuple[Month, ...]) -> tuple[Month, ...]:
    months = {month.month: month for month in older}
    for month in newer:
        months[month.month] = _parts(months[month.month], month) if month.month in months else month
    return tuple(months[name] for name in sorted(months))


def _parts(older: _Parts, newer: _Parts) -> _Parts:
    known = {
        name: getattr(newer, name)
        for name, default in _defaults(type(newer)).items()
        if getattr(newer, name) != default
    }
    return replace(older, **known)


@cache
def _defaults(kind: type[Struct]) -> Mapping[str, Any]:
    """The value that says "unknown" of each field that may be unknown."""
    return {
        field.name: field.default_factory() if field.default is NODEFAULT else field.default
        for field in fields(kind)
        if not field.required
    }


_UNKNOWN: Final = {name: value for name, value in _defaults(Creator).items() if name != "origins"}
_JOINS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "location": _place,
    "contact_details": _contacts,
    "history": _months,
    "livestream": _parts,
    "followers": _parts,
    "likers": _parts,
    "commenters": _parts,
}
