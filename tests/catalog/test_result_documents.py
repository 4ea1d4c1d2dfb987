"""What result cards say of creators of whom little is known."""

from limelight.catalog.result_documents import profile_url
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator


def test_username_with_spaces_has_no_profile_url():
    named = Creator(platform=PlatformKey.FACEBOOK, username="Office of Ada Lovelace")
    handled = Creator(platform=PlatformKey.FACEBOOK, username="ada.lovelace")
    assert profile_url(named) is None
    assert profile_url(handled) == "https://www.facebook.com/ada.lovelace"
