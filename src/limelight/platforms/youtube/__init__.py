"""YouTube."""

from typing import Final
from uuid import UUID

from limelight.connectors.profiles import Profiles, after_at_sign, after_word, any_of
from limelight.connectors.spec import ClientAuth, OAuth, Pace, Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceDemographics, Comment, Content, ContentGroup, Profile
from limelight.kernel.timestamps import Timestamp
from limelight.platforms.youtube.audience import AUDIENCES
from limelight.platforms.youtube.channels import CHANNEL_ID, CREATORS, PROFILES
from limelight.platforms.youtube.comments import COMMENTS
from limelight.platforms.youtube.google import ANALYTICS, EMAIL, PROFILE, READ, refusal
from limelight.platforms.youtube.playlists import PLAYLISTS
from limelight.platforms.youtube.videos import CONTENTS
from limelight.vocabulary.platform_categories import PlatformCategory

_OAUTH: Final = OAuth(
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 -- an address
    revoke_url="https://oauth2.googleapis.com/revoke",
    client_auth=ClientAuth.BODY,
    scopes={
        Product.IDENTITY: (READ, "openid", PROFILE, EMAIL),
        Product.IDENTITY_AUDIENCE: (READ, ANALYTICS),
        Product.ENGAGEMENT: (READ, ANALYTICS),
        Product.ENGAGEMENT_AUDIENCE: (READ, ANALYTICS),
    },
    # Only a new consent gives a refresh token; without "offline" there is none at all.
    authorize_params={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
)


def _profile_url(handle: str) -> str:
    """The channel of a handle or of a channel's id."""
    word = "channel/" if CHANNEL_ID.fullmatch(handle) else "@"
    return f"https://www.youtube.com/{word}{handle}"


YOUTUBE: Final = Platform(
    key=PlatformKey.YOUTUBE,
    id=UUID("14d9ddf5-51c6-415e-bde6-f8ed36ad7054"),
    name="YouTube",
    url="https://www.youtube.com/",
    category=PlatformCategory.ENTERTAINMENT,
    products=frozenset(
        {
            Product.IDENTITY,
            Product.IDENTITY_AUDIENCE,
            Product.ENGAGEMENT,
            Product.ENGAGEMENT_AUDIENCE,
            Product.INCOME,
        }
    ),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profiles=Profiles(
        hosts=("youtube.com",),
        url=_profile_url,
        handle=any_of(after_at_sign, after_word("channel", "c", "user")),
    ),
    base_url="https://www.googleapis.com/youtube/v3",
    auth=_OAUTH,
    key_header="X-Goog-Api-Key",
    fetches={
        Profile: PROFILES,
        AudienceDemographics: AUDIENCES,
        Content: CONTENTS,
        ContentGroup: PLAYLISTS,
        Comment: COMMENTS,
    },
    creators=CREATORS,
    refusal=refusal,
    pace=Pace(syncs=120, seconds=60),
)
