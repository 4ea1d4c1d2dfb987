"""The profile and the audience demographics of a connected account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from limelight.kernel.platforms import NEWSLETTER_PLATFORMS, PlatformKey
from limelight.kernel.records import (
    AudienceDemographics,
    AudienceGender,
    CityShare,
    ContactKind,
    CountryShare,
    CreatorGender,
    Email,
    Gender,
    GenderAgeShare,
    PhoneNumber,
    Profile,
    Reputation,
)
from limelight.kernel.timestamps import format_timestamp
from limelight.sandbox.account_owners import AccountOwner, creator_platform, seeded_random
from limelight.sandbox.contents.content_groups import GROUP_FORMATS, content_groups
from limelight.sandbox.contents.newsletters import open_and_click_rates, paid_subscribers
from limelight.sandbox.contents.post_formats import POST_FORMATS
from limelight.sandbox.contents.posts import count_posts
from limelight.vocabulary.locations import location

_ELSEWHERE: Final = {
    PlatformKey.SPOTIFY: "https://open.spotify.com/user/{}",
    PlatformKey.DISCORD: "https://discord.com/users/{}",
}
_GENDERS: Final[Mapping[CreatorGender, Gender]] = {
    CreatorGender.FEMALE: Gender.FEMALE,
    CreatorGender.MALE: Gender.MALE,
    CreatorGender.GENDER_NEUTRAL: Gender.OTHER,
}
_SUBSCRIBED: Final = frozenset({PlatformKey.YOUTUBE, *NEWSLETTER_PLATFORMS})
_COUNTRIES: Final = 45
_CITIES: Final = 45


def account_profile(owner: AccountOwner, now: datetime) -> Profile:
    """The public profile, and what the owner alone sees."""
    creator = owner.creator
    first, _, last = (creator.full_name or "").partition(" ")
    is_person = owner.truth.is_woman is not None
    contacts = {contact.type: contact.value for contact in creator.contact_details or ()}
    return Profile(
        external_id=owner.external_id,
        platform_username=creator.username,
        full_name=creator.full_name,
        first_name=first if is_person and last else None,
        last_name=last if is_person and last else None,
        nick_name=creator.full_name,
        url=_url(owner),
        introduction=creator.introduction,
        image_url=creator.image_url,
        date_of_birth=_date_of_birth(owner),
        platform_account_type=creator.account_type,
        category=creator.category,
        website=creator.profile_links[0] if creator.profile_links else None,
        reputation=_reputation(owner, now),
        emails=(Email(type=ContactKind.WORK, email_id=_email(owner, contacts)),),
        phone_numbers=_phone_numbers(contacts),
        gender=_GENDERS.get(creator.gender) if creator.gender else None,
        country=owner.truth.place.keys[-1] if owner.truth.place.keys else None,
        platform_profile_name=creator.full_name,
        platform_profile_id=owner.external_id,
        platform_profile_published_at=format_timestamp(owner.opened_at),
        is_verified=creator.is_verified,
        is_business=creator.is_business,
    )


def audience_demographics(owner: AccountOwner) -> AudienceDemographics:
    """The true distribution of the followers, which a platform shows to the owner."""
    truth = owner.truth
    return AudienceDemographics(
        countries=tuple(
            CountryShare(code=code, value=round(share, 2))
            for code, share in list(truth.countries.items())[:_COUNTRIES]
        ),
        cities=tuple(
            CityShare(name=found.name, value=round(share, 2))
            for key, share in list(truth.cities.items())[:_CITIES]
            if (found := location(key))
        ),
        gender_age_distribution=tuple(_gender_age(key, share) for key, share in truth.gender_ages.items()),
    )


def _gender_age(key: str, share: float) -> GenderAgeShare:
    gender, age_range = key.split(".")
    return GenderAgeShare(gender=AudienceGender(gender), age_range=age_range, value=round(share, 2))


def _url(owner: AccountOwner) -> str | None:
    elsewhere = _ELSEWHERE.get(owner.platform)
    return elsewhere.format(owner.creator.username) if elsewhere else owner.creator.url


def _date_of_birth(owner: AccountOwner) -> str | None:
    if owner.truth.age is None:
        return None
    days = seeded_random(owner.key, "born").uniform(0, 365)
    born = owner.as_of_time - timedelta(days=owner.truth.age * 365.25 + days)
    return born.date().isoformat()


def _email(owner: AccountOwner, contacts: Mapping[str, str]) -> str:
    handle = owner.creator.username.strip("._-")
    return contacts.get("email", f"{handle}@example.com")


def _phone_numbers(contacts: Mapping[str, str]) -> tuple[PhoneNumber, ...]:
    number = contacts.get("phone")
    return (PhoneNumber(type=ContactKind.WORK, phone_number=number),) if number else ()


def _reputation(owner: AccountOwner, now: datetime) -> Reputation:
    """Followers go on growing; every post since the world's day counts."""
    creator, platform = owner.creator, owner.platform
    if creator_platform(platform) is not platform and platform not in POST_FORMATS:
        return Reputation()
    followers = owner.projected_count(owner.followers, now)
    counts_subscribers = platform in _SUBSCRIBED
    is_letter = platform in NEWSLETTER_PLATFORMS
    opened, clicked = open_and_click_rates(owner)
    return Reputation(
        follower_count=None if counts_subscribers else followers,
        following_count=creator.following_count,
        subscriber_count=followers if counts_subscribers else None,
        paid_subscriber_count=paid_subscribers(owner, followers) if is_letter else None,
        content_count=_content_count(owner, now),
        content_group_count=len(content_groups(owner, now)) if platform in GROUP_FORMATS else None,
        like_count=creator.total_engagements if platform is PlatformKey.TIKTOK else None,
        average_open_rate=opened if is_letter else None,
        average_click_rate=clicked if is_letter else None,
    )


def _content_count(owner: AccountOwner, now: datetime) -> int | None:
    counted = owner.creator.content_count
    if counted is None or owner.platform not in POST_FORMATS:
        return counted
    return counted + count_posts(owner, owner.as_of_time, now)
