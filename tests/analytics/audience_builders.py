"""Builds audiences for tests, by hand or as Hypothesis strategies."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st
from pyroaring import BitMap

from limelight.analytics.audience import AGES, GENDERS
from limelight.analytics.audience_samples import AudienceSample, FollowerSet, audience_frame
from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp

SEEN_AT = Timestamp("2026-01-01T00:00:00.000000")
_ORDINARY = {
    "username": "ada",
    "image_url": "https://example.com/ada.jpg",
    "content_count": 40,
    "following_count": 300,
    "follower_count": 300,
    "account_age_days": 2_000,
}
_FAKE = {
    "username": "x93847261",
    "image_url": "",
    "content_count": 0,
    "following_count": 1_200,
    "follower_count": 3,
    "account_age_days": 10,
}


def sample(rows: Sequence[dict[str, object]], population: int | None = None) -> AudienceSample:
    """A column that a row lacks is null in that row."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return AudienceSample(audience_frame(columns), population, DataSource.SANDBOX, SEEN_AT)


def membership(members: Iterable[int], population: int | None = None) -> FollowerSet:
    return FollowerSet(BitMap(list(members)), population, DataSource.SANDBOX, SEEN_AT)


def ordinary(**differences: object) -> dict[str, object]:
    """An account without any suspicious feature."""
    return _ORDINARY | differences


def fake(**differences: object) -> dict[str, object]:
    return _FAKE | differences


def _optional(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


_NAMES = st.lists(st.sampled_from(["Sports", "Music", "Gaming", "Pets"]), max_size=3)
PERSON = st.fixed_dictionaries(
    {
        "id": _optional(st.integers(0, 40)),
        "username": _optional(st.sampled_from(["ada", "bo12", "c9847362", "dee"])),
        "image_url": _optional(st.sampled_from(["", "https://example.com/a.jpg"])),
        "content_count": _optional(st.sampled_from([0, 3, 500])),
        "following_count": _optional(st.sampled_from([0, 500, 501, 1_000, 1_500, 1_501, 7_500])),
        "follower_count": _optional(st.sampled_from([0, 20, 400, 5_000, 5_001, 90_000])),
        "account_age_days": _optional(st.sampled_from([3, 900])),
        "country": _optional(st.sampled_from(["US", "DE", "JP", "BR", "IN", "FR", "GB", "KE", "NZ"])),
        "state": _optional(st.sampled_from(["US_CA", "US_NY"])),
        "city": _optional(st.sampled_from(["g1", "g2", "g3"])),
        "language": _optional(st.sampled_from(["en", "de", "ja"])),
        "gender": _optional(st.sampled_from([*GENDERS])),
        "age_range": _optional(st.sampled_from([*AGES])),
        "interests": _optional(_NAMES),
        "brands": _optional(_NAMES),
    }
)
ROWS = st.lists(PERSON, max_size=30)
