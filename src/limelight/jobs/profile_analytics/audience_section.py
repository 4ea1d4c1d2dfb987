"""Audience section of a report: from a sample of people, else from imported shares."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from limelight.analytics import audience
from limelight.analytics import audience as formulas
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.audience_shares import Shares
from limelight.analytics.credibility import Credibility, account_types, credibility, follower_types
from limelight.jobs.lookups import to_basic_details
from limelight.jobs.profile_analytics.report_inputs import ReportInputs
from limelight.kernel.records import Audience, AudienceKind, Creator
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.creator_discovery.profile_analytics import (
    AudienceReport,
    CodeShare,
    FollowerType,
    GenderShare,
    NamedShare,
    Reachability,
    ReportCityShare,
    ReportGenderAgeShare,
)
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails, CreatorSummary
from limelight.vocabulary.locations import Location, LocationType, location

_SHARE_FORMULAS: Final[Mapping[str, Callable[[AudienceSample], Shares]]] = {
    "countries": audience.countries,
    "states": audience.states,
    "cities": audience.cities,
    "gender_distribution": audience.gender_distribution,
    "gender_age_distribution": audience.gender_age_distribution,
    "languages": audience.languages,
    "brand_affinity": audience.brands,
    "interests": audience.interests,
    "follower_reachability": audience.follower_reachability,
}
FRACTION_FIELDS: Final = frozenset({"brand_affinity"})
"""Fields that are fractions in the report, as in the live service; others are percent."""
AUDIENCE_FORMULAS: Final[tuple[Callable[..., Any], ...]] = (
    *_SHARE_FORMULAS.values(),
    account_types,
    follower_types,
    credibility,
)


@dataclass(frozen=True)
class AudienceMeasures:
    """``shares`` are in percent, by field of the report."""

    shares: Mapping[str, Shares]
    credibility: Credibility | None


def measure_audience(sample: AudienceSample) -> AudienceMeasures:
    types = account_types(sample.people)
    shares = {name: formula(sample) for name, formula in _SHARE_FORMULAS.items()}
    return AudienceMeasures(
        shares={**shares, "follower_types": follower_types(types, sample.population)},
        credibility=credibility(types, sample.population),
    )


_Percentages = Mapping[str, float]


_with_lookalikes: Final = copy_fields(AudienceReport, AudienceReport, given=("ethnicities", "lookalikes"))


def audience_report(
    inputs: ReportInputs, kind: AudienceKind, measured: AudienceMeasures | None
) -> AudienceReport:
    """Ethnicities are never inferred from people: they are imported or unknown."""
    audience: Audience | None = getattr(inputs.creator, kind)
    if measured is not None:
        found = _report_from_sample(measured)
    elif audience is not None:
        found = _report_from_shares(audience)
    else:
        found = AudienceReport()
    return _with_lookalikes(
        found,
        ethnicities=_named_shares(audience.ethnicities if audience else {}),
        lookalikes=basic_details(inputs.audience_lookalikes) if kind is AudienceKind.FOLLOWERS else (),
    )


def significant_fields(inputs: ReportInputs, kind: AudienceKind) -> dict[str, Any]:
    """Returns the members with many followers, and their percentage of the audience."""
    sample = inputs.samples.get(kind)
    if sample is None:
        return {f"significant_{kind}_percentage": None, f"significant_{kind}": ()}
    return {
        f"significant_{kind}_percentage": formulas.significant_percentage(sample),
        f"significant_{kind}": [
            _member_details(inputs.creator, row) for row in formulas.significant_members(sample).to_dicts()
        ],
    }


def basic_details(cards: Iterable[CreatorSummary]) -> list[CreatorProfileBasicDetails]:
    return list(map(to_basic_details, cards))


def _report_from_sample(found: AudienceMeasures) -> AudienceReport:
    shares = {name: each.percentages for name, each in found.shares.items()}
    return AudienceReport(
        countries=_code_shares(shares["countries"]),
        states=_location_shares(shares["states"]),
        cities=_city_shares(shares["cities"]),
        gender_distribution=_gender_shares(shares["gender_distribution"]),
        gender_age_distribution=_gender_age_shares(shares["gender_age_distribution"]),
        languages=_code_shares(shares["languages"]),
        brand_affinity=_fraction_shares(shares["brand_affinity"]),
        interests=_named_shares(shares["interests"]),
        follower_types=_follower_types(shares["follower_types"]),
        follower_reachability=_reachability(shares["follower_reachability"]),
        credibility_score=found.credibility.score if found.credibility else None,
    )


def _report_from_shares(audience: Audience) -> AudienceReport:
    """Builds the section from imported shares, without a sample of people."""
    places = {key: share for key, share in _sort_descending(audience.locations).items() if location(key)}
    kinds = {
        kind: {k: v for k, v in places.items() if _require_location(k).type is kind} for kind in LocationType
    }
    return AudienceReport(
        countries=_code_shares(kinds[LocationType.COUNTRY]),
        states=_location_shares(kinds[LocationType.STATE]),
        cities=_city_shares(kinds[LocationType.CITY]),
        gender_distribution=_gender_shares(audience.genders),
        gender_age_distribution=_gender_age_shares(audience.gender_ages),
        languages=_code_shares(_sort_descending(audience.languages)),
        brand_affinity=_fraction_shares(_sort_descending(audience.brands)),
        interests=_named_shares(_sort_descending(audience.interests)),
        credibility_score=audience.credibility_score,
    )


def _member_details(creator: Creator, row: Mapping[str, Any]) -> CreatorProfileBasicDetails:
    counts = "subscriber_count" if creator.follower_count is None else "follower_count"
    shown = {name: row[name] for name in ("external_id", "url", "image_url", "is_verified")}
    both = {"follower_count": None, "subscriber_count": None, counts: row["follower_count"]}
    return CreatorProfileBasicDetails(platform_username=row["username"], **shown, **both)


def _named_shares(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=name, value=value) for name, value in shares.items()]


def _code_shares(shares: _Percentages) -> list[CodeShare]:
    return [CodeShare(code=code, value=value) for code, value in shares.items()]


def _fraction_shares(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=name, value=round(value / 100, 4)) for name, value in shares.items()]


def _location_shares(shares: _Percentages) -> list[NamedShare]:
    return [NamedShare(name=_require_location(key).name, value=value) for key, value in shares.items()]


def _city_shares(shares: _Percentages) -> list[ReportCityShare]:
    found = [(_require_location(key), value) for key, value in shares.items()]
    return [
        ReportCityShare(name=city.name, value=value, latitude=city.latitude, longitude=city.longitude)
        for city, value in found
    ]


def _gender_shares(shares: _Percentages) -> list[GenderShare]:
    return [GenderShare(gender=gender, value=value) for gender, value in shares.items()]


def _gender_age_shares(shares: _Percentages) -> list[ReportGenderAgeShare]:
    named = [(name.partition("."), value) for name, value in shares.items()]
    return [ReportGenderAgeShare(gender=name[0], age_range=name[2], value=value) for name, value in named]


def _follower_types(shares: _Percentages) -> list[FollowerType]:
    return [FollowerType(name=name, type=name, value=value) for name, value in shares.items()]


def _reachability(shares: _Percentages) -> list[Reachability]:
    return [Reachability(following_range=name, value=value) for name, value in shares.items()]


def _sort_descending(shares: _Percentages) -> dict[str, float]:
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _require_location(key: str) -> Location:
    """Returns the location of a valid key."""
    found = location(key)
    if found is None:
        raise KeyError(key)
    return found
