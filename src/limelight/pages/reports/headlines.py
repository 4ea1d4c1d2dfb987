"""Who a report is about, and the figures that come first, each beside what is usual among peers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from limelight.pages.reports import words
from limelight.pages.reports.rankings import language_name
from limelight.schemas.creator_discovery.analytics import Benchmark, CreatorProfileAnalytics
from limelight.schemas.provenance import Interval

UNKNOWN: Final = "Not known"
_MIDDLE: Final = (0.5, 99.5)


@dataclass(frozen=True)
class Headline:
    """``note`` sets the figure beside those of peers; ``sureness`` is its interval in words."""

    name: str
    text: str
    note: str = ""
    sureness: str = ""

    @property
    def is_known(self) -> bool:
        return self.text != UNKNOWN


@dataclass(frozen=True)
class Person:
    """What the top of the page says. Pictures and links are None unless a browser may follow them."""

    name: str
    handle: str
    initial: str
    picture: str | None
    url: str | None
    is_verified: bool
    introduction: str | None
    facts: Mapping[str, str]


def person(profile: CreatorProfileAnalytics) -> Person:
    name = profile.full_name or profile.platform_username
    return Person(
        name=name,
        handle=f"@{profile.platform_username}",
        initial=next((letter.upper() for letter in name if letter.isalnum()), "?"),
        picture=picture(profile.image_url),
        url=link(profile.url),
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
            UNKNOWN if profile.engagement_rate is None else words.rate(profile.engagement_rate),
            _standing(usual, "engagement_rate", platform),
        ),
        *_averages(profile),
        Headline(
            "Credibility",
            UNKNOWN if credibility is None else words.percent(100 * credibility),
            _standing(usual, "credibility_score", platform),
            words.between(score, 100) if score else "",
        ),
    ]


def counted(profile: CreatorProfileAnalytics) -> str:
    """What this platform calls those who follow."""
    return "Followers" if profile.subscriber_count is None else "Subscribers"


def peers(usual: Benchmark, platform: str) -> str:
    return f"{usual.tier} creators on {platform}"


def picture(url: str | None) -> str | None:
    """An address that the page's policy lets a browser show."""
    return url if url and urlsplit(url).scheme == "https" else None


def link(url: str | None) -> str | None:
    """An address that is safe to follow."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _facts(profile: CreatorProfileAnalytics) -> dict[str, str | None]:
    place = profile.location
    where = ", ".join(filter(None, (place.city, place.state, place.country)))
    kind = profile.platform_account_type
    return {
        "Place": where,
        "Language": language_name(profile.language) if profile.language else None,
        "Account": words.capitalised(kind) if kind else None,
        "Posts": None if profile.content_count is None else words.whole(profile.content_count),
        "Pace": _pace(profile.posts_per_month),
        "Topics": words.listed([each.name for each in profile.top_interests[:3]]),
    }


def _pace(posts: float | None) -> str | None:
    return None if posts is None else f"{posts:.1f}".removesuffix(".0") + " posts in 30 days"


def _size(profile: CreatorProfileAnalytics) -> Headline:
    size = profile.follower_count if profile.subscriber_count is None else profile.subscriber_count
    if size is None:
        return Headline("Followers", UNKNOWN)
    note = f"Compared with {profile.benchmark.tier} creators." if profile.benchmark else ""
    exact = f"{words.whole(size)} in all. " if words.number(size) != words.whole(size) else ""
    return Headline(counted(profile), words.number(size), exact + note)


def _averages(profile: CreatorProfileAnalytics) -> list[Headline]:
    """Views only where posts are known to have them."""
    found = []
    for name in ("likes", "comments", "views"):
        value: int | None = getattr(profile, f"average_{name}")
        usual: float | None = getattr(profile.benchmark, f"average_{name}", None)
        text = UNKNOWN if value is None else words.number(value)
        note = f"Median of peers: {words.number(usual)}." if usual is not None else ""
        found.append(Headline(f"Average {name}", text, note))
    return found


def _standing(usual: Benchmark | None, field: str, platform: str) -> str:
    """Where the creator is among the peers, and what is usual there."""
    if usual is None:
        return ""
    middle: float | None = getattr(usual, field)
    ahead: float | None = getattr(usual, f"{field}_percentile")
    median = "" if middle is None else f"Median of peers: {words.rate(middle)}."
    return " ".join(filter(None, (_ahead(ahead, peers(usual, platform)), median)))


def _ahead(percentile: float | None, among: str) -> str:
    if percentile is None:
        return ""
    least, most = _MIDDLE
    if percentile < least:
        return f"Behind nearly all {among}."
    return f"Ahead of {'nearly all' if percentile > most else f'{percentile:.0f}{words.SPACE}% of'} {among}."
