"""The header of a report: the creator, and headline figures with their peer comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from limelight.pages.reports import formatting
from limelight.pages.reports.rankings import language_name
from limelight.schemas.creator_discovery.profile_analytics import Benchmark, CreatorProfileAnalytics
from limelight.schemas.provenance import Interval

UNKNOWN: Final = "Not known"
_ROUNDED_PERCENTILES: Final = (0.5, 99.5)


@dataclass(frozen=True)
class Headline:
    """``note`` compares the figure with peers; ``sureness`` is its interval as text."""

    name: str
    text: str
    note: str = ""
    sureness: str = ""

    @property
    def is_known(self) -> bool:
        return self.text != UNKNOWN


@dataclass(frozen=True)
class CreatorHeader:
    """The top of the page. Unsafe image and link addresses are None."""

    name: str
    handle: str
    initial: str
    picture: str | None
    url: str | None
    is_verified: bool
    introduction: str | None
    facts: Mapping[str, str]


def creator_header(profile: CreatorProfileAnalytics) -> CreatorHeader:
    name = profile.full_name or profile.platform_username
    return CreatorHeader(
        name=name,
        handle=f"@{profile.platform_username}",
        initial=next((letter.upper() for letter in name if letter.isalnum()), "?"),
        picture=safe_image_url(profile.image_url),
        url=safe_link(profile.url),
        is_verified=bool(profile.is_verified),
        introduction=profile.introduction,
        facts={name: text for name, text in _facts(profile).items() if text},
    )


def headline_figures(
    profile: CreatorProfileAnalytics, platform: str, intervals: Mapping[str, Interval]
) -> list[Headline]:
    usual = profile.benchmark
    score = intervals.get("credibility_score")
    credibility = profile.audience.credibility_score
    return [
        _size(profile),
        Headline(
            "Engagement rate",
            UNKNOWN if profile.engagement_rate is None else formatting.rate_percent(profile.engagement_rate),
            _peer_comparison(usual, "engagement_rate", platform),
        ),
        *_averages(profile),
        Headline(
            "Credibility",
            UNKNOWN if credibility is None else formatting.percent(100 * credibility),
            _peer_comparison(usual, "credibility_score", platform),
            formatting.interval_text(score, 100) if score else "",
        ),
    ]


def follower_noun(profile: CreatorProfileAnalytics) -> str:
    """The platform's noun for followers."""
    return "Followers" if profile.subscriber_count is None else "Subscribers"


def peer_group_name(usual: Benchmark, platform: str) -> str:
    return f"{usual.tier} creators on {platform}"


def safe_image_url(url: str | None) -> str | None:
    """The address if the page's content security policy allows it, else None."""
    return url if url and urlsplit(url).scheme == "https" else None


def safe_link(url: str | None) -> str | None:
    """The address if it is HTTP or HTTPS, else None."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _facts(profile: CreatorProfileAnalytics) -> dict[str, str | None]:
    place = profile.location
    where = ", ".join(filter(None, (place.city, place.state, place.country)))
    kind = profile.platform_account_type
    return {
        "Place": where,
        "Language": language_name(profile.language) if profile.language else None,
        "Account": formatting.capitalised(kind) if kind else None,
        "Posts": None if profile.content_count is None else formatting.full_number(profile.content_count),
        "Pace": _pace(profile.posts_per_month),
        "Topics": formatting.join_names([each.name for each in profile.top_interests[:3]]),
    }


def _pace(posts: float | None) -> str | None:
    return None if posts is None else f"{posts:.1f}".removesuffix(".0") + " posts in 30 days"


def _size(profile: CreatorProfileAnalytics) -> Headline:
    size = profile.follower_count if profile.subscriber_count is None else profile.subscriber_count
    if size is None:
        return Headline("Followers", UNKNOWN)
    note = f"Compared with {profile.benchmark.tier} creators." if profile.benchmark else ""
    exact = (
        f"{formatting.full_number(size)} in all. "
        if formatting.compact_number(size) != formatting.full_number(size)
        else ""
    )
    return Headline(follower_noun(profile), formatting.compact_number(size), exact + note)


def _averages(profile: CreatorProfileAnalytics) -> list[Headline]:
    """Views only where posts are known to have them."""
    found = []
    for name in ("likes", "comments", "views"):
        value: int | None = getattr(profile, f"average_{name}")
        usual: float | None = getattr(profile.benchmark, f"average_{name}", None)
        text = UNKNOWN if value is None else formatting.compact_number(value)
        note = f"Median of peers: {formatting.compact_number(usual)}." if usual is not None else ""
        found.append(Headline(f"Average {name}", text, note))
    return found


def _peer_comparison(usual: Benchmark | None, field: str, platform: str) -> str:
    """The creator's percentile among peers and their median, as sentences."""
    if usual is None:
        return ""
    middle: float | None = getattr(usual, field)
    ahead: float | None = getattr(usual, f"{field}_percentile")
    median = "" if middle is None else f"Median of peers: {formatting.rate_percent(middle)}."
    return " ".join(filter(None, (_ahead(ahead, peer_group_name(usual, platform)), median)))


def _ahead(percentile: float | None, among: str) -> str:
    if percentile is None:
        return ""
    least, most = _ROUNDED_PERCENTILES
    if percentile < least:
        return f"Behind nearly all {among}."
    share = "nearly all" if percentile > most else f"{percentile:.0f}{formatting.SPACE}% of"
    return f"Ahead of {share} {among}."
