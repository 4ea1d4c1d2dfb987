"""The analytics report with complete, sparse and no data, as a job and synchronously."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.jobs.profile_analytics import report
from limelight.jobs.profile_analytics.report_inputs import ReportInputs
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator, DataSource
from limelight.sandbox import World
from limelight.sandbox.public_source import SandboxPublicSource
from limelight.schemas.creator_discovery.profile_analytics import ProfileAnalytics
from tests.analytics.audience_builders import ROWS, sample
from tests.examples import examples
from tests.jobs.conftest import JobsClient
from tests.jobs.fake_source import FAKE_SOURCE, TEA_CREATORS

PATH, AT_ONCE = "async/profiles/analytics", "profiles/analytics"
_NOW = datetime(2026, 6, 2, tzinfo=UTC)
_WORLD = World(1, date(2026, 6, 1))
_WHOLES = ("gender_distribution", "gender_age_distribution", "follower_types", "follower_reachability")
_PARTS = ("countries", "states", "cities", "languages", "interests", "brand_affinity")
_CITIES: Mapping[object, str] = {"g1": "g2950159", "g2": "g5128581"}
_AUDIENCES = ("audience", "audience_likers", "audience_commenters")


def report_inputs(creator: Creator, source: Any, size: int = 1_500) -> ReportInputs:
    async def submitted() -> ReportInputs:
        samples = {kind: await source.audience(creator, kind, size) for kind in AudienceKind}
        return ReportInputs(
            creator=creator,
            now=_NOW,
            contents=await source.contents(creator, 40),
            samples={kind: found for kind, found in samples.items() if found is not None},
            membership=await source.membership(creator),
        )

    return asyncio.run(submitted())


async def _world() -> World:
    return _WORLD


def _creators(platform: PlatformKey) -> list[Creator]:
    return next(iter(_WORLD.creators(platform, 0, 256)))


def _sized(platform: PlatformKey, *, largest: bool) -> Creator:
    shown = [
        each
        for at, each in enumerate(_creators(platform))
        if not _WORLD.truth(platform, at).is_private and _followers(each)
    ]
    return (max if largest else min)(shown, key=_followers)


def _followers(creator: Creator) -> int:
    return creator.follower_count or creator.subscriber_count or 0


def _private() -> Creator:
    key = PlatformKey.INSTAGRAM
    return next(each for at, each in enumerate(_creators(key)) if _WORLD.truth(key, at).is_private)


_SOURCE = SandboxPublicSource(_world, lambda: _NOW)
NAMES = ("small", "huge", "subscribers", "streams", "private", "imported", "unknown", "name alone")


@cache
def cases() -> Mapping[str, ReportInputs]:
    return {
        "small": report_inputs(_sized(PlatformKey.INSTAGRAM, largest=False), _SOURCE),
        "huge": report_inputs(_sized(PlatformKey.INSTAGRAM, largest=True), _SOURCE),
        "subscribers": report_inputs(_sized(PlatformKey.YOUTUBE, largest=True), _SOURCE),
        "streams": report_inputs(_sized(PlatformKey.TWITCH, largest=True), _SOURCE),
        "private": report_inputs(_private(), _SOURCE),
        "imported": report_inputs(TEA_CREATORS[0], FAKE_SOURCE),
        "unknown": report_inputs(TEA_CREATORS[-1], FAKE_SOURCE),
        "name alone": ReportInputs(
            creator=Creator(platform=PlatformKey.TIKTOK, username="who"), now=_NOW, samples={}
        ),
    }


@pytest.fixture(scope="module")
def case(request: pytest.FixtureRequest) -> ReportInputs:
    return cases()[request.param]


every_case = pytest.mark.parametrize("case", NAMES, indirect=True)


@every_case
def test_identical_inputs_give_identical_bytes(case: ReportInputs):
    again = msgspec.convert(msgspec.to_builtins(case.creator), Creator)
    assert _bytes(replace(case, creator=again)) == _bytes(case)


@every_case
@settings(max_examples=examples(3))
@given(seed=st.integers(0, 2**32))
def test_input_order_does_not_matter(case: ReportInputs, seed: int):
    samples = {
        kind: replace(found, people=found.people.sample(fraction=1, shuffle=True, seed=seed))
        for kind, found in case.samples.items()
    }
    contents = case.contents
    if contents is not None:
        order = pl.Series(range(len(contents.items)), dtype=pl.Int64).shuffle(seed).to_list()
        contents = replace(contents, items=[contents.items[at] for at in order])
    assert _bytes(replace(case, samples=samples, contents=contents)) == _bytes(case)


@settings(max_examples=examples(30))
@given(ROWS, st.none() | st.integers(1, 1_000))
def test_distributions_of_any_audience_are_shares(rows: list[dict[str, object]], population: int | None):
    """Empty samples, unknown values and ties could give shares of zero people, or sums of 99.99."""
    found = sample([{**row, "city": _CITIES.get(row["city"])} for row in rows], population)
    samples = dict.fromkeys(AudienceKind, found)
    _check_shares(report(replace(cases()["name alone"], samples=samples)))


@every_case
def test_distributions_are_shares(case: ReportInputs):
    _check_shares(report(case))


@every_case
def test_every_report_has_the_same_keys(case: ReportInputs):
    """Clients rely on all keys: unknown values are null or empty."""
    told, full = msgspec.json.decode(_bytes(case)), msgspec.json.decode(_bytes(cases()["huge"]))
    assert told.keys() == full.keys()
    assert told["profile"].keys() == full["profile"].keys()
    for name in _AUDIENCES:
        assert told["profile"][name].keys() == full["profile"][name].keys()


@every_case
def test_every_part_has_provenance(case: ReportInputs):
    told = {part.part: part for part in report(case).provenance}
    assert len(told) == len(report(case).provenance)
    source = {"imported": DataSource.IMPORT}.get(_name(case), DataSource.SANDBOX)
    for kind, part in zip(AudienceKind, _AUDIENCES, strict=True):
        origin, looked_at = told[f"profile.{part}"], case.samples.get(kind)
        if looked_at is None:
            assert origin.sample_size is None or origin.is_estimate
        else:
            assert (origin.source, origin.sample_size) == (source, looked_at.people.height)
            assert origin.population == looked_at.population
    assert told["profile.contents"].source == (case.contents.source if case.contents else None)


@every_case
def test_every_share_of_a_sample_lies_in_its_interval(case: ReportInputs):
    found = report(case)
    told = {part.part: part for part in found.provenance}
    for kind, name in zip(AudienceKind, _AUDIENCES, strict=True):
        audience, intervals = getattr(found.profile, name), told[f"profile.{name}"].intervals
        if kind not in case.samples:
            assert intervals == {}
            continue
        for path in intervals.keys() - {"credibility_score"}:
            field, _, place = path.rstrip("]").partition("[")
            share = getattr(audience, field)[int(place)]
            assert intervals[path].low <= share.value + 1e-4, path
            assert share.value - 1e-4 <= intervals[path].high, path
        if audience.credibility_score is not None:
            between = intervals["credibility_score"]
            assert between.low <= audience.credibility_score <= between.high


def test_nothing_is_made_up_of_whom_nothing_is_known():
    found = report(cases()["name alone"]).profile
    assert found is not None
    figures = ("engagement_rate", "average_likes", "benchmark", "livestream_metrics", "follower_count")
    assert [getattr(found, name) for name in figures] == [None] * len(figures)
    assert [list(getattr(found, name).countries) for name in _AUDIENCES] == [[], [], []]
    assert found.audience.credibility_score is None
    assert report(cases()["name alone"]).pricing is None


def test_private_creators_have_no_posts_and_no_audience_in_their_report():
    found = report(cases()["private"]).profile
    assert found is not None
    assert not found.top_contents
    assert not any(getattr(found, name).follower_types for name in _AUDIENCES)


def test_ethnicities_are_never_inferred():
    """A sample of people must not produce ethnicities, which are only imported."""
    for case in cases().values():
        untold = dict.fromkeys(AudienceKind)
        creator = msgspec.structs.replace(case.creator, **untold)
        found = report(replace(case, creator=creator)).profile
        assert found is not None
        assert not any(getattr(found, name).ethnicities for name in _AUDIENCES)


def test_job_and_synchronous_report_are_equal(api: JobsClient):
    creator = _known(api)
    told = api.run_job(PATH, identifier=creator.username)
    assert (told["status"], told["error"]) == ("SUCCESS", None)
    assert told["profile"]["platform_username"] == creator.username
    at_once = api.post(AT_ONCE, identifier=creator.username).json()
    assert at_once["freshness"]["computed_at"] == told["freshness"]["computed_at"]
    assert at_once["id"] != told["id"]
    assert at_once["profile"] == told["profile"]
    assert at_once["pricing_explanations"] == at_once["price_explanations"]


def test_synchronous_reports_are_reused_by_jobs(api: JobsClient):
    creator = _known(api, 1)
    at_once = api.post(AT_ONCE, identifier=creator.username).json()
    assert at_once["status"] == "SUCCESS"
    later = api.post(PATH, identifier=creator.username).json()
    assert later["status"] == "SUCCESS"
    found = api.get(f"{PATH}/{later['id']}").json()
    assert found["report_generated_at"] == at_once["report_generated_at"]
    assert found["freshness"]["age_seconds"] >= 0


def test_report_link_belongs_to_the_job(api: JobsClient):
    submitted = api.post(PATH, identifier=_known(api).username).json()
    told = api.get(f"{PATH}/{submitted['id']}").json()
    for answer in (submitted, told):
        link = urlsplit(answer["report_url"])
        assert link.path == f"/reports/{submitted['id']}"
        assert link.query.startswith("token=")


def test_sandbox_audience_matches_its_creator(api: JobsClient):
    """Fails with the sample of another creator, or with percentages instead of fractions."""
    creator = max(api.sandbox_creators[PlatformKey.INSTAGRAM], key=_followers)
    found = api.run_job(PATH, identifier=creator.username)["profile"]["audience"]
    assert sum(share["value"] for share in found["gender_distribution"]) == pytest.approx(100)
    assert 0.3 < found["credibility_score"] <= 1
    assert found["credibility_score_band"]
    assert creator.followers is None or found["countries"][0]["code"] in creator.followers.locations


def test_reports_of_imported_creators_have_the_import_source(api: JobsClient):
    found = api.run_job(PATH, identifier="tea_house")
    told = {part["part"]: part for part in found["provenance"]}
    assert told["profile.audience"]["source"] == told["profile.contents"]["source"] == "import"
    assert [share["value"] for share in found["profile"]["audience"]["gender_distribution"]] == [50, 50]


def test_an_unknown_creator_fails_and_is_404(api: JobsClient):
    name = "nobody-of-that-name"
    assert api.run_job(PATH, identifier=name)["error"]["status_code"] == 404
    assert api.post(AT_ONCE, identifier=name).status_code == 404


def _known(api: JobsClient, number: int = 0) -> Creator:
    return api.sandbox_creators[PlatformKey.INSTAGRAM][number]


def _name(case: ReportInputs) -> str:
    return next(name for name, each in cases().items() if each is case)


def _bytes(case: ReportInputs) -> bytes:
    return msgspec.json.encode(report(case))


def _check_shares(found: ProfileAnalytics) -> None:
    assert found.profile is not None
    for audience in (getattr(found.profile, name) for name in _AUDIENCES):
        for name in _WHOLES:
            values = [share.value for share in getattr(audience, name)]
            assert min(values, default=0) >= 0
            assert not values or sum(values) == pytest.approx(100, abs=1e-6), name
        for name, values in _tails(audience):
            assert values == sorted(values, reverse=True), name
            assert all(0 < value <= 100 for value in values), name
        for name in ("countries", "states", "cities"):
            assert sum(share.value for share in getattr(audience, name)) <= 100 + 1e-6
        assert all(share.value <= 1 for share in audience.brand_affinity)


def _tails(audience: Any) -> Iterator[tuple[str, list[float]]]:
    for name in _PARTS:
        yield name, [share.value for share in getattr(audience, name)]
