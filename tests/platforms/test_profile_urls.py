"""Parsing and building profile URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import PLATFORMS, platform_by_key

WITH_PROFILES = [platform for platform in PLATFORMS if platform.profile_urls]
HANDLES = st.from_regex(r"q[a-z0-9_-]{5,20}", fullmatch=True)

URLS = {
    "https://www.instagram.com/some.name/": ("instagram", "some.name"),
    "instagram.com/some.name?hl=en": ("instagram", "some.name"),
    "HTTPS://WWW.INSTAGRAM.COM/Some.Name/reels/": ("instagram", "Some.Name"),
    "https://www.instagram.com/stories/some.name/123/": ("instagram", "some.name"),
    "https://www.instagram.com/p/Cabc/": ("instagram", None),
    "https://www.instagram.com/reel/Cabc/": ("instagram", None),
    "https://l.instagram.com/?u=https%3A%2F%2Fexample.com": ("instagram", None),
    "https://about.instagram.com/blog": ("instagram", None),
    "https://www.instagram.com.evil.example/some.name": ("instagram", None),
    "https://notinstagram.com/some.name": ("instagram", None),
    "https://www.youtube.com/@some-name/videos": ("youtube", "some-name"),
    "https://m.youtube.com/channel/UC1234567890123456789012": ("youtube", "UC1234567890123456789012"),
    "https://youtube.com/c/SomeName": ("youtube", "SomeName"),
    "https://youtube.com/user/SomeName": ("youtube", "SomeName"),
    "https://www.youtube.com/watch?v=abc": ("youtube", None),
    "https://www.tiktok.com/@some.name/video/1": ("tiktok", "some.name"),
    "https://vm.tiktok.com/ZMabc/": ("tiktok", None),
    "https://www.tiktok.com/tag/food": ("tiktok", None),
    "https://x.com/some_name": ("twitter", "some_name"),
    "https://mobile.twitter.com/@some_name/status/1": ("twitter", "some_name"),
    "https://x.com/search?q=a": ("twitter", None),
    "https://help.x.com/en": ("twitter", None),
    "https://www.twitch.tv/some_name/videos": ("twitch", "some_name"),
    "https://www.twitch.tv/directory/all": ("twitch", None),
    "https://www.facebook.com/some.name": ("facebook", "some.name"),
    "https://fr-fr.facebook.com/pg/some.name/posts": ("facebook", "some.name"),
    "https://www.facebook.com/profile.php?id=1000": ("facebook", "1000"),
    "https://www.facebook.com/people/Some-Name/1000/": ("facebook", "1000"),
    "https://www.facebook.com/watch?v=1": ("facebook", None),
    "https://fr.linkedin.com/in/some-n%C3%A4me/": ("linkedin", "some-näme"),
    "https://www.linkedin.com/company/some-name/about": ("linkedin", "some-name"),
    "https://www.linkedin.com/feed/": ("linkedin", None),
    "https://www.snapchat.com/add/some-name": ("snapchat", "some-name"),
    "https://www.snapchat.com/@some-name": ("snapchat", "some-name"),
    "https://somename.substack.com/p/a-post": ("substack", "somename"),
    "https://substack.com/@somename": ("substack", "somename"),
    "https://www.substack.com/home": ("substack", None),
    "https://somename.beehiiv.com": ("beehiiv", "somename"),
    "https://www.beehiiv.com/pricing": ("beehiiv", None),
    "https://de.pinterest.com/some_name/_created": ("pinterest", "some_name"),
    "https://www.pinterest.co.uk/some_name/": ("pinterest", "some_name"),
    "https://www.pinterest.com/pin/123": ("pinterest", None),
    "https://open.spotify.com/artist/4Z8W4f?si=x": ("spotify", "4Z8W4f"),
    "https://open.spotify.com/track/4Z8W4f": ("spotify", None),
    "https://discord.com/users/80351110224678912": ("discord", "80351110224678912"),
    "ftp://instagram.com/some.name": ("instagram", None),
    "http://[instagram.com/some.name": ("instagram", None),
    "some.name": ("instagram", None),
    "": ("instagram", None),
}


@pytest.mark.parametrize(("url", "expected"), URLS.items())
def test_a_handle_is_read_from_profiles_and_from_nothing_else(url: str, expected: tuple[str, str | None]):
    key, handle = expected
    assert platform_by_key(PlatformKey(key)).handle_from_url(url) == handle


@pytest.mark.parametrize("declared", WITH_PROFILES, ids=lambda declared: declared.key)
@given(handle=HANDLES)
def test_the_url_of_a_handle_leads_back_to_it(declared: Platform, handle: str):
    url = declared.profile_url(f"@{handle}")
    assert url is not None
    assert declared.handle_from_url(url) == handle


def test_a_channel_id_gets_the_url_of_a_channel():
    youtube = platform_by_key(PlatformKey.YOUTUBE)
    assert youtube.profile_url("UC1234567890123456789012") == (
        "https://www.youtube.com/channel/UC1234567890123456789012"
    )
    assert youtube.profile_url("@name") == "https://www.youtube.com/@name"


def test_a_handle_cannot_lead_out_of_the_path_of_its_profile():
    assert (
        platform_by_key(PlatformKey.TWITTER).profile_url("a/../b?c#d") == "https://x.com/a%2F..%2Fb%3Fc%23d"
    )
    assert platform_by_key(PlatformKey.SUBSTACK).profile_url("evil.example/") == (
        "https://evil.example%2F.substack.com"
    )
