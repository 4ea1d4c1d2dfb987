"""Builds records of creators from the values of rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from limelight.imports import cell_parsers
from limelight.imports.cell_parsers import profile_url_parser, stateless
from limelight.imports.column_mapping import ColumnMapping
from limelight.imports.columns import CREATOR_COLUMNS, Column, RequiredFields
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    ContactDetail,
    Creator,
    DataSource,
    FieldOrigin,
    Livestream,
    MonthlyTotals,
    Place,
)
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.brands import brand
from limelight.vocabulary.interests import interest
from limelight.vocabulary.locations import (
    Location,
    LocationType,
    location,
    location_hierarchy,
    location_named,
)


@lru_cache(maxsize=8192)
def parse_location(text: str | None, city: str | None, state: str | None, country: str | None) -> Place:
    """Parses a location from one text (``Paris, France``) or its parts. Unknown names have no keys."""
    if text and not (city or state or country):
        return _parse_location_text(text)
    country_location = _location_of_type(country, LocationType.COUNTRY)
    state_location = _find_state(state, country_location)
    city_location = _if_within(_location_of_type(city, LocationType.CITY), state_location or country_location)
    smallest = city_location or state_location or country_location
    if smallest is None:
        return Place(city=city, state=state, country=country)
    return Place(
        city=city_location.name if city_location else city,
        state=_location_name(smallest.key if smallest is state_location else smallest.state) or state,
        country=_location_name(smallest.country),
        keys=location_hierarchy(smallest.key),
    )


def _parse_location_text(text: str) -> Place:
    known = location_named(text)
    parts = [part.strip() for part in text.split(",")]
    if known is None and len(parts) > 1:
        state = parts[-2] if len(parts) > 2 else None
        return _parse_location_parts(parts[0], state, parts[-1])
    if known is None:
        return Place(city=text)
    match known.type:
        case LocationType.COUNTRY:
            return parse_location(None, None, None, text)
        case LocationType.STATE:
            return parse_location(None, None, text, known.country)
        case LocationType.CITY:
            return parse_location(None, text, None, known.country)


def _parse_location_parts(city: str, state: str | None, last: str) -> Place:
    """Parses ``Austin, Texas, USA``, ``Paris, France`` or ``Austin, TX``."""
    if _location_of_type(last, LocationType.COUNTRY):
        return parse_location(None, city, state, last)
    city_location = _location_of_type(city, LocationType.CITY)
    return parse_location(None, city, last, city_location.country if city_location else None)


def _location_of_type(name: str | None, kind: LocationType) -> Location | None:
    found = location_named(name) if name else None
    return found if found and found.type is kind else None


def _find_state(name: str | None, country: Location | None) -> Location | None:
    """Finds a state by its name or, within its country, by its code: ``TX``."""
    if not name:
        return None
    coded = location(f"{country.key}_{name.upper()}") if country else None
    return coded or _if_within(_location_of_type(name, LocationType.STATE), country)


def _if_within(found: Location | None, area: Location | None) -> Location | None:
    """Returns the location if it lies within the area."""
    return found if found and (area is None or area.key in location_hierarchy(found.key)) else None


def _location_name(key: str | None) -> str | None:
    found = location(key) if key else None
    return found.name if found else None


FieldValues = dict[str, Any]
_HISTORY_FIELDS: Final = (
    *("follower_count", "subscriber_count", "following_count", "content_count"),
    *("average_likes", "average_views", "average_comments"),
)
_MAX_NAME_CHARACTERS: Final = 300
_LOCATION_FIELDS: Final = ("location.place", "location.city", "location.state", "location.country")


@dataclass(frozen=True)
class ImportBatch:
    """What all rows of a file share. ``month`` (YYYY-MM) is set if the operator dates the file."""

    platform: PlatformKey
    file_name: str
    as_of: Timestamp
    month: str | None = None


class CreatorBuilder:
    """Builds creators from the values of rows, with the origin of each field."""

    def __init__(self, batch: ImportBatch, *, full_name_as_username: bool) -> None:
        self._batch = batch
        self._full_name_as_username = full_name_as_username
        self._origins: dict[tuple[str, ...], tuple[FieldOrigin, ...]] = {}
        self._handle_from_url = profile_url_parser(batch.platform)

    def build(self, values: FieldValues) -> Creator:
        """Raises UnreadableValue if the values do not identify a creator."""
        username = self._username(values)
        if max(len(username), len(values.get("external_id", ""))) > _MAX_NAME_CHARACTERS:
            raise UnreadableValue(f"has a username or id of more than {_MAX_NAME_CHARACTERS} characters")
        computed = _combine_fields(values, self._batch.month)
        origins = self._origins_of((*values, "", *computed))
        values |= computed
        return Creator(
            platform=self._batch.platform,
            username=values.pop("username", username),
            origins=origins,
            **values,
        )

    def _username(self, values: FieldValues) -> str:
        """Returns the username, else the full name or id in its place; sets ``username`` from the URL."""
        username = values.get("username")
        if username is None and "url" in values and (found := self._handle_from_url(values["url"])):
            username = values["username"] = found
        if username is not None:
            return str(username)
        name = values.get("full_name")
        if name and (self._full_name_as_username or "external_id" in values):
            return str(name)
        if "external_id" in values:
            return str(values["external_id"])
        raise UnreadableValue("has no username, id or profile address")

    def _origins_of(self, fields: tuple[str, ...]) -> tuple[FieldOrigin, ...]:
        found = self._origins.get(fields)
        if found is None:
            split = fields.index("")
            found = self._origins[fields] = tuple(self._named_origins(fields[:split], fields[split + 1 :]))
        return found

    def _named_origins(self, read: Sequence[str], computed: Sequence[str]) -> Iterable[FieldOrigin]:
        name = self._batch.file_name
        for origin, fields in ((name, read), (f"{name} (computed)", computed)):
            if fields:
                yield FieldOrigin(
                    source=DataSource.IMPORT, name=origin, at=self._batch.as_of, fields=tuple(sorted(fields))
                )


def _combine_fields(values: FieldValues, month: str | None) -> FieldValues:
    """Combines parts into fields, in place, and returns the computed fields."""
    for combine in dict.fromkeys([_COMBINERS[field] for field in values if field in _COMBINERS]):
        combine(values)
    computed = {} if "engagement_rate" in values else _engagement_rate(values)
    values.pop("average_engagements", None)
    if month is not None:
        known = {name: values[name] for name in _HISTORY_FIELDS if name in values}
        values["history"] = (MonthlyTotals(month=month, **known),)
    return computed


def _engagement_rate(values: Mapping[str, Any]) -> FieldValues:
    """Average likes, else average engagements, divided by followers, as the reference defines it."""
    followers = values.get("follower_count") or values.get("subscriber_count")
    engagements = values.get("average_likes", values.get("average_engagements"))
    if not followers or engagements is None:
        return {}
    return {"engagement_rate": round(engagements / followers, 6)}


def _combine_full_name(values: FieldValues) -> None:
    parts = filter(None, (values.pop("first_name", None), values.pop("last_name", None)))
    values.setdefault("full_name", " ".join(parts))


def _combine_interests(values: FieldValues) -> None:
    interests, category = _split_categories(values.pop("category", ()), values.pop("interests", ()))
    if interests:
        values["interests"] = interests
    if category:
        values["category"] = category


@lru_cache(maxsize=8192)
def _split_categories(categories: tuple[str, ...], interests: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Returns interests, including categories that are interests of the vocabulary, and other categories."""
    found = dict.fromkeys(interest(name) or name for name in interests)
    found |= dict.fromkeys(filter(None, map(interest, categories)))
    return tuple(found), ", ".join(dict.fromkeys(name for name in categories if interest(name) is None))


def _combine_brands(values: FieldValues) -> None:
    if "brands" in values:
        values["brands"] = {brand(name) or name: share for name, share in values["brands"].items()}
    if "sponsors" in values:
        values["sponsors"] = tuple(dict.fromkeys(brand(name) or name for name in values["sponsors"]))


def _combine_location(values: FieldValues) -> None:
    values["location"] = parse_location(*[values.pop(field, None) for field in _LOCATION_FIELDS])


def _combine_contact_details(values: FieldValues) -> None:
    parts = _pop_prefixed(values, "contact.")
    values["contact_details"] = tuple(
        ContactDetail(type=kind, value=each) for kind, found in parts.items() for each in found
    )


def _combine_livestream(values: FieldValues) -> None:
    values["livestream"] = Livestream(**_pop_prefixed(values, "livestream."))


def _pop_prefixed(values: FieldValues, prefix: str) -> FieldValues:
    fields = [field for field in values if field.startswith(prefix)]
    return {field.removeprefix(prefix): values.pop(field) for field in fields}


_PREFIX_COMBINERS: Final = {
    "contact": _combine_contact_details,
    "livestream": _combine_livestream,
    "location": _combine_location,
}
_COMBINERS: Final[Mapping[str, Callable[[FieldValues], None]]] = {
    **dict.fromkeys(("first_name", "last_name"), _combine_full_name),
    **dict.fromkeys(("category", "interests"), _combine_interests),
    **dict.fromkeys(("brands", "sponsors"), _combine_brands),
    **{
        column.field: _PREFIX_COMBINERS[column.field.partition(".")[0]]
        for column in CREATOR_COLUMNS
        if "." in column.field
    },
}


_OWNER_PREFIX: Final = "creator."
_OWNER_IDENTITY_FIELDS: Final = frozenset({"creator.username", "creator.external_id", "creator.url"})

CREATOR_REQUIRED: Final = RequiredFields(
    _OWNER_IDENTITY_FIELDS,
    "No column identifies the creator of a row. Name one with --map creator.username=COLUMN, or one creator "
    "for all rows with --creator HANDLE.",
)
CREATOR_REFERENCE_COLUMNS: Final = (
    Column(
        "creator.username",
        cell_parsers.handle_parser,
        "creator, creator username, creator handle, creator name, influencer, influencer username, channel, "
        "channel name, page, page name, followed, followee, target, to",
    ),
    Column(
        "creator.external_id",
        stateless(cell_parsers.parse_identifier),
        "creator id, influencer id, channel id, page id, followed id, target id, to id, node 1, id 1",
    ),
    Column(
        "creator.url", stateless(cell_parsers.parse_url), "creator url, influencer url, channel url, page url"
    ),
)
"""For files whose rows also describe other people: headers name the creator explicitly."""


def prefixed_creator_columns(*fields: str) -> tuple[Column, ...]:
    """Returns columns of creators, for files whose rows describe no other people."""
    return tuple(
        replace(column, field=f"{_OWNER_PREFIX}{column.field}")
        for column in CREATOR_COLUMNS
        if column.field in fields
    )


class OwnerBuilder:
    """Builds the creator to whom a row belongs from its ``creator.…`` values."""

    def __init__(self, batch: ImportBatch, mapping: ColumnMapping) -> None:
        self._builder = CreatorBuilder(batch, full_name_as_username=mapping.full_name_as_username)

    def build(self, values: FieldValues) -> Creator:
        """Removes the creator's values and builds it. Raises UnreadableValue if they do not identify it."""
        fields = [field for field in values if field.startswith(_OWNER_PREFIX)]
        return self._builder.build({field.removeprefix(_OWNER_PREFIX): values.pop(field) for field in fields})


def with_profile_fields(creators: Iterable[Creator]) -> Sequence[Creator]:
    """Returns the distinct creators that have more fields than their identity."""
    return [
        each
        for each in dict.fromkeys(creators)
        if _imported_fields(each) - {"username", "external_id", "url"}
    ]


def _imported_fields(creator: Creator) -> set[str]:
    return {field for origin in creator.origins for field in origin.fields}
