"""Records hold together: what they name exists, what must sum sums, and nothing points at anybody real."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience, Creator, DataSource
from limelight.platforms import platform_by_key
from limelight.sandbox.reference_data import communities, niches, phrases
from limelight.sandbox.world import World
from limelight.search.filter_values import ContactType
from limelight.vocabulary.brands import brand
from limelight.vocabulary.interests import INTERESTS
from limelight.vocabulary.languages import language
from limelight.vocabulary.locations import location

from .conftest import AS_OF

_RESERVED = re.compile(r"(?:[\w-]+\.)*example\.(?:com|org|net)")
_FICTITIOUS = re.compile(r"\+1-555-01\d\d")


def audiences(creators: list[Creator]) -> Iterator[Audience]:
    for creator in creators:
        yield from filter(None, (creator.followers, creator.likers, creator.commenters))


def test_locations_are_in_the_vocabulary(all_creators: list[Creator]) -> None:
    keys = {key for creator in all_creators if creator.location for key in creator.location.keys}
    keys |= {key for audience in audiences(all_creators) for key in audience.locations}
    assert [key for key in keys if location(key) is None] == []


def test_brands_and_interests_are_in_the_dictionaries(instagram: list[Creator]) -> None:
    names = {name for niche in niches().values() for name in niche.brands}
    names |= {name for audience in audiences(instagram) for name in audience.brands}
    assert [name for name in names if brand(name) != name] == []
    interests = {name for creator in instagram for name in creator.interests or ()}
    interests |= {name for audience in audiences(instagram) for name in audience.interests}
    assert interests <= set(INTERESTS)


def test_languages_are_in_the_dictionary(all_creators: list[Creator]) -> None:
    codes = {creator.language for creator in all_creators if creator.language}
    codes |= {code for audience in audiences(all_creators) for code in audience.languages}
    assert [code for code in codes if language(code) is None] == []


def test_every_market_can_speak_of_its_niches() -> None:
    """Fails at the file, not at the block that first needs the word."""
    for spoken in phrases().values():
        assert set(spoken.words) == set(niches())
        assert sum("{city}" not in bio for bio in spoken.bios) == 10
        assert len(spoken.captions) == 12
    assert 60 <= len(communities()) <= 100


def test_audiences_sum(all_creators: list[Creator]) -> None:
    for audience in audiences(all_creators):
        for shares in (audience.genders, audience.ages, audience.gender_ages, audience.languages):
            assert sum(shares.values()) == pytest.approx(100, abs=0.05)
        for gender, share in audience.genders.items():
            parts = [part for key, part in audience.gender_ages.items() if key.startswith(f"{gender}.")]
            assert sum(parts) == pytest.approx(share, abs=0.001)
        for age, share in audience.ages.items():
            parts = [part for key, part in audience.gender_ages.items() if key.endswith(f".{age}")]
            assert sum(parts) == pytest.approx(share, abs=0.001)


def test_places_of_an_audience_lie_in_one_another(all_creators: list[Creator]) -> None:
    for audience in audiences(all_creators):
        for key, share in audience.locations.items():
            place = location(key)
            assert place is not None
            assert share <= audience.locations.get(place.country, 100)
            assert share <= audience.locations.get(place.state or "", 100)


def test_contacts_are_reserved(all_creators: list[Creator]) -> None:
    types = {name.lower() for name in ContactType.__args__}
    for creator in all_creators:
        for link in (creator.image_url, *(creator.profile_links or ())):
            assert link is None or _RESERVED.fullmatch(urlsplit(link).hostname or "")
        for detail in creator.contact_details or ():
            host = detail.value.partition("@")[2] or urlsplit(detail.value).hostname or ""
            assert _FICTITIOUS.fullmatch(detail.value) or _RESERVED.fullmatch(host), detail
            assert detail.type in types


def test_urls_are_those_of_the_platforms(all_creators: list[Creator]) -> None:
    for creator in all_creators[::16]:
        profiles = platform_by_key(creator.platform).profile_urls
        assert profiles is not None
        assert creator.url is not None
        assert profiles.url_of(creator.username) == creator.url
        assert profiles.handle_of(creator.url) == creator.username


def test_history_ends_today(all_creators: list[Creator]) -> None:
    for creator in all_creators:
        months = [month.month for month in creator.history]
        assert months == sorted(set(months))
        assert len(months) <= 13
        if months:
            last = creator.history[-1]
            assert last.month == "2026-05"
            assert last.follower_count == creator.follower_count
            assert last.subscriber_count == creator.subscriber_count
        assert creator.last_posted_at is None or creator.last_posted_at <= f"{AS_OF}T00:00:00.000000"


def test_every_field_has_an_origin(all_creators: list[Creator]) -> None:
    for creator in all_creators[::64]:
        (origin,) = creator.origins
        known = {name for name in Creator.__struct_fields__ if getattr(creator, name) not in (None, ())}
        assert known - {"platform", "origins"} <= set(origin.fields)
        assert (origin.source, origin.name, origin.at) == (
            DataSource.SANDBOX,
            "world 1",
            "2026-05-20T00:00:00.000000",
        )


def test_private_accounts_have_no_posts_or_audience(instagram: list[Creator]) -> None:
    private = [creator for creator in instagram if creator.is_private]
    assert private
    for creator in private:
        assert creator.captions is creator.hashtags is creator.topics is creator.followers is None


def test_hidden_likes_are_unknown(world: World, instagram: list[Creator]) -> None:
    hidden = [creator for creator in instagram if creator.posts_hidden_likes_percentage == 100]
    assert hidden
    for creator in hidden:
        assert creator.average_likes is creator.engagement_rate is creator.total_engagements is None
        assert all(month.average_likes is None for month in creator.history)


def test_sponsors_are_among_the_brands(instagram: list[Creator]) -> None:
    sponsored = [creator for creator in instagram if creator.sponsors]
    assert len(sponsored) > 100
    assert all(set(creator.sponsors or ()) <= set(creator.brands or {}) for creator in sponsored)


def test_platforms_have_their_own_fields(all_creators: list[Creator]) -> None:
    own = {
        "livestream": {PlatformKey.TWITCH},
        "share_count": {PlatformKey.TIKTOK},
        "subscriber_count": {PlatformKey.YOUTUBE},
        "post_types": {PlatformKey.YOUTUBE},
        "average_reel_views": {PlatformKey.INSTAGRAM},
        "brands": {PlatformKey.INSTAGRAM},
    }
    for name, platforms in own.items():
        having = {creator.platform for creator in all_creators if getattr(creator, name) is not None}
        assert having == platforms, name
