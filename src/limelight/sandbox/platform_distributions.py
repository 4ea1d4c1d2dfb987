"""The distributions of each platform's creators: sizes, engagement, and which figures it shows."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType

DOT_SEPARATORS: Final = "._"
UNDERSCORE_SEPARATORS: Final = "_"
HYPHEN_SEPARATORS: Final = "-"
FULL_STOP_SEPARATORS: Final = "."


@dataclass(frozen=True, kw_only=True)
class PlatformDistribution:
    """Numbers of a typical platform; each is a median unless it says otherwise.

    Followers are log-normal around ``median_followers`` with ``followers_sigma`` (of the logarithm); those of
    ``tail_share`` of the creators are a Pareto tail of ``tail_exponent`` from ``tail_start`` to
    ``max_followers``. ``likes_per_follower`` is of a creator with 10,000 followers and falls with size to the
    power ``-size_exponent``. A ratio that is None stands for a figure that the platform does not show.
    """

    percent: int
    url: str
    separators: str
    median_followers: int
    followers_sigma: float
    max_followers: int
    likes_per_follower: float | None
    views_per_like: float | None = None
    comments_per_like: float | None = None
    shares_per_like: float | None = None
    saves_per_like: float | None = None
    views_per_follower: float | None = None
    tail_share: float = 0.04
    tail_start: int = 200_000
    tail_exponent: float = 1.1
    size_exponent: float = 0.22
    median_following: int = 600
    median_posts: int = 400
    posts_per_month: float = 9.0
    has_audience: float = 0.5
    verified_at: int = 400_000
    account_types: tuple[tuple[AccountType, float], ...] = ()


_PERSONAL, _CREATOR, _BUSINESS = AccountType.PERSONAL, AccountType.CREATOR, AccountType.BUSINESS

DISTRIBUTIONS: Final = {
    PlatformKey.INSTAGRAM: PlatformDistribution(
        percent=34,
        url="https://www.instagram.com/{}/",
        separators=DOT_SEPARATORS,
        median_followers=14_000,
        followers_sigma=1.45,
        max_followers=660_000_000,
        likes_per_follower=0.032,
        views_per_like=11.0,
        comments_per_like=0.03,
        shares_per_like=0.05,
        saves_per_like=0.04,
        has_audience=0.86,
        account_types=((_PERSONAL, 0.3), (_CREATOR, 0.52), (_BUSINESS, 0.18)),
    ),
    PlatformKey.YOUTUBE: PlatformDistribution(
        percent=18,
        url="https://www.youtube.com/@{}",
        separators=DOT_SEPARATORS,
        median_followers=16_000,
        followers_sigma=1.6,
        max_followers=480_000_000,
        likes_per_follower=0.02,
        views_per_like=26.0,
        comments_per_like=0.09,
        median_following=40,
        median_posts=260,
        posts_per_month=5.0,
        has_audience=0.66,
        verified_at=150_000,
    ),
    PlatformKey.TIKTOK: PlatformDistribution(
        percent=20,
        url="https://www.tiktok.com/@{}",
        separators=DOT_SEPARATORS,
        median_followers=22_000,
        followers_sigma=1.6,
        max_followers=260_000_000,
        likes_per_follower=0.07,
        views_per_like=13.0,
        comments_per_like=0.012,
        shares_per_like=0.03,
        saves_per_like=0.06,
        median_following=280,
        posts_per_month=14.0,
        has_audience=0.68,
        account_types=((_PERSONAL, 0.35), (_CREATOR, 0.5), (_BUSINESS, 0.15)),
    ),
    PlatformKey.TWITTER: PlatformDistribution(
        percent=8,
        url="https://x.com/{}",
        separators=UNDERSCORE_SEPARATORS,
        median_followers=6_000,
        followers_sigma=1.7,
        max_followers=240_000_000,
        likes_per_follower=0.006,
        views_per_like=60.0,
        comments_per_like=0.12,
        shares_per_like=0.2,
        saves_per_like=0.03,
        median_posts=6_000,
        posts_per_month=60.0,
    ),
    PlatformKey.TWITCH: PlatformDistribution(
        percent=5,
        url="https://www.twitch.tv/{}",
        separators=UNDERSCORE_SEPARATORS,
        median_followers=4_500,
        followers_sigma=1.5,
        max_followers=21_000_000,
        likes_per_follower=None,
        views_per_follower=0.09,
        tail_start=120_000,
        median_following=120,
        median_posts=180,
        posts_per_month=13.0,
        has_audience=0.4,
        verified_at=90_000,
        account_types=((AccountType.PARTNERS, 0.14), (AccountType.AFFILIATES, 0.6), (_PERSONAL, 0.26)),
    ),
    PlatformKey.FACEBOOK: PlatformDistribution(
        percent=4,
        url="https://www.facebook.com/{}",
        separators=FULL_STOP_SEPARATORS,
        median_followers=13_000,
        followers_sigma=1.7,
        max_followers=170_000_000,
        likes_per_follower=0.008,
        views_per_like=35.0,
        comments_per_like=0.08,
        shares_per_like=0.1,
        account_types=((_PERSONAL, 0.3), (_CREATOR, 0.35), (_BUSINESS, 0.35)),
    ),
    PlatformKey.LINKEDIN: PlatformDistribution(
        percent=4,
        url="https://www.linkedin.com/in/{}",
        separators=HYPHEN_SEPARATORS,
        median_followers=5_500,
        followers_sigma=1.2,
        max_followers=40_000_000,
        likes_per_follower=0.008,
        comments_per_like=0.14,
        shares_per_like=0.04,
        tail_share=0.015,
        median_following=900,
        median_posts=220,
    ),
    PlatformKey.SUBSTACK: PlatformDistribution(
        percent=1,
        url="https://{}.substack.com",
        separators=HYPHEN_SEPARATORS,
        median_followers=2_500,
        followers_sigma=1.4,
        max_followers=3_000_000,
        likes_per_follower=0.012,
        comments_per_like=0.15,
        shares_per_like=0.08,
        tail_share=0.015,
        tail_start=60_000,
        median_following=60,
        median_posts=120,
        posts_per_month=5.0,
        has_audience=0.2,
    ),
    PlatformKey.BEEHIIV: PlatformDistribution(
        percent=1,
        url="https://{}.beehiiv.com",
        separators=HYPHEN_SEPARATORS,
        median_followers=3_500,
        followers_sigma=1.4,
        max_followers=2_000_000,
        likes_per_follower=None,
        views_per_follower=0.38,
        tail_share=0.015,
        tail_start=60_000,
        median_following=0,
        median_posts=110,
        posts_per_month=5.0,
        has_audience=0.15,
    ),
    PlatformKey.SNAPCHAT: PlatformDistribution(
        percent=3,
        url="https://www.snapchat.com/add/{}",
        separators=DOT_SEPARATORS,
        median_followers=11_000,
        followers_sigma=1.5,
        max_followers=60_000_000,
        likes_per_follower=0.015,
        views_per_like=20.0,
        comments_per_like=0.01,
        shares_per_like=0.05,
        median_following=200,
        has_audience=0.4,
    ),
    PlatformKey.PINTEREST: PlatformDistribution(
        percent=2,
        url="https://www.pinterest.com/{}/",
        separators=UNDERSCORE_SEPARATORS,
        median_followers=4_000,
        followers_sigma=1.5,
        max_followers=15_000_000,
        likes_per_follower=0.004,
        views_per_like=70.0,
        comments_per_like=0.02,
        saves_per_like=2.2,
        median_posts=1_800,
        posts_per_month=25.0,
        has_audience=0.35,
    ),
}
"""The platforms that have public creators; ``share`` is percent of all creators of a world."""

_PLATFORM_CYCLE: Final = tuple(
    platform
    for _, platform in sorted(
        ((turn + 0.5) / shape.percent, platform)
        for platform, shape in DISTRIBUTIONS.items()
        for turn in range(shape.percent)
    )
)


def creators_per_platform(total: int) -> dict[PlatformKey, int]:
    """The number of creators of each platform among ``total``, in the proportions of ``percent``.

    A larger world has at least as many on every platform.
    """
    rounds, rest = divmod(total, len(_PLATFORM_CYCLE))
    begun = Counter(_PLATFORM_CYCLE[:rest])
    return {platform: rounds * shape.percent + begun[platform] for platform, shape in DISTRIBUTIONS.items()}
