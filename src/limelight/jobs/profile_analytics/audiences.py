"""The part of a report about an audience: from a sample of its people, else from shares that were told."""

from collections.abc import Iterable, Mapping
from typing import Any

from limelight.analytics import audience as formulas
from limelight.jobs.profile_analytics.gathering import Gathered
from limelight.jobs.profile_analytics.measuring import Measured
from limelight.kernel.extending import extend
from limelight.kernel.records import Audience, AudienceKind, Creator
from limelight.schemas.creator_discovery.analytics import (
    AudienceReport,
    CityShare,
    CodeShare,
    FollowerType,
    GenderAgeShare,
    GenderShare,
    NamedShare,
    Reachability,
)
from limelight.schemas.creator_discovery.search import CreatorCard, CreatorProfileBasicDetails
from limelight.vocabulary.locations import Location, LocationType, location

_Percentages = Mapping[str, float]


def audience_report(gathered: Gathered, kind: AudienceKind, measured: Measured | None) -> AudienceReport:
    """Ethnicities are never read off people: they are told, or not known."""
    told: Audience | None = getattr(gathered.creator, kind)
    if measured is not None:
        found = _of_sample(measured)
    elif told is not None:
        found = _of_told(told)
    else:
        found = AudienceReport()
    return extend(
        AudienceReport,
        found,
        ethnicities=_named(told.ethnicities if told else {}),
        lookalikes=basics(gathered.audience_lookalikes) if kind is AudienceKind.FOLLOWERS else (),
    )


def significant_people(gathered: Gathered, kind: AudienceKind) -> dict[str, Any]:
    """Who of the audience is followed by many, and how many percent of it they are."""
    sample = gathered.samples.get(kind)
    if sample is None:
        return {}
    return {
        f"significant_{kind}_percentage": formulas.significant_percentage(sample),
        f"significant_{kind}": [
            _person(gathered.creator, row) for row in formulas.significant(sample).to_dicts()
        ],
    }


def basics(cards: Iterable[CreatorCard]) -> list[CreatorProfileBasicDetails]:
    return [extend(CreatorProfileBasicDetails, card) for card in cards]


def _of_sample(found: Measured) -> AudienceReport:
    shares = {name: each.percentages for name, each in found.shares.items()}
    return AudienceReport(
        countries=_coded(shares["countries"]),
        states=_placed(shares["states"]),
        cities=_cities(shares["cities"]),
        gender_distribution=_genders(shares["gender_distribution"]),
        gender_age_distribution=_gender_ages(shares["gender_age_distribution"]),
        languages=_coded(shares["languages"]),
        brand_affinity=_fractions(shares["brand_affinity"]),
        interests=_named(shares["interests"]),
        follower_types=_types(shares["follower_types"]),
        follower_reachability=_reachability(shares["follower_reachability"]),
        credibility_score=found.credibility.score if found.credibility else None,
    )


def _of_told(told: Audience) -> AudienceReport:
    """Shares that somebody else has made of people whom we do not see."""
    places = {key: share for key, share in _descending(told.locations).items() if location(key)}
    kinds = {kind: {k: v for k, v in places.items() if _place(k).type is kind} for kind in LocationType}
    return AudienceReport(
        countries=_coded(kinds[LocationType.COUNTRY]),
        states=_placed(kinds[LocationType.STATE]),
        cities=_cities(kinds[LocationType.CITY]),
        gender_distribution=_genders(told.genders),
        gender_age_distribution=_gender_ages(told.gender_ages),
        languages=_coded(_descending(told.languages)),
        brand_affinity=_fractions(_descending(told.brands)),
        interests=_named(_descending(told.interests)),
        credibility_score=told.credibility_score,
    )


def _person(creator: Creator, row: Mapping[str, Any]) -> CreatorProfileBasicDetails:
    counts = "subscriber_count" if creator.follower_count is None else "follower_count"
    shown = {name: row[name] for name in ("external_id", "url", "image_url", "is_verified")}
    both = {"follower_count": None, "subscriber_count": None, counts: row["follower_count"]}
    return CreatorProfileBasicDetails(platform_username=row["username"], **shown, **both)


def _named(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=name, value=value) for name, value in shares.items()]


def _coded(shares: _Percentages) -> list[CodeShare]:
    return [CodeShare(code=code, value=value) for code, value in shares.items()]


def _fractions(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=name, value=round(value / 100, 4)) for name, value in shares.items()]


def _placed(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=_place(key).name, value=value) for key, value in shares.items()]


def _cities(shares: _Percentages) -> list[CityShare]:
    found = [(_place(key), value) for key, value in shares.items()]
    return [
        CityShare(name=city.name, value=value, latitude=city.latitude, longitude=city.longitude)
        for city, value in found
    ]


def _genders(shares: _Percentages) -> list[GenderShare]:
    return [GenderShare(gender=gender, value=value) for gender, value in shares.items()]


def _gender_ages(shares: _Percentages) -> list[GenderAgeShare]:
    named = [(name.partition("."), value) for name, value in shares.items()]
    return [GenderAgeShare(gender=name[0], age_range=name[2], value=value) for name, value in named]


def _types(shares: _Percentages) -> list[FollowerType]:
    return [FollowerType(name=name, type=name, value=value) for name, value in shares.items()]


def _reachability(shares: _Percentages) -> list[Reachability]:
    return [Reachability(following_range=name, value=value) for name, value in shares.items()]


def _descending(shares: _Percentages) -> dict[str, float]:
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _place(key: str) -> Location:
    """The place of a key that is known to name one."""
    found = location(key)
    if found is None:
        raise KeyError(key)
    return found
