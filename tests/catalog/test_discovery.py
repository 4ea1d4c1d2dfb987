"""What discovery tells of a creator's surroundings: peers, lookalikes, and who shows an address."""

from datetime import date
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest

from limelight.analytics.tiers import Tier, follower_or_subscriber_count, tier
from limelight.catalog import discovery as discovering
from limelight.catalog.discovery import Discovery
from limelight.catalog.index.generations import Generation
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContactDetail, Creator
from limelight.sandbox import World
from limelight.search.engines.tantivy import TantivyEngine
from limelight.store.creators import StoredCreator

PLATFORM = PlatformKey.INSTAGRAM
CREATORS = 1_500
MAIL = "Hello@Example.com"


def showing(platform: PlatformKey, name: str, followers: int, *emails: str) -> Creator:
    details = tuple(ContactDetail(type="email", value=email) for email in emails)
    return Creator(platform=platform, username=name, follower_count=followers, contact_details=details)


STRANGERS = [
    showing(PlatformKey.INSTAGRAM, "small", 10, MAIL),
    showing(PlatformKey.YOUTUBE, "large", 30, "other@example.com", " hello@EXAMPLE.com"),
    showing(PlatformKey.TIKTOK, "middle", 20, MAIL, MAIL.lower()),
    showing(PlatformKey.TIKTOK, "another", 40, "xhello@example.com", "hello@example.com.uk"),
    Creator(
        platform=PlatformKey.TIKTOK,
        username="phone",
        contact_details=(ContactDetail(type="skype", value=MAIL),),
    ),
]


@pytest.fixture(scope="module")
def residents() -> list[Creator]:
    return [
        creator for batch in World(1, date(2026, 6, 1)).creators(PLATFORM, 0, CREATORS) for creator in batch
    ]


@pytest.fixture(scope="module")
def discovery(tmp_path_factory: pytest.TempPathFactory, residents: list[Creator]) -> Discovery:
    """Over a generation that nobody adds to."""
    generation = Generation(tmp_path_factory.mktemp("generation"), TantivyEngine)
    everybody = enumerate(residents + STRANGERS, 1)
    stored = [StoredCreator(id=number, revision=number, record=each) for number, each in everybody]
    for platform in {each.record.platform for each in stored}:
        writer = generation.engine.writer(platform)
        writer.upsert(index_entry(each) for each in stored if each.record.platform is platform)
        writer.commit()
    return Discovery(SimpleNamespace(generation=generation))


@pytest.mark.parametrize("size", Tier)
def test_peer_group_matches_the_creators_of_the_tier(
    discovery: Discovery, residents: list[Creator], size: Tier
):
    peers = discovery.peers(PLATFORM, size)
    same = [
        each
        for each in residents
        if follower_or_subscriber_count(each) is not None and tier(follower_or_subscriber_count(each)) is size
    ]
    extra = 1 if size is Tier.STARTER else 0
    assert peers.count == len(same) + extra
    rates = sorted(each.engagement_rate for each in same if each.engagement_rate is not None)
    assert peers.rated_count == len(rates)
    np.testing.assert_allclose(peers.engagement_rates, rates, rtol=0.011, atol=1e-6)
    likes = [each.average_likes for each in same if each.average_likes is not None]
    assert peers.median_likes == pytest.approx(median(likes), rel=0.1)
    scores = sorted(each.followers.credibility_score for each in same if _is_scored(each))
    np.testing.assert_allclose(np.sort(peers.credibility_scores), scores, atol=0.0051)


def _is_scored(creator: Creator) -> bool:
    return creator.followers is not None and creator.followers.credibility_score is not None


def test_empty_tier_gives_an_empty_peer_group(discovery: Discovery):
    peers = discovery.peers(PlatformKey.DISCORD, Tier.NANO)
    assert (peers.count, peers.median_likes, len(peers.engagement_rates), len(peers.credibility_scores)) == (
        0,
        None,
        0,
        0,
    )


def test_peer_groups_expire_from_the_cache(discovery: Discovery, monkeypatch: pytest.MonkeyPatch):
    first = discovery.peers(PLATFORM, Tier.MICRO)
    assert discovery.peers(PLATFORM, Tier.MICRO) is first
    monkeypatch.setattr(discovering, "_PEER_CACHE_SECONDS", -1.0)
    assert discovery.peers(PLATFORM, Tier.MICRO) is not first


def test_email_owners_are_found_on_every_platform(discovery: Discovery):
    found = discovery.owners_by_email([MAIL, "hello@example.com.", "*@example.com"])
    names = {email: [owner.card.platform_username for owner in owners] for email, owners in found.items()}
    assert names == {MAIL: ["large", "middle", "small"], "hello@example.com.": [], "*@example.com": []}
    assert [owner.platform for owner in found[MAIL]] == [
        PlatformKey.YOUTUBE,
        PlatformKey.TIKTOK,
        PlatformKey.INSTAGRAM,
    ]


def test_lookalikes_exclude_the_creator_and_are_empty_for_unknown_ones(
    discovery: Discovery, residents: list[Creator]
):
    somebody = next(each for each in residents if each.hashtags and each.followers and each.followers.sketch)
    for alike in (discovery.lookalikes, discovery.audience_lookalikes):
        found = [card.platform_username for card in alike(somebody, 7)]
        assert 0 < len(found) <= 7
        assert somebody.username not in found
        assert alike(STRANGERS[0], 7) == []
