"""YouTube."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, at_handle, first_match, segment_after
from limelight.connectors.spec import ClientAuthMethod, OAuth, Platform, Product, RateLimit
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceDemographics, Comment, Content, ContentGroup, Profile
from limelight.kernel.timestamps import Timestamp
from limelight.platforms.youtube.audience import AUDIENCES
from limelight.platforms.youtube.channels import CHANNEL_ID, CREATORS, PROFILES
from limelight.platforms.youtube.comments import COMMENTS
from limelight.platforms.youtube.google_api import (
    ANALYTICS_SCOPE,
    EMAIL_SCOPE,
    PROFILE_SCOPE,
    READ_SCOPE,
    map_error,
)
from limelight.platforms.youtube.playlists import PLAYLISTS
from limelight.platforms.youtube.videos import CONTENTS
from limelight.vocabulary.platform_categories import PlatformCategory

_OAUTH: Final = OAuth(
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 -- an address
    revoke_url="https://oauth2.googleapis.com/revoke",
    token_endpoint_auth_method=ClientAuthMethod.BODY,
    scopes={
        Product.IDENTITY: (READ_SCOPE, "openid", PROFILE_SCOPE, EMAIL_SCOPE),
        Product.IDENTITY_AUDIENCE: (READ_SCOPE, ANALYTICS_SCOPE),
        Product.ENGAGEMENT: (READ_SCOPE, ANALYTICS_SCOPE),
        Product.ENGAGEMENT_AUDIENCE: (READ_SCOPE, ANALYTICS_SCOPE),
    },
    # Only a new consent gives a refresh token; without "offline" there is none at all.
    authorize_params={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
)


def _profile_url(handle: str) -> str:
    """The URL of a channel, by handle or channel id."""
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
    profile_urls=ProfileUrls(
        hosts=("youtube.com",),
        build_url=_profile_url,
        parse_handle=first_match(at_handle, segment_after("channel", "c", "user")),
    ),
    base_url="https://www.googleapis.com/youtube/v3",
    auth=_OAUTH,
    api_key_header="X-Goog-Api-Key",
    resources={
        Profile: PROFILES,
        AudienceDemographics: AUDIENCES,
        Content: CONTENTS,
        ContentGroup: PLAYLISTS,
        Comment: COMMENTS,
    },
    profile_lookup=CREATORS,
    error_mapper=map_error,
    rate_limit=RateLimit(max_syncs=120, period_seconds=60),
)
