"""The fake Google conforms to Google's API descriptions, and recorded responses of Google are parsed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from limelight.connectors.responses import AuthMethod, Response
from limelight.connectors.source import InsufficientScope
from limelight.kernel.records import AudienceDemographics, Comment, Content, ContentGroup, Profile
from limelight.kernel.timestamps import parse_timestamp
from limelight.platforms.youtube import audience, channels, comments, google_api, playlists, videos
from limelight.testing.google import FakeGoogle
from limelight.testing.google.http import FakeRequest, FakeResponse
from tests.connectors.fake_grants import MemoryGrantStore, connected_source, obtain_grant
from tests.platforms.test_youtube import fetch_all
from tests.shared_data import SHARED_DATA, needs_shared_data

RECORDED = SHARED_DATA / "platform-responses" / "youtube"

pytestmark = needs_shared_data

_SCHEMAS = {
    "/youtube/v3/channels": ("youtube.v3", "ChannelListResponse"),
    "/youtube/v3/playlistItems": ("youtube.v3", "PlaylistItemListResponse"),
    "/youtube/v3/videos": ("youtube.v3", "VideoListResponse"),
    "/youtube/v3/playlists": ("youtube.v3", "PlaylistListResponse"),
    "/youtube/v3/commentThreads": ("youtube.v3", "CommentThreadListResponse"),
    "/v2/reports": ("youtubeAnalytics.v2", "QueryResponse"),
}
_MADE = {
    "youtube#channel": (channels.Channel, channels.map_creator),
    "youtube#video": (videos.Video, lambda raw: videos.map_video(raw, videos.VideoAnalytics(), "UC")),
    "youtube#playlist": (playlists.PLAYLISTS.row_type, playlists.PLAYLISTS.map_row),
    "youtube#commentThread": (comments.COMMENTS.row_type, comments.COMMENTS.map_row),
}


def document(name: str) -> Any:
    return json.loads((RECORDED / "specs" / f"{name}.json").read_text("utf-8"))


def schema(name: str, answer: str) -> Any:
    """A discovery document's schema as JSON Schema, closed so that unknown fields fail."""
    schemas = {each: _strict(found) for each, found in document(name)["schemas"].items()}
    return {"$ref": f"#/$defs/{answer}", "$defs": schemas}


def _strict(found: Any) -> Any:
    if isinstance(found, list):
        return [_strict(each) for each in found]
    if not isinstance(found, dict):
        return found
    kept: dict[str, Any] = {}
    if "$ref" in found:
        kept["$ref"] = f"#/$defs/{found['$ref']}"
    if isinstance(found.get("type"), str) and found["type"] != "any":
        kept["type"] = found["type"]
    if "enum" in found:
        kept["enum"] = found["enum"]
    if "items" in found:
        kept["items"] = _strict(found["items"])
    if "properties" in found:
        kept["properties"] = {name: _strict(each) for name, each in found["properties"].items()}
        kept["additionalProperties"] = False
    if "additionalProperties" in found:
        kept["additionalProperties"] = _strict(found["additionalProperties"])
    return kept


def parameters(asked: FakeRequest) -> set[str]:
    """The query parameters that the API description has for the request."""
    name = _SCHEMAS[asked.path][0]
    found = document(name)
    resource = "reports" if name == "youtubeAnalytics.v2" else asked.path.rsplit("/", 1)[-1]
    method = "query" if resource == "reports" else "list"
    return {*found["parameters"], *found["resources"][resource]["methods"][method]["parameters"]}


async def _all_that_is_asked(stand_in: FakeGoogle) -> list[tuple[FakeRequest, FakeResponse]]:
    async with connected_source(stand_in, MemoryGrantStore(await obtain_grant(stand_in))) as source:
        for kind in (Profile, AudienceDemographics, Content, ContentGroup):
            await fetch_all(source, kind)
        await fetch_all(source, Comment, of="video000000")
    return [each for each in stand_in.exchanges if each[0].path in _SCHEMAS]


@pytest.mark.anyio
async def test_requests_and_answers_are_those_of_google_s_descriptions(google: FakeGoogle):
    answered = await _all_that_is_asked(google)
    assert {asked.path for asked, _ in answered} == set(_SCHEMAS)
    for asked, reply in answered:
        validator = jsonschema_rs.validator_for(schema(*_SCHEMAS[asked.path]))
        assert [error.message for error in validator.iter_errors(json.loads(reply.body))] == []
        assert set(asked.query) <= parameters(asked)


def recorded_rows() -> Iterator[Any]:
    for path in sorted((RECORDED / "data-api-v3").rglob("*.json")):
        body = json.loads(path.read_text("utf-8"))
        rows = body.get("items", [body]) if isinstance(body, dict) else []
        for number, row in enumerate(rows):
            if isinstance(row, dict) and row.get("kind") in _MADE and "snippet" in row:
                yield pytest.param(row, id=f"{path.relative_to(RECORDED)} {number}")


def recorded_reports(status: str) -> list[Path]:
    return sorted((RECORDED / "analytics-v2").glob(f"reports_{status}_*.json"))


@pytest.mark.parametrize("row", list(recorded_rows()))
def test_a_recorded_row_is_understood(row: Any):
    raw, to = _MADE[row["kind"]]
    made = to(msgspec.convert(row, raw, strict=False))
    statistics = row.get("statistics", {})
    match made:
        case Content():
            assert made.external_id == row["id"]
            assert parse_timestamp(made.published_at) == parse_timestamp(row["snippet"]["publishedAt"])
            assert made.engagement.view_count == (int(statistics["viewCount"]) if statistics else None)
        case ContentGroup():
            assert made.title == row["snippet"]["title"]
        case Comment():
            assert made.text
        case None:
            assert "videoId" not in row["snippet"]
        case creator:
            assert creator.external_id == row["id"]


@pytest.mark.parametrize("path", recorded_reports("200"), ids=lambda path: path.name)
def test_a_recorded_report_is_understood(path: Path):
    report = json.loads(path.read_text("utf-8"))
    rows = [msgspec.convert(row, google_api.REPORTS.row_type) for row in report.get("rows", [])]
    header = [each["name"] for each in report["columnHeaders"]]
    assert {len(row) for row in rows} <= {len(header)}
    if rows and header == ["gender", "ageGroup", "viewerPercentage"]:
        found = audience.map_demographics([(row[1], row[0], row[2]) for row in rows], [], [])
        cells = found.gender_age_distribution
        assert len(cells) == len(rows)
        assert sum(cell.value for cell in cells) == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("path", recorded_reports("403"), ids=lambda path: path.name)
def test_a_recorded_refusal_is_understood(path: Path):
    answer = Response(
        status=403,
        headers={},
        body=path.read_bytes(),
        auth_method=AuthMethod.ACCESS_TOKEN,
        received_at=datetime.now(UTC),
    )
    assert isinstance(google_api.map_error(answer), InsufficientScope)
