"""Facebook pages."""

from typing import Final
from uuid import UUID

from limelight.connectors.profile_urls import ProfileUrls, UrlParts, first_match, first_segment, segment_after
from limelight.connectors.spec import Platform, Product
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.platform_categories import PlatformCategory

_RESERVED_PATHS: Final = frozenset(
    {
        "events",
        "gaming",
        "groups",
        "hashtag",
        "help",
        "login",
        "marketplace",
        "pages",
        "people",
        "permalink.php",
        "photo.php",
        "profile.php",
        "reel",
        "search",
        "share",
        "sharer",
        "story.php",
        "watch",
    }
)


def _page_id(address: UrlParts) -> str | None:
    """``/profile.php?id=1``, ``/people/Name/1`` and ``/pages/Name/1`` name a page by its id."""
    match address.path:
        case ["profile.php"]:
            return next(iter(address.query.get("id", [])), None)
        case ["people" | "pages", _, number, *_]:
            return number
        case _:
            return None


FACEBOOK: Final = Platform(
    key=PlatformKey.FACEBOOK,
    id=UUID("ad2fec62-2987-40a0-89fb-23485972598c"),
    name="Facebook",
    url="https://www.facebook.com",
    category=PlatformCategory.SOCIAL,
    products=frozenset({Product.IDENTITY, Product.ENGAGEMENT, Product.INCOME}),
    added_at=Timestamp("2021-11-08T18:21:59.819244"),
    profile_urls=ProfileUrls(
        hosts=("facebook.com", "fb.com"),
        build_url=lambda handle: f"https://www.facebook.com/{handle}",
        parse_handle=first_match(_page_id, segment_after("pg"), first_segment(but=_RESERVED_PATHS)),
    ),
)
