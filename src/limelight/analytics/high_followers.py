"""The number of audience members with many followers."""

from dataclasses import dataclass

from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.formula import formula
from limelight.analytics.intervals import Interval, share_interval


@dataclass(frozen=True)
class HighFollowers:
    count: int
    interval: Interval


@formula(version="1", unit="people", source="own; an even sample speaks for the whole")
def high_followers(sample: AudienceSample, least: int) -> HighFollowers | None:
    """How many of an audience have at least so many followers.

    Those of the sample ÷ those of the sample whose followers are known × the people of the audience; the ends
    of the share's interval times as many. None, if it is not known how many people the audience has.
    """
    known = sample.people["follower_count"].drop_nulls()
    if sample.population is None or not len(known):
        return None
    share = int((known >= least).sum()) / len(known)
    between = share_interval(share, len(known), sample.population).scaled(sample.population)
    return HighFollowers(round(share * sample.population), Interval(round(between.low), round(between.high)))
