"""The posts of a report: those that did best, and how the sponsored ones do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import words
from limelight.pages.reports.headlines import link, picture
from limelight.schemas.creator_discovery.analytics import CreatorProfileAnalytics, ReportContent

SHOWN: Final = 6
_COUNTS: Final = {
    "view_count": "views",
    "like_count": "likes",
    "comment_count": "comments",
    "share_count": "shares",
    "save_count": "saves",
}
_LONGEST: Final = 160
_AS_WELL: Final = (0.95, 1.05)


@dataclass(frozen=True)
class Post:
    kind: str
    day: str
    caption: str
    picture: str | None
    url: str | None
    figures: Sequence[str]
    is_sponsored: bool


def best_posts(profile: CreatorProfileAnalytics) -> list[Post]:
    sponsored = list(profile.sponsored_contents)
    return [_post(content, content in sponsored) for content in profile.top_contents[:SHOWN]]


def sponsored_words(profile: CreatorProfileAnalytics) -> list[str]:
    """What is known of sponsored posts, in sentences."""
    newest, sponsored = profile.recent_contents, list(profile.sponsored_contents)
    if not newest:
        return []
    count = sum(content in sponsored for content in newest)
    sentences = (
        f"{_many(count)} of the {len(newest)} newest posts {'is' if count < 2 else 'are'} sponsored.",
        _performance(profile.sponsored_posts_performance),
        _hidden(profile.posts_hidden_likes_percentage_value),
    )
    return [sentence for sentence in sentences if sentence]


def _post(content: ReportContent, is_sponsored: bool) -> Post:
    counts = ((getattr(content.engagement, name), text) for name, text in _COUNTS.items())
    return Post(
        kind=words.capitalised(content.type),
        day=words.day(content.published_at),
        caption=_cut(content.description or content.title or ""),
        picture=picture(content.thumbnail_url),
        url=link(content.url),
        figures=[f"{words.number(count)}{words.SPACE}{text}" for count, text in counts if count is not None],
        is_sponsored=is_sponsored,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _many(count: int) -> str:
    return "Not one" if count == 0 else str(count)


def _performance(ratio: float | None) -> str:
    if ratio is None:
        return "How they do against the others is not known: that takes three of either kind."
    least, most = _AS_WELL
    if least <= ratio <= most:
        return "Sponsored posts do as well as the others."
    return f"Sponsored posts get {ratio:.1f} times the engagement of the others."


def _hidden(fraction: float | None) -> str:
    return f"{words.percent(100 * fraction)} of the posts hide their likes." if fraction else ""
