"""Search exports and e-mail lookups over HTTP, in the complete app with its worker."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app, run_worker
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.search_export import CreatorSearchExportProfile
from limelight.settings import Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from tests.api.sample_creators import COMPLETE_CREATOR, SIMILAR_CREATORS, save_creators
from tests.catalog.small_catalogs import wait_until

EXPORT = "/v1/social/creators/profiles/search-export"
LOOKUP = "/v1/social/creators/email-lookup"
INSTAGRAM = str(platform_by_key(PlatformKey.INSTAGRAM).id)
BODY = {
    "work_platform_id": INSTAGRAM,
    "sort_by": {"field": "FOLLOWER_COUNT", "order": "DESCENDING"},
    "max_results": 25,
    "follower_count": {"min": 1},
}
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def worker(catalogue_settings: Settings) -> Iterator[Client]:
    """A client of an app with a worker."""
    asyncio.run(save_creators(catalogue_settings, [COMPLETE_CREATOR, *SIMILAR_CREATORS]))
    with TestClient(create_app(catalogue_settings, run_worker), raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


def ended(client: Client, path: str, body: dict[str, Any], status: str = "SUCCESS") -> str:
    """Creates a job, waits for the status and returns the job's path."""
    response = client.post(path, json=body)
    assert response.status_code == 202, response.text
    assert response.json()["status"] in {"IN_PROGRESS", status}
    job = f"{path}/{response.json()['id']}"
    wait_until(lambda: _status(client, job) == status, seconds=20)
    return job


def _status(client: Client, job: str) -> str:
    found = client.get(job).json()
    return found.get("lookup_report", found)["status"]


def test_export_pages_concatenate_and_end(worker: Client):
    job = ended(worker, EXPORT, BODY)
    whole = worker.get(job).json()
    assert len(whole["data"]) == 25
    assert set(whole["data"][0]) >= set(CreatorSearchExportProfile.__struct_fields__)
    assert whole["metadata"] == {"total_results": 25, "limit": 100, "offset": 0}
    pages = [worker.get(job, params={"limit": 10, "offset": offset}).json() for offset in (0, 10, 20, 30)]
    assert [len(page["data"]) for page in pages] == [10, 10, 5, 0]
    names = [item["platform_username"] for page in pages for item in page["data"]]
    assert names == [item["platform_username"] for item in whole["data"]]
    assert pages[1]["data"][0]["metadata"] == pages[1]["metadata"]
    assert pages[3]["metadata"] == {"total_results": 25, "limit": 10, "offset": 30}


def test_the_receipt_repeats_the_filters(worker: Client):
    receipt = worker.post(EXPORT, json=BODY).json()
    assert receipt["filters"]["follower_count"] == {"min": 1}
    assert "audience_age" not in receipt["filters"]
    assert receipt["work_platform"]["id"] == INSTAGRAM


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "parquet"])
def test_an_export_can_be_downloaded_as_a_file(worker: Client, file_format: str):
    job = ended(worker, EXPORT, BODY)
    response = worker.get(job, params={"format": file_format})
    assert response.status_code == 200
    assert response.headers["content-disposition"].endswith(f'.{file_format}"')
    rows = response.content.count(b"\n") - (file_format == "csv")
    assert rows == 25 if file_format == "jsonl" else response.content


def test_a_failed_export_has_an_error_and_no_file(worker: Client):
    job = ended(worker, EXPORT, BODY | {"creator_lookalikes": "nobody.at.all"}, "FAILURE")
    found = worker.get(job)
    assert found.json()["error"]["code"] == "lookalike_unknown"
    assert found.json()["data"] == []
    refused = worker.get(job, params={"format": "csv"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "export_not_ready")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_results": -1},
        {"max_results": None},
        {"creator_interests": ["No such interest"]},
        {"work_platform_id": "x"},
    ],
)
def test_an_invalid_export_request_is_rejected_immediately(worker: Client, wrong: dict[str, Any]):
    assert worker.post(EXPORT, json=BODY | wrong).status_code == 400


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"limit": 0}, 400),
        ({"limit": 1001}, 400),
        ({"offset": -1}, 400),
        ({"format": "xml"}, 400),
        ({"offset": 2**31 - 1}, 200),
    ],
)
def test_page_parameters_are_validated(worker: Client, parameters: dict[str, Any], status: int):
    assert worker.get(ended(worker, EXPORT, BODY), params=parameters).status_code == status


@pytest.mark.parametrize("path", [EXPORT, LOOKUP])
def test_an_unknown_job_returns_404(worker: Client, path: str):
    assert worker.get(f"{path}/{uuid4()}").status_code == 404


def test_email_lookup_finds_the_matching_profiles(worker: Client):
    emails = ["FULL@one.example", "nobody@example.com"]
    found = worker.get(ended(worker, LOOKUP, {"emails": emails})).json()
    report = found["lookup_report"]
    assert (report["emails"], report["matched_count"], report["non_matched_count"]) == (emails, 1, 1)
    assert found["non_matched_emails"] == emails[1:]
    (match,) = found["matched_emails"]
    assert (match["email"], match["platform_username"]) == (emails[0], "Full.One")
    assert match["work_platform"]["id"] == INSTAGRAM
