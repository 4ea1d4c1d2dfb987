"""Aggregates rows of posts, videos or tweets by creator."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from statistics import fmean
from typing import Any, Final

from limelight.imports.creator_records import FieldValues
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.text import normalize_tag

_MAX_TEXTS: Final = 20
_MAX_TEXT_CHARACTERS: Final = 500
_MAX_TAGS: Final = 100
_HASHTAG: Final = re.compile(r"#(\w+)")
_MENTION: Final = re.compile(r"(?<![\w.])@(\w[\w.]*\w)")
_AVERAGED_FIELDS: Final = {"likes": "average_likes", "views": "average_views", "comments": "average_comments"}


@dataclass
class _CreatorPosts:
    values: FieldValues = field(default_factory=dict)
    metrics: dict[str, tuple[int | None, ...]] = field(default_factory=dict)
    hashtags: Counter[str] = field(default_factory=Counter)
    mentions: Counter[str] = field(default_factory=Counter)
    texts: list[tuple[str, int, str]] = field(default_factory=list)
    last_posted_at: str = ""


class PostAggregator:
    """Aggregates posts by creator. A repeated post replaces its own metrics.

    Memory: about 200 bytes a post, independent of the length of its text.
    """

    def __init__(self) -> None:
        self._creators: dict[str, _CreatorPosts] = {}
        self._count = 0

    def add(self, values: FieldValues) -> None:
        """Raises UnreadableValue if the values do not identify the creator."""
        self._count += 1
        content = {name[8:]: values.pop(name) for name in list(values) if name.startswith("content.")}
        creator = self._creators.setdefault(_creator_key(values), _CreatorPosts())
        creator.values |= values
        key = content.get("id", f"row {self._count}")
        if key not in creator.metrics:
            _add_post(creator, content, self._count)
        creator.metrics[key] = tuple(content.get(name) for name in _AVERAGED_FIELDS)

    def creator_values(self) -> Iterator[FieldValues]:
        """Yields the values of each creator; call it after the last row."""
        for creator in self._creators.values():
            yield creator.values | _average_metrics(creator) | _tag_shares(creator)


def _creator_key(values: FieldValues) -> str:
    for name in ("external_id", "username", "full_name", "url"):
        if name in values:
            return f"{name} {normalize_tag(values[name])}"
    raise UnreadableValue("has no username, id or profile address")


def _add_post(creator: _CreatorPosts, content: FieldValues, line: int) -> None:
    text = "\n".join(content.get("text", ()))
    posted = content.get("published_at", "")
    creator.hashtags.update(content.get("hashtags") or set(map(normalize_tag, _HASHTAG.findall(text))))
    creator.mentions.update(set(map(normalize_tag, _MENTION.findall(text))))
    creator.last_posted_at = max(creator.last_posted_at, posted)
    if text:
        keep = heappush if len(creator.texts) < _MAX_TEXTS else heappushpop
        keep(creator.texts, (posted, line, text[:_MAX_TEXT_CHARACTERS]))


def _average_metrics(creator: _CreatorPosts) -> FieldValues:
    known: dict[str, Any] = {}
    for name, metrics in zip(
        _AVERAGED_FIELDS.values(), zip(*creator.metrics.values(), strict=True), strict=True
    ):
        if counted := [figure for figure in metrics if figure is not None]:
            known[name] = int(fmean(counted) + 0.5)
    if creator.last_posted_at:
        known["last_posted_at"] = creator.last_posted_at
    return known


def _tag_shares(creator: _CreatorPosts) -> FieldValues:
    """Returns hashtags and mentions with the percentage of posts that have them, and the newest texts."""
    known: FieldValues = {}
    for name, counts in (("hashtags", creator.hashtags), ("mentions", creator.mentions)):
        if counts:
            most = counts.most_common(_MAX_TAGS)
            known[name] = {each: round(100 * count / len(creator.metrics), 2) for each, count in most}
    if creator.texts:
        known["captions"] = "\n".join(text for *_, text in sorted(creator.texts, reverse=True))
    return known
