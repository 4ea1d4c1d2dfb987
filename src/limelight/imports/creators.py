"""From the row of a file to the record of a creator."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from limelight.imports.columns import COLUMNS
from limelight.imports.places import place
from limelight.imports.readings import EMPTY, handle_of
from limelight.imports.recognition import Recognition
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContactDetail, Creator, Livestream, Month, Origin, Source
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.brands import brand
from limelight.vocabulary.interests import interest

Values = dict[str, Any]
_MONTHLY: Final = (
    *("follower_count", "subscriber_count", "following_count", "content_count"),
    *("average_likes", "average_views", "average_comments"),
)
_LONGEST_NAME: Final = 300
_PLACE: Final = ("location.place", "location.city", "location.state", "location.country")


@dataclass(frozen=True)
class Delivery:
    """What all rows of a file share. ``month``: the totals are of the end of a known month."""

    platform: PlatformKey
    name: str
    at: Timestamp
    month: str | None = None


class Doubt(Struct, frozen=True, kw_only=True):
    """A cell that could not be read; its row is used without it."""

    line: int
    column: str
    value: Any
    reason: str


class RowReader:
    """Reads the cells of rows as a recognition says; ``doubt`` is told of the cells it leaves out."""

    def __init__(self, recognition: Recognition, doubt: Callable[[Doubt], None]) -> None:
        self._constants = dict(recognition.constants)
        fields = [fill.field for fill in recognition.fills]
        self._fills = [
            (
                fill.index,
                fill.field,
                fill.reading,
                fill.header,
                fill.gathers,
                fields.count(fill.field) > 1 or fill.field in recognition.constants,
            )
            for fill in recognition.fills
        ]
        self._doubt = doubt

    def values(self, line: int, cells: Sequence[Any]) -> Values:
        """The fields that the row fills. A row may end early: the cells that it lacks are empty."""
        values = self._constants.copy()
        width = len(cells)
        for index, field, reading, header, gathers, contested in self._fills:
            cell = cells[index] if index < width else None
            if type(cell) is str:
                cell = cell.strip()
                if cell in EMPTY:
                    continue
            elif cell is None or cell != cell or cell == []:
                continue
            if contested and not gathers and field in values:
                continue
            try:
                value = reading(cell)
                if gathers:
                    values[field] = (*values.get(field, ()), value)
                elif value is not None:
                    values[field] = value
            except Unreadable as error:
                self._doubt(Doubt(line=line, column=header, value=cell, reason=str(error)))
        return values


class CreatorMaker:
    """Makes records of the values of rows, with the origin of each."""

    def __init__(self, delivery: Delivery, *, name_stands_in: bool) -> None:
        self._delivery = delivery
        self._name_stands_in = name_stands_in
        self._origins: dict[tuple[str, ...], tuple[Origin, ...]] = {}
        self._handle_of = handle_of(delivery.platform)

    def creator(self, values: Values) -> Creator:
        """Raises Unreadable for values that do not say who it is."""
        stand_in = self._stand_in(values)
        if max(len(stand_in), len(values.get("external_id", ""))) > _LONGEST_NAME:
            raise Unreadable(f"has a username or id of more than {_LONGEST_NAME} characters")
        computed = _compose(values, self._delivery.month)
        origins = self._origins_of((*values, "", *computed))
        values |= computed
        return Creator(
            platform=self._delivery.platform,
            username=values.pop("username", stand_in),
            origins=origins,
            **values,
        )

    def _stand_in(self, values: Values) -> str:
        """What names the creator where no username does. A username in the address becomes a value."""
        username = values.get("username")
        if username is None and "url" in values and (found := self._handle_of(values["url"])):
            username = values["username"] = found
        if username is not None:
            return str(username)
        name = values.get("full_name")
        if name and (self._name_stands_in or "external_id" in values):
            return str(name)
        if "external_id" in values:
            return str(values["external_id"])
        raise Unreadable("has no username, id or profile address")

    def _origins_of(self, fields: tuple[str, ...]) -> tuple[Origin, ...]:
        found = self._origins.get(fields)
        if found is None:
            split = fields.index("")
            found = self._origins[fields] = tuple(self._named_origins(fields[:split], fields[split + 1 :]))
        return found

    def _named_origins(self, read: Sequence[str], computed: Sequence[str]) -> Iterable[Origin]:
        name = self._delivery.name
        for origin, fields in ((name, read), (f"{name} (computed)", computed)):
            if fields:
                yield Origin(
                    source=Source.IMPORT, name=origin, at=self._delivery.at, fields=tuple(sorted(fields))
                )


def _compose(values: Values, month: str | None) -> Values:
    """Turn parts into fields, in place; what is not read but computed is returned."""
    for compose in dict.fromkeys([_COMPOSERS[field] for field in values if field in _COMPOSERS]):
        compose(values)
    computed = {} if "engagement_rate" in values else _engagement_rate(values)
    values.pop("average_engagements", None)
    if month is not None:
        known = {name: values[name] for name in _MONTHLY if name in values}
        values["history"] = (Month(month=month, **known),)
    return computed


def _engagement_rate(values: Mapping[str, Any]) -> Values:
    """Mean likes, else mean engagements, over followers: the reading of the reference."""
    followers = values.get("follower_count") or values.get("subscriber_count")
    engagements = values.get("average_likes", values.get("average_engagements"))
    if not followers or engagements is None:
        return {}
    return {"engagement_rate": round(engagements / followers, 6)}


def _full_name(values: Values) -> None:
    parts = filter(None, (values.pop("first_name", None), values.pop("last_name", None)))
    values.setdefault("full_name", " ".join(parts))


def _interests(values: Values) -> None:
    interests, category = _interests_and_category(values.pop("category", ()), values.pop("interests", ()))
    if interests:
        values["interests"] = interests
    if category:
        values["category"] = category


@lru_cache(maxsize=8192)
def _interests_and_category(
    categories: tuple[str, ...], interests: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """A category that is an interest of the vocabulary is kept as one, the others in one text."""
    found = dict.fromkeys(interest(name) or name for name in interests)
    found |= dict.fromkeys(filter(None, map(interest, categories)))
    return tuple(found), ", ".join(dict.fromkeys(name for name in categories if interest(name) is None))


def _brands(values: Values) -> None:
    if "brands" in values:
        values["brands"] = {brand(name) or name: share for name, share in values["brands"].items()}
    if "sponsors" in values:
        values["sponsors"] = tuple(dict.fromkeys(brand(name) or name for name in values["sponsors"]))


def _location(values: Values) -> None:
    values["location"] = place(*[values.pop(field, None) for field in _PLACE])


def _contact_details(values: Values) -> None:
    parts = _popped(values, "contact.")
    values["contact_details"] = tuple(
        ContactDetail(type=kind, value=each) for kind, found in parts.items() for each in found
    )


def _livestream(values: Values) -> None:
    values["livestream"] = Livestream(**_popped(values, "livestream."))


def _popped(values: Values, prefix: str) -> Values:
    fields = [field for field in values if field.startswith(prefix)]
    return {field.removeprefix(prefix): values.pop(field) for field in fields}


_BY_PREFIX: Final = {"contact": _contact_details, "livestream": _livestream, "location": _location}
_COMPOSERS: Final[Mapping[str, Callable[[Values], None]]] = {
    **dict.fromkeys(("first_name", "last_name"), _full_name),
    **dict.fromkeys(("category", "interests"), _interests),
    **dict.fromkeys(("brands", "sponsors"), _brands),
    **{column.field: _BY_PREFIX[column.field.partition(".")[0]] for column in COLUMNS if "." in column.field},
}
