"""Where a creator lives, from what files say of it in one cell or several."""

from functools import lru_cache

from limelight.kernel.records import Place
from limelight.vocabulary.locations import (
    Location,
    LocationType,
    keys_within,
    location,
    location_named,
)


@lru_cache(maxsize=8192)
def place(text: str | None, city: str | None, state: str | None, country: str | None) -> Place:
    """``text`` is the whole in one: ``Paris, France``. Names that are not known stay, without keys."""
    if text and not (city or state or country):
        return _written(text)
    land = _of_type(country, LocationType.COUNTRY)
    province = _state(state, land)
    town = _within(_of_type(city, LocationType.CITY), province or land)
    most = town or province or land
    if most is None:
        return Place(city=city, state=state, country=country)
    return Place(
        city=town.name if town else city,
        state=_name(most.key if most is province else most.state) or state,
        country=_name(most.country),
        keys=keys_within(most.key),
    )


def _written(text: str) -> Place:
    known = location_named(text)
    parts = [part.strip() for part in text.split(",")]
    if known is None and len(parts) > 1:
        middle = parts[-2] if len(parts) > 2 else None
        return _parted(parts[0], middle, parts[-1])
    if known is None:
        return Place(city=text)
    match known.type:
        case LocationType.COUNTRY:
            return place(None, None, None, text)
        case LocationType.STATE:
            return place(None, None, text, known.country)
        case LocationType.CITY:
            return place(None, text, None, known.country)


def _parted(city: str, middle: str | None, last: str) -> Place:
    """``Austin, Texas, USA``, ``Paris, France`` or ``Austin, TX``."""
    if _of_type(last, LocationType.COUNTRY):
        return place(None, city, middle, last)
    town = _of_type(city, LocationType.CITY)
    return place(None, city, last, town.country if town else None)


def _of_type(name: str | None, kind: LocationType) -> Location | None:
    found = location_named(name) if name else None
    return found if found and found.type is kind else None


def _state(name: str | None, country: Location | None) -> Location | None:
    """A state by its name or, in its country, by its code: ``TX``."""
    if not name:
        return None
    coded = location(f"{country.key}_{name.upper()}") if country else None
    return coded or _within(_of_type(name, LocationType.STATE), country)


def _within(found: Location | None, area: Location | None) -> Location | None:
    """The location, unless it lies elsewhere than is said."""
    return found if found and (area is None or area.key in keys_within(found.key)) else None


def _name(key: str | None) -> str | None:
    found = location(key) if key else None
    return found.name if found else None
