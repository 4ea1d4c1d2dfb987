"""How each platform's creators are spread: sizes, engagement and what the platform shows of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType

DOTS: Final = "._"
UNDERSCORES: Final = "_"
HYPHENS: Final = "-"
FULL_STOPS: Final = "."


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Numbers of a typical platform; each is a median unless it says otherwise.

    Followers are log-normal around ``followers`` with ``spread`` (of the logarithm); those of
    ``tail_share`` of the creators are a Pareto tail of ``tail_exponent`` from ``tail_start`` to
    ``largest``. ``likes_per_follower`` is of a creator with 10,000 followers and falls with size to the
    power ``slope``. A ratio that is None stands for a figure that the platform does not show.
    """

    share: int
    url: str
    separators: str
    followers: int
    spread: float
    largest: int
    likes_per_follower: float | None
    views_per_like: float | None = None
    comments_per_like: float | None = None
    shares_per_like: float | None = None
    saves_per_like: float | None = None
    views_per_follower: float | None = None
    tail_share: float = 0.04
    tail_start: int = 200_000
    tail_exponent: float = 1.1
    slope: float = 0.22
    following: int = 600
    posts: int = 400
    posts_per_month: float = 9.0
    has_audience: float = 0.5
    verified_at: int = 400_000
    account_types: tuple[tuple[AccountType, float], ...] = ()


_PERSONAL, _CREATOR, _BUSINESS = AccountType.PERSONAL, AccountType.CREATOR, AccountType.BUSINESS

SHAPES: Final = {
    PlatformKey.INSTAGRAM: Shape(
        share=34,
        url="https://www.instagram.com/{}/",
        separators=DOTS,
        followers=14_000,
        spread=1.45,
        largest=660_000_000,
        likes_per_follower=0.032,
        views_per_like=11.0,
        comments_per_like=0.03,
        shares_per_like=0.05,
        saves_per_like=0.04,
        has_audience=0.86,
        account_types=((_PERSONAL, 0.3), (_CREATOR, 0.52), (_BUSINESS, 0.18)),
    ),
    PlatformKey.YOUTUBE: Shape(
        share=18,
        url="https://www.youtube.com/@{}",
        separators=DOTS,
        followers=16_000,
        spread=1.6,
        largest=480_000_000,
        likes_per_follower=0.02,
        views_per_like=26.0,
        comments_per_like=0.09,
        following=40,
        posts=260,
        posts_per_month=5.0,
        has_audience=0.66,
        verified_at=150_000,
    ),
    PlatformKey.TIKTOK: Shape(
        share=20,
        url="https://www.tiktok.com/@{}",
        separators=DOTS,
        followers=22_000,
        spread=1.6,
        largest=260_000_000,
        likes_per_follower=0.07,
        views_per_like=13.0,
        comments_per_like=0.012,
        shares_per_like=0.03,
        saves_per_like=0.06,
        following=280,
        posts_per_month=14.0,
        has_audience=0.68,
        account_types=((_PERSONAL, 0.35), (_CREATOR, 0.5), (_BUSINESS, 0.15)),
    ),
    PlatformKey.TWITTER: Shape(
        share=8,
        url="https://x.com/{}",
        separators=UNDERSCORES,
        followers=6_000,
        spread=1.7,
        largest=240_000_000,
        likes_per_follower=0.006,
        views_per_like=60.0,
        comments_per_like=0.12,
        shares_per_like=0.2,
        saves_per_like=0.03,
        posts=6_000,
        posts_per_month=60.0,
    ),
    PlatformKey.TWITCH: Shape(
        share=5,
        url="https://www.twitch.tv/{}",
        separators=UNDERSCORES,
        followers=4_500,
        spread=1.5,
        largest=21_000_000,
        likes_per_follower=None,
        views_per_follower=0.09,
        tail_start=120_000,
        following=120,
        posts=180,
        posts_per_month=13.0,
        has_audience=0.4,
        verified_at=90_000,
        account_types=((AccountType.PARTNERS, 0.14), (AccountType.AFFILIATES, 0.6), (_PERSONAL, 0.26)),
    ),
    PlatformKey.FACEBOOK: Shape(
        share=4,
        url="https://www.facebook.com/{}",
        separators=FULL_STOPS,
        followers=13_000,
        spread=1.7,
        largest=170_000_000,
        likes_per_follower=0.008,
        views_per_like=35.0,
        comments_per_like=0.08,
        shares_per_like=0.1,
        account_types=((_PERSONAL, 0.3), (_CREATOR, 0.35), (_BUSINESS, 0.35)),
    ),
    PlatformKey.LINKEDIN: Shape(
        share=4,
        url="https://www.linkedin.com/in/{}",
        separators=HYPHENS,
        followers=5_500,
        spread=1.2,
        largest=40_000_000,
        likes_per_follower=0.008,
        comments_per_like=0.14,
        shares_per_like=0.04,
        tail_share=0.015,
        following=900,
        posts=220,
    ),
    PlatformKey.SUBSTACK: Shape(
        share=1,
        url="https://{}.substack.com",
        separators=HYPHENS,
        followers=2_500,
        spread=1.4,
        largest=3_000_000,
        likes_per_follower=0.012,
        comments_per_like=0.15,
        shares_per_like=0.08,
        tail_share=0.015,
        tail_start=60_000,
        following=60,
        posts=120,
        posts_per_month=5.0,
        has_audience=0.2,
    ),
    PlatformKey.BEEHIIV: Shape(
        share=1,
        url="https://{}.beehiiv.com",
        separators=HYPHENS,
        followers=3_500,
        spread=1.4,
        largest=2_000_000,
        likes_per_follower=None,
        views_per_follower=0.38,
        tail_share=0.015,
        tail_start=60_000,
        following=0,
        posts=110,
        posts_per_month=5.0,
        has_audience=0.15,
    ),
    PlatformKey.SNAPCHAT: Shape(
        share=3,
        url="https://www.snapchat.com/add/{}",
        separators=DOTS,
        followers=11_000,
        spread=1.5,
        largest=60_000_000,
        likes_per_follower=0.015,
        views_per_like=20.0,
        comments_per_like=0.01,
        shares_per_like=0.05,
        following=200,
        has_audience=0.4,
    ),
    PlatformKey.PINTEREST: Shape(
        share=2,
        url="https://www.pinterest.com/{}/",
        separators=UNDERSCORES,
        followers=4_000,
        spread=1.5,
        largest=15_000_000,
        likes_per_follower=0.004,
        views_per_like=70.0,
        comments_per_like=0.02,
        saves_per_like=2.2,
        posts=1_800,
        posts_per_month=25.0,
        has_audience=0.35,
    ),
}
"""The platforms that have public creators; ``share`` is percent of all creators of a world."""

_TURNS: Final = tuple(
    platform
    for _, platform in sorted(
        ((turn + 0.5) / shape.share, platform)
        for platform, shape in SHAPES.items()
        for turn in range(shape.share)
    )
)


def shares(total: int) -> dict[PlatformKey, int]:
    """How many creators each platform has in a world of ``total``: platforms take turns, 100 to a round.

    A larger world has at least as many on every platform.
    """
    rounds, rest = divmod(total, len(_TURNS))
    begun = Counter(_TURNS[:rest])
    return {platform: rounds * shape.share + begun[platform] for platform, shape in SHAPES.items()}
