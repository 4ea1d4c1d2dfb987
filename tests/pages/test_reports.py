"""The page of a report: who may read it, what stands in for it, and what it shows of much and of nothing."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from limelight.analytics.audience_samples import AudienceSample, audience_frame
from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.tiers import Tier
from limelight.app import create_app
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS, report
from limelight.jobs.profile_analytics.report_inputs import ReportInputs
from limelight.jobs.report_links import ReportLinks
from limelight.jobs.service import JobService, JobState
from limelight.kernel.jobs import JobFailure
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Creator, DataSource, MonthlyTotals
from limelight.kernel.timestamps import format_timestamp
from limelight.pages.reports import charts, formatting
from limelight.pages.reports.rankings import audience_places
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.profile_analytics import (
    ContentCounts,
    NamedShare,
    ProfileAnalytics,
    ProfileAnalyticsRequest,
    ReportCityShare,
    ReportContent,
    ReputationMonth,
)
from limelight.schemas.provenance import Interval
from limelight.settings import JobsSettings, Settings
from limelight.store.database import Database, Session
from limelight.store.jobs import Computations
from limelight.store.tenants import DEMO_ID, Tenants

INSTAGRAM = platform_by_key(PlatformKey.INSTAGRAM).id
NOW = datetime(2026, 6, 5, 11, 12, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'
BARE = Creator(platform=PlatformKey.INSTAGRAM, username="bare", full_name="Only A Name")
KNOWN = Creator(
    platform=PlatformKey.INSTAGRAM,
    username="known",
    full_name=f"Known {HOSTILE}",
    url="javascript:alert(1)",
    image_url="http://insecure.example/picture.jpg",
    introduction=HOSTILE,
    follower_count=8_000,
    engagement_rate=0.021,
    history=(
        *(MonthlyTotals(month=f"2026-0{number}", follower_count=1_000 + number) for number in (1, 2)),
        MonthlyTotals(month="2026-05", follower_count=8_000),
    ),
)
PEERS = PeerGroup(
    platform=PlatformKey.INSTAGRAM,
    tier=Tier.MICRO,
    count=50,
    engagement_rates=np.linspace(0.001, 0.08, 50),
    credibility_scores=np.linspace(0.5, 0.95, 50),
    median_likes=40.0,
)
SAMPLE = AudienceSample(
    people=audience_frame(
        {
            "username": [f"person{number}" for number in range(60)],
            "country": ["DE", "IN", "BR"] * 20,
            "gender": ["FEMALE", "MALE"] * 30,
            "age_range": ["18-24", "25-34", "65-"] * 20,
            "follower_count": [10] * 60,
            "following_count": [20] * 60,
            "content_count": [30] * 60,
            "full_name": ["Ada Lovelace"] * 60,
            "introduction": ["Tea and the sea"] * 60,
            "image_url": ["https://media.example/face.jpg"] * 60,
            "url": [""] * 60,
            "external_id": [str(number) for number in range(60)],
            "is_private": [False] * 60,
        }
    ),
    population=8_000,
    source=DataSource.IMPORT,
    seen_at=format_timestamp(NOW),
)
POST = ReportContent(
    type="REELS",
    url="javascript:alert(2)",
    title=None,
    description=f"Look {HOSTILE}",
    thumbnail_url="https://media.example/1.jpg",
    engagement=ContentCounts(
        like_count=None,
        comment_count=7,
        view_count=1_234_567,
        play_count=None,
        share_count=None,
        save_count=None,
    ),
    mentions=(),
    published_at=format_timestamp(NOW),
)


UNKNOWN_MONTH = ReputationMonth(
    month="2026-01",
    follower_count=None,
    subscriber_count=None,
    following_count=None,
    average_likes=None,
    average_views=None,
    average_comments=None,
    total_views=None,
    total_likes=None,
)


class Desk:
    """The server's pages, and its jobs in the state that a test wants."""

    def __init__(self, settings: Settings, client: TestClient[Litestar]) -> None:
        self.settings = settings
        self.client = client

    def link(self, job_id: UUID, tenant_id: UUID = DEMO_ID) -> str:
        url = ReportLinks(self.settings).create_url(job_id, tenant_id)
        return url.removeprefix(self.settings.public_url)

    def page(self, result: ProfileAnalytics) -> str:
        async def keep(jobs: JobService) -> JobState[Any, Any]:
            return await jobs.store_result(PROFILE_ANALYTICS, asked(), result)

        answer = self.client.get(self.link(self.made(keep).id))
        assert answer.status_code == 200
        return str(answer.text)

    def made(self, make: Callable[[JobService], Awaitable[JobState[Any, Any]]]) -> JobState[Any, Any]:
        async def within(session: Session) -> JobState[Any, Any]:
            return await make(JobService(session, DEMO_ID, JobsSettings()))

        return self.do(within)

    def begun(self) -> JobState[Any, Any]:
        return self.made(lambda jobs: jobs.create(PROFILE_ANALYTICS, asked()))

    def do(self, act: Callable[[Session], Awaitable[Any]]) -> Any:
        async def acted() -> Any:
            database = Database(self.settings)
            async with database.session() as session:
                found = await act(session)
            await database.close()
            return found

        return asyncio.run(acted())


def asked() -> ProfileAnalyticsRequest:
    return ProfileAnalyticsRequest(identifier=f"somebody{HOSTILE}", work_platform_id=INSTAGRAM)


def bare() -> ProfileAnalytics:
    return report(ReportInputs(creator=BARE, now=NOW, samples={}))


def known() -> ProfileAnalytics:
    """Much of everything, and hostile where others choose the words."""
    found = report(
        ReportInputs(creator=KNOWN, now=NOW, samples={AudienceKind.FOLLOWERS: SAMPLE}, peers=PEERS)
    )
    assert found.profile is not None
    profile = replace(
        found.profile,
        top_contents=[POST],
        recent_contents=[POST],
        sponsored_contents=[POST],
        top_hashtags=[NamedShare(name=HOSTILE, value=50.0)],
    )
    return replace(found, profile=profile)


@pytest.fixture
def desk(embedded: Settings) -> Iterator[Desk]:
    with TestClient(create_app(embedded), raise_server_exceptions=False) as client:
        yield Desk(embedded, client)


def test_link_opens_only_its_report(desk: Desk) -> None:
    first, second = desk.begun(), desk.begun()
    assert desk.client.get(desk.link(first.id)).status_code == 200
    token = desk.link(first.id).partition("?")[2]
    for path in (f"/reports/{second.id}?{token}", f"/reports/{first.id}?token=x"):
        answer = desk.client.get(path)
        assert answer.status_code == 403
        assert "This link is not good, or no longer" in answer.text


def test_expired_link_is_explained(desk: Desk) -> None:
    job = desk.begun()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("limelight.jobs.report_links.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
        url = desk.link(job.id)
    answer = desk.client.get(url)
    assert answer.status_code == 403
    assert "expired" in answer.text


def test_report_requires_credentials_of_its_tenant(desk: Desk) -> None:
    path = f"/reports/{desk.begun().id}"
    answer = desk.client.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.headers["content-type"].startswith("text/html")
    assert desk.client.get(path, auth=("demo", "p@55w0rd")).status_code == 200
    assert desk.client.get(path, auth=("demo", "wrong")).status_code == 401
    tenant, secret = desk.do(lambda session: Tenants(session).create("other"))
    other = desk.client.get(path, auth=(str(tenant.id), secret))
    assert (other.status_code, "There is no such report" in other.text) == (404, True)
    forged = desk.client.get(desk.link(UUID(path.rpartition("/")[2]), tenant.id))
    assert forged.status_code == 404


@pytest.mark.parametrize("name", [str(UUID(int=7)), "nonsense", "a%00b"])
def test_unknown_report_is_an_html_page(desk: Desk, name: str) -> None:
    answer = desk.client.get(f"/reports/{name}", auth=("demo", "p@55w0rd"))
    assert answer.status_code == 404
    assert "There is no such report" in answer.text


def test_waiting_page_refreshes(desk: Desk) -> None:
    answer = desk.client.get(desk.link(desk.begun().id))
    assert '<meta http-equiv="refresh" content="3">' in answer.text
    assert "<script" not in answer.text


def test_failed_report_shows_the_reason(desk: Desk) -> None:
    job = desk.begun()
    why = JobFailure(type="T", code="c", status=404, message=f"Nobody is called {HOSTILE}.")
    desk.do(lambda session: Computations(session).fail(job.computation_id, why))
    page = desk.client.get(desk.link(job.id)).text
    assert "Nobody is called &#34;&gt;&lt;script&gt;" in page
    assert 'http-equiv="refresh"' not in page


def test_policy_allows_nothing_but_display(desk: Desk) -> None:
    answer = desk.client.get(desk.link(desk.begun().id))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'self'; img-src 'self' https: data:;" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_unknown_values_are_labelled(desk: Desk) -> None:
    page = desk.page(bare())
    assert "Only A Name" in page
    assert page.count("Not known") >= 10
    assert "<svg" not in page
    assert "nan" not in words_of(page).lower().split()
    assert not re.search(r"\bNone\b|\bnull\b", words_of(page))


def test_report_shows_all_known_values(desk: Desk) -> None:
    page = words_of(desk.page(known()))
    for text in (
        "Ahead of 26 % of micro creators on Instagram.",
        "Median of peers: 4 %.",
        "Germany 33.3 % between 22 % and 46 %",
        "60 of 8,000 people looked at; as of 5 June 2026",
        "1.2 M views 7 comments",
        "1 of the 1 newest posts is sponsored.",
        "Imported files",
    ):
        assert text in page, text
    assert not re.search(r"\bNone\b|\bnull\b", page)


def test_hostile_names_and_urls_are_escaped(desk: Desk) -> None:
    page = desk.page(known())
    assert "<script" not in page
    assert "javascript:" not in page
    assert "insecure.example" not in page
    assert 'src="https://media.example/1.jpg"' in page
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_every_chart_has_a_label_and_a_table(desk: Desk) -> None:
    page = desk.page(known())
    found = page.split('<svg class="chart"')[1:]
    assert len(found) == 4
    for chart in found:
        assert re.match(r'[^>]*role="img" aria-label="[^"]+', chart)
        after = chart.partition("</svg>")[2].partition("<svg")[0]
        assert "<summary>As a table</summary>" in after
        assert after.count("<tr>") > 2


def test_equal_reports_render_equal_pages(desk: Desk) -> None:
    assert desk.page(known()) == desk.page(known())


def test_growth_chart_has_gaps_and_marks_sudden_growth() -> None:
    found = report(ReportInputs(creator=KNOWN, now=NOW, samples={})).profile
    assert found is not None
    chart = charts.growth_chart(found.reputation_history, [], "Followers")
    assert chart is not None
    assert [row[1] for row in chart.table.rows] == ["1,001", "1,002", "not known", "not known", "8,000"]
    assert charts.growth_chart(found.reputation_history[:1], [], "Followers") is None


def test_labels_of_a_narrow_axis_are_distinct() -> None:
    months = [
        replace(UNKNOWN_MONTH, month=f"2026-0{number}", follower_count=7_000_000 + 1_000 * number)
        for number in (1, 2)
    ]
    chart = charts.growth_chart(months, [], "Followers")
    assert chart is not None
    labels = re.findall(r">([\d.]+)\u00a0M<", chart.svg)
    assert len(set(labels)) == len(labels) > 2


@pytest.mark.parametrize(("value", "band"), [(0.0, 0), (1.0, 1), (1.9, 1), (2.0, 2), (99.0, 2), (None, None)])
def test_value_is_in_at_most_one_band(value: float | None, band: int | None) -> None:
    bins = [
        charts.HistogramBin(None, 1.0, 3),
        charts.HistogramBin(1.0, 2.0, 4),
        charts.HistogramBin(2.0, None, 5),
    ]
    held = [at for at, each in enumerate(bins) if each.holds(value)]
    assert held == ([] if band is None else [band])


def test_creator_is_marked_in_a_band_without_peers() -> None:
    bins = [
        charts.HistogramBin(None, 1.0, 3),
        charts.HistogramBin(1.0, 2.0, 0),
        charts.HistogramBin(2.0, None, 5),
    ]
    shown, hidden = (charts.histogram_chart(bins, value, None, "rate") for value in (1.5, None))
    assert shown is not None
    assert hidden is not None
    assert shown.svg.count('class="rect') == hidden.svg.count('class="rect') + 1
    assert ("1\u00a0% to 2\u00a0%, this creator", "0") in shown.table.rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10 k"),
        (123_456, "123 k"),
        (999_999, "1 M"),
        (1_234_567, "1.2 M"),
        (19_799_730, "19.8 M"),
        (2_000_000_000, "2 B"),
    ],
)
def test_numbers_are_compact(value: float, text: str) -> None:
    assert formatting.compact_number(value).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (32.4, 34.6, "between 32 % and 35 %"),
        (1.51, 2.12, "between 1.5 % and 2.2 %"),
        (0.0, 0.06, "between 0 % and 0.1 %"),
        (99.5, 100.0, "between 99 % and 100 %"),
        (8.51, 8.51, ""),
    ],
)
def test_intervals_are_rounded_outwards(low: float, high: float, text: str) -> None:
    assert formatting.interval_text(Interval(low=low, high=high)).replace("\u00a0", " ") == text


def test_cities_of_the_same_name_keep_their_intervals() -> None:
    found = report(ReportInputs(creator=BARE, now=NOW, samples={})).profile
    assert found is not None
    city = ReportCityShare(name="Depok", value=30.0, latitude=None, longitude=None)
    audience = replace(found.audience, cities=[city, replace(city, value=2.0)])
    intervals = {
        "cities[0]": Interval(low=20.0, high=40.0),
        "cities[1]": Interval(low=1.0, high=3.0),
    }
    notes = [row.note.replace("\u00a0", " ") for row in audience_places(audience, intervals)[1].rows]
    assert notes == ["between 20 % and 40 %", "between 1 % and 3 %"]


def test_formulas_page_lists_every_formula_of_a_report(desk: Desk) -> None:
    page = desk.page(known())
    formulas = desk.client.get("/reports/formulas").text
    named = set(re.findall(r"/reports/formulas#(\w+)", page))
    assert len(named) > 10
    assert named <= set(re.findall(r'<article id="(\w+)"', formulas))


def words_of(page: str) -> str:
    """What is read, without markup."""
    text = re.sub(r"<[^>]+>", " ", page.partition("<body")[2])
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))
