"""The audience of a channel, from YouTube Analytics."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from limelight.connectors.endpoints import ApiClient, FetchResult, MultiRequestFetch, PageRequest
from limelight.kernel.records import (
    AudienceDemographics,
    AudienceGender,
    CityShare,
    CountryShare,
    GenderAgeShare,
)
from limelight.platforms.youtube.google_api import REPORTS, ReportRow, fetch_report

_GENDERS: Final = {
    "female": AudienceGender.FEMALE,
    "male": AudienceGender.MALE,
    "user_specified": AudienceGender.OTHERS,
}
_UNKNOWN_COUNTRY: Final = "ZZ"
_MAX_COUNTRIES: Final = "200"
_MAX_CITIES: Final = "25"

_Share = TypeVar("_Share")


async def _fetch_demographics(calls: ApiClient, _: PageRequest) -> FetchResult[AudienceDemographics]:
    ages = await fetch_report(calls, "viewerPercentage", dimensions="ageGroup,gender")
    countries = await fetch_report(
        calls, "views", dimensions="country", sort="-views", maxResults=_MAX_COUNTRIES
    )
    cities = await fetch_report(calls, "views", dimensions="city", sort="-views", maxResults=_MAX_CITIES)
    if not (ages or countries or cities):
        return FetchResult(())
    return FetchResult((map_demographics(ages, countries, cities),))


def map_demographics(
    ages: Sequence[ReportRow], countries: Sequence[ReportRow], cities: Sequence[ReportRow]
) -> AudienceDemographics:
    """``ages`` are percentages; ``countries`` and ``cities`` are views, turned into shares of their sum."""
    known = [row for row in countries if row[0] != _UNKNOWN_COUNTRY]
    cells = [_gender_age_share(row) for row in ages]
    return AudienceDemographics(
        countries=_shares(known, lambda code, value: CountryShare(code=code, value=value)),
        cities=_shares(cities, lambda name, value: CityShare(name=name, value=value)),
        gender_age_distribution=tuple(
            sorted((cell for cell in cells if cell is not None), key=lambda cell: -cell.value)
        ),
    )


def _gender_age_share(row: ReportRow) -> GenderAgeShare | None:
    age, gender, share = str(row[0]), _GENDERS.get(str(row[1])), float(row[2] or 0)
    if gender is None:
        return None
    return GenderAgeShare(gender=gender, age_range=age.removeprefix("age"), value=round(share, 2))


def _shares(rows: Sequence[ReportRow], share: Callable[[str, float], _Share]) -> tuple[_Share, ...]:
    counted = [(str(row[0]), float(row[1] or 0)) for row in rows]
    total = sum(views for _, views in counted)
    if not total:
        return ()
    counted.sort(key=lambda each: -each[1])
    return tuple(share(name, round(100 * views / total, 2)) for name, views in counted)


AUDIENCES: Final = MultiRequestFetch(endpoints=(REPORTS,), fetch_page=_fetch_demographics)
