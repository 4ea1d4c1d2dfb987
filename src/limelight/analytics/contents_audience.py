"""The audience of selected contents: their likers and commenters."""

from collections.abc import Mapping, Sequence
from typing import Final

from limelight.analytics.audience_shares import Shares, round_percentages
from limelight.analytics.formula import formula
from limelight.kernel.records import AudienceKind, Content

_KISH: Final = (
    "own; the number of people it rests on is the effective size of L. Kish, Survey Sampling (1965)"
)

ReactionWeights = Mapping[AudienceKind, float]


@formula(version="1", unit="reactions", source="own")
def reaction_weights(contents: Sequence[Content]) -> ReactionWeights:
    """The weights of a creator's likers and commenters in the audience of selected contents.

    Likers: Σ likes of the contents; commenters: Σ comments. Both count alike where none of the contents shows
    its likes, or none its comments, or none has a reaction yet.
    """
    likes = [content.engagement.like_count for content in contents]
    comments = [content.engagement.comment_count for content in contents]
    found = {AudienceKind.LIKERS: _sum(likes), AudienceKind.COMMENTERS: _sum(comments)}
    known = {kind: float(count) for kind, count in found.items() if count is not None}
    return known if len(known) == len(found) and any(known.values()) else dict.fromkeys(found, 1.0)


@formula(version="1", unit="percent", source=_KISH)
def contents_audience(shares: Mapping[AudienceKind, Shares], weights: ReactionWeights) -> Shares:
    """The distribution of one attribute among the likers and commenters of selected contents.

    Σ w · share ÷ Σ w over the creator's likers and commenters, w being their `reaction_weights`; the largest
    first, summing to 100. A group without known values is left out; if it alone has a weight,
    the other counts alone. The effective sample size is 1 ÷ Σ (v² ÷ n): v = w ÷ Σ w; of n members the
    attribute is known.
    """
    known = {kind: share for kind, share in shares.items() if share.known}
    chosen = {kind: weights.get(kind, 0.0) for kind in known}
    if not any(chosen.values()):
        chosen = dict.fromkeys(known, 1.0)
    whole = sum(chosen.values())
    mixed: dict[str, float] = {}
    for kind, share in known.items():
        for name, value in share.percentages.items():
            mixed[name] = mixed.get(name, 0.0) + value * chosen[kind] / whole
    ordered = dict(sorted(mixed.items(), key=lambda item: (-item[1], item[0])))
    return Shares(round_percentages(ordered), _effective_size(known, chosen))


def _effective_size(shares: Mapping[AudienceKind, Shares], weights: ReactionWeights) -> int:
    whole = sum(weights.values())
    spread = sum((weights[kind] / whole) ** 2 / share.known for kind, share in shares.items())
    return int(1 / spread) if spread else 0


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum of the known counts; None if there are none."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
