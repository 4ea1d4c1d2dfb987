"""Estimates of the reach and impressions of a post."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

import numpy as np
from msgspec import Struct

from limelight.analytics.engagement import RECENT_POSTS, sort_newest_first
from limelight.analytics.formula import formula
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentFormat, ContentType

MIN_HISTORY: Final = 5
"""Minimum number of contents with known counts for an estimate from history."""
VIEWS_PER_PERSON: Final = 1.25
"""Views per person reached, where unknown: one view in five is a repetition."""
_QUANTILES: Final = (10, 50, 90)
_SHORT_SECONDS: Final = 60
_CLIP_PLATFORMS: Final = frozenset({PlatformKey.TIKTOK, PlatformKey.SNAPCHAT})
_VIDEO_PLATFORMS: Final = frozenset({PlatformKey.TIKTOK, PlatformKey.YOUTUBE, PlatformKey.TWITCH})


class Placement(StrEnum):
    """Placement of a post. ``REELS`` are short videos: shorts, clips, spotlights."""

    REELS = "reels"
    STORY = "story"
    FEED_IMAGE = "feed image"
    FEED_VIDEO = "feed video"
    CAROUSEL = "carousel"
    STREAM = "stream"


class EstimateBasis(StrEnum):
    HISTORY = "history"
    PUBLISHED_SHARES = "published shares"


class Estimate(Struct, frozen=True, kw_only=True):
    """``absolute`` is the central estimate, ``min`` and ``max`` are the bounds."""

    min: int
    absolute: int
    max: int


class Estimates(Struct, frozen=True, kw_only=True):
    """``sample_size`` is the number of posts in the history."""

    reach: Estimate
    impressions: Estimate
    basis: EstimateBasis
    sample_size: int


ReachBands = tuple[tuple[int, float, float], ...]
"""Bands of followers: lower bound, least and most percent of the band's followers that a post reaches."""

_FEED: Final[ReachBands] = ((0, 20, 40), (10_000, 15, 30), (100_000, 10, 20), (1_000_000, 5, 12))
_STORY: Final[ReachBands] = ((0, 7, 15), (10_000, 5, 12), (100_000, 4, 10), (1_000_000, 3, 8))
_CHANNEL: Final[ReachBands] = ((0, 30, 50), (10_000, 14, 20), (500_000, 5, 15))


def _times(shares: ReachBands, factor: float) -> ReachBands:
    return tuple((floor, least * factor, most * factor) for floor, least, most in shares)


_INSTAGRAM: Final[Mapping[Placement, ReachBands]] = {
    Placement.FEED_IMAGE: _FEED,
    Placement.FEED_VIDEO: _times(_FEED, 0.7),
    Placement.CAROUSEL: _times(_FEED, 1.65),
    Placement.REELS: _times(_FEED, 2.25),
    Placement.STORY: _STORY,
}
PUBLISHED_REACH: Final[Mapping[PlatformKey, Mapping[Placement, ReachBands]]] = {
    PlatformKey.INSTAGRAM: _INSTAGRAM,
    PlatformKey.INSTAGRAM_DIRECT: _INSTAGRAM,
    PlatformKey.INSTAGRAM_LITE: _INSTAGRAM,
    PlatformKey.YOUTUBE: {
        Placement.FEED_VIDEO: _CHANNEL,
        Placement.REELS: _times(_CHANNEL, 35 / 30),
    },
    PlatformKey.TIKTOK: {
        Placement.FEED_VIDEO: _times(_FEED, 30 / 25),
        Placement.REELS: _times(_FEED, 30 / 25),
    },
    PlatformKey.LINKEDIN: {Placement.FEED_IMAGE: _times(_FEED, 15 / 25)},
}
_SOURCES: Final = (
    "Instagram feed and stories: Start Motion Media, Instagram benchmarks, mid-2024 "
    "(https://www.startmotionmedia.com/instagrambenchmarks-keyinsights), in line with the medians of "
    "Minter.io, 2019. Reels 2.25 × and carousels 1.65 × a single image: CreatorsJet, 10,000 posts of 2025; "
    "feed videos 0.7 ×: Statista, 2022. YouTube: BrightBean, views to subscribers. TikTok, LinkedIn and "
    "shorts: view rates of SponsorRate. The repetitions (1.25) are this product's assumption"
)


@formula(version="1", unit="people and views", source=_SOURCES)
def reach_and_impressions(
    platform: PlatformKey, placement: Placement, size: int | None, contents: Iterable[Content]
) -> Estimates | None:
    """The expected reach and impressions of a creator's next post.

    From the creator's history, if at least 5 of the 30 newest contents of the kind have counts: min, absolute
    and max are the quantiles 10, 50 and 90 of their reach, and of their impressions or views. Where only one
    of the two is known, the other is 1.25 times as many or as few. Carousels without a history of their own
    do as other feed posts.

    Else from published shares of followers: each follower counts by the band it falls into, as income does
    with taxes, so that more followers never reach fewer. Instagram feed: 20–40 % of the first 10,000, 15–30 %
    up to 100,000, 10–20 % up to a million, 5–12 % beyond. Stories: 7–15, 5–12, 4–10, 3–8 %. YouTube: 30–50 %
    of the first 10,000, 14–20 % up to 500,000, 5–15 % beyond. TikTok is 1.2 ×, LinkedIn 0.6 × the Instagram
    feed; reels are 2.25 ×, carousels 1.65 ×, feed videos 0.7 × a post, shorts 1.17 × a video. absolute is the
    middle; impressions are 1.25 × the reach.

    None where no shares are published. Reach is never more than impressions.
    """
    known = tuple(contents)
    for source in _HISTORY_PLACEMENTS.get(placement, (placement,)):
        if found := _from_history(platform, source, known):
            return found
    return _from_shares(platform, placement, size)


def placement_of(platform: PlatformKey, type_: ContentType, format_: ContentFormat | None) -> Placement:
    """The placement of a content type; a feed post of unknown format gets the platform's usual format."""
    if type_ in (ContentType.REELS, ContentType.STORY):
        return Placement.REELS if type_ is ContentType.REELS else Placement.STORY
    usual = ContentFormat.VIDEO if platform in _VIDEO_PLATFORMS else ContentFormat.IMAGE
    return Placement.FEED_VIDEO if (format_ or usual) is ContentFormat.VIDEO else Placement.FEED_IMAGE


def _from_history(
    platform: PlatformKey, placement: Placement, contents: Iterable[Content]
) -> Estimates | None:
    fits = _FITS[placement]
    matching = [content for content in sort_newest_first(contents) if fits(content, platform)][:RECENT_POSTS]
    reached = _known(content.engagement.reach_organic_count for content in matching)
    seen = _known(map(_impressions, matching))
    if not reached and not seen:
        return None
    quantiles = np.percentile(reached or np.array(seen) / VIEWS_PER_PERSON, _QUANTILES).tolist()
    impressions = np.percentile(seen or np.array(reached) * VIEWS_PER_PERSON, _QUANTILES).tolist()
    return _estimates(quantiles, impressions, EstimateBasis.HISTORY, len(reached or seen))


def _from_shares(platform: PlatformKey, placement: Placement, size: int | None) -> Estimates | None:
    shares = PUBLISHED_REACH.get(platform, {}).get(placement)
    if shares is None or size is None:
        return None
    least, most = _reached(shares, size)
    reach = (least, (least + most) / 2, most)
    return _estimates(reach, [count * VIEWS_PER_PERSON for count in reach], EstimateBasis.PUBLISHED_SHARES, 0)


def _reached(shares: ReachBands, size: int) -> tuple[float, float]:
    """The least and the most people reached, summed over the bands."""
    ends = (*(floor for floor, _, _ in shares[1:]), max(size, shares[-1][0]))
    within = [max(min(size, end) - floor, 0) for (floor, _, _), end in zip(shares, ends, strict=True)]
    least = sum(count * band[1] for count, band in zip(within, shares, strict=True)) / 100
    return least, sum(count * band[2] for count, band in zip(within, shares, strict=True)) / 100


def _estimates(
    reach: Iterable[float], impressions: Iterable[float], basis: EstimateBasis, sample_size: int
) -> Estimates:
    seen = list(impressions)
    people = [min(one, other) for one, other in zip(reach, seen, strict=True)]
    return Estimates(
        reach=_estimate(people), impressions=_estimate(seen), basis=basis, sample_size=sample_size
    )


def _estimate(quantiles: Iterable[float]) -> Estimate:
    least, middle, most = map(round, quantiles)
    return Estimate(min=least, absolute=middle, max=most)


def _known(counts: Iterable[int | None]) -> list[int]:
    """The known counts; empty if fewer than ``MIN_HISTORY``."""
    known = [count for count in counts if count is not None]
    return known if len(known) >= MIN_HISTORY else []


def _impressions(content: Content) -> int | None:
    shown = content.engagement
    return shown.view_count if shown.impression_organic_count is None else shown.impression_organic_count


def _is_story(content: Content, _: PlatformKey) -> bool:
    return content.type is ContentType.STORY


def _is_stream(content: Content, _: PlatformKey) -> bool:
    return content.type is ContentType.STREAM


def _is_video(content: Content) -> bool:
    is_video = content.format is ContentFormat.VIDEO or content.type is ContentType.VIDEO
    return is_video and content.type not in (ContentType.STORY, ContentType.STREAM)


def _is_reel(content: Content, platform: PlatformKey) -> bool:
    if platform is PlatformKey.YOUTUBE:
        is_short = content.duration is not None and content.duration <= _SHORT_SECONDS
        return _is_video(content) and ("/shorts/" in (content.url or "") or is_short)
    return content.type is ContentType.REELS or (platform in _CLIP_PLATFORMS and _is_video(content))


def _is_feed_video(content: Content, platform: PlatformKey) -> bool:
    return _is_video(content) and (platform in _CLIP_PLATFORMS or not _is_reel(content, platform))


def _is_feed_image(content: Content, _: PlatformKey) -> bool:
    is_still = content.format not in (ContentFormat.VIDEO, ContentFormat.AUDIO)
    return is_still and content.type not in (ContentType.STORY, ContentType.REELS, ContentType.STREAM)


def _is_carousel(content: Content, platform: PlatformKey) -> bool:
    return _is_feed_image(content, platform) and len(content.media_urls or ()) > 1


_HISTORY_PLACEMENTS: Final = {Placement.CAROUSEL: (Placement.CAROUSEL, Placement.FEED_IMAGE)}
"""Placements whose history is used, in order of preference."""
_FITS: Final[Mapping[Placement, Callable[[Content, PlatformKey], bool]]] = {
    Placement.REELS: _is_reel,
    Placement.STORY: _is_story,
    Placement.FEED_IMAGE: _is_feed_image,
    Placement.FEED_VIDEO: _is_feed_video,
    Placement.CAROUSEL: _is_carousel,
    Placement.STREAM: _is_stream,
}
