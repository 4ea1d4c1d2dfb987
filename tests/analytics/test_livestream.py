"""Streams: what was delivered wins, what follows from it is filled in."""

from limelight.analytics.livestream import FollowerGrowth, livestream_figures
from limelight.kernel.records import ContentType, Livestream
from tests.analytics.post_builders import NOW, post


def test_missing_metrics_are_derived() -> None:
    live = Livestream(average_viewers=50.0, follower_growth=100)
    streams = [
        post(type=ContentType.STREAM, days=1.0, duration=7_200),
        post(type=ContentType.STREAM, days=1.1, duration=3_600),
        post(type=ContentType.STREAM, days=31, duration=9_999),
        post(type=ContentType.VIDEO, days=1, duration=60),
    ]
    found = livestream_figures(live, streams, 1_100, NOW)
    assert (found.airtime, found.hours_watched, found.days_streamed) == (180, 150, 1)
    assert found.follower_growth == FollowerGrowth(percentage=10.0, count=100, per_hour=33.33)
    assert found.peak_viewers is None


def test_delivered_metrics_win() -> None:
    live = Livestream(average_viewers=50.0, hours_watched=7, airtime=60)
    found = livestream_figures(live, [post(type=ContentType.STREAM, duration=7_200)], None, NOW)
    assert (found.average_viewers, found.hours_watched, found.airtime) == (50.0, 7, 60)


def test_no_metrics_without_data() -> None:
    found = livestream_figures(Livestream(), [], None, NOW)
    assert (found.airtime, found.hours_watched, found.average_viewers, found.days_streamed) == (None,) * 4
    assert found.follower_growth == FollowerGrowth(percentage=None, count=None, per_hour=None)
    assert livestream_figures(Livestream(follower_growth=5, airtime=0), [], 5, NOW).follower_growth.count == 5
