"""The fake's YouTube Data and Analytics APIs."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from limelight.testing.google.channel import CHANNEL_ID, HANDLE, FakeChannel, Resource
from limelight.testing.google.http import (
    FakeRequest,
    FakeResponse,
    RequestHandler,
    RequestRejected,
    error_response,
    json_response,
    not_found,
)
from limelight.testing.google.oauth import FakeOAuthServer

API_KEY = "the key of the project"
READ = "https://www.googleapis.com/auth/youtube.readonly"
ANALYTICS = "https://www.googleapis.com/auth/yt-analytics.readonly"
PROFILE = "https://www.googleapis.com/auth/userinfo.profile"
_UPLOADS = f"UU{CHANNEL_ID[2:]}"


class FakeYouTube:
    """Serves one channel to its owner's token and to the project's API key."""

    def __init__(self, channel: FakeChannel, consents: FakeOAuthServer) -> None:
        self._channel = channel
        self._consents = consents

    @property
    def routes(self) -> Mapping[str, RequestHandler]:
        data = "www.googleapis.com/youtube/v3"
        return {
            f"{data}/channels": self.channels,
            f"{data}/playlistItems": self.uploads,
            f"{data}/videos": self.videos,
            f"{data}/playlists": self.playlists,
            f"{data}/commentThreads": self.threads,
            "youtubeanalytics.googleapis.com/v2/reports": self.reports,
            "openidconnect.googleapis.com/v1/userinfo": self.person,
        }

    def channels(self, asked: FakeRequest) -> FakeResponse:
        if asked.query.get("mine") == "true":
            self._consents.require_scope(asked, [READ])
            return _single_page("channel", [self._channel.resource()])
        self._check(asked)
        names = {CHANNEL_ID, HANDLE, HANDLE[1:]}
        wanted = {asked.query.get(name) for name in ("id", "forHandle")} - {None}
        found = [self._channel.resource()] if wanted & names else []
        return _single_page("channel", found)

    def uploads(self, asked: FakeRequest) -> FakeResponse:
        self._check(asked)
        if asked.query.get("playlistId") != _UPLOADS:
            return not_found("playlistNotFound", "playlist")
        return _paginate(
            asked, "playlistItem", [self._channel.upload(video) for video in self._channel.videos], 50
        )

    def videos(self, asked: FakeRequest) -> FakeResponse:
        self._check(asked)
        wanted = asked.query.get("id", "").split(",")
        if len(wanted) > 50:
            return error_response(400, "invalidFilters", "The request specifies too many ids.")
        known = [video for video in wanted if video in self._channel.videos]
        shown = [self._channel.video(video) for video in known if video not in self._channel.deleted]
        return _single_page("video", [_select_parts(each, asked) for each in shown])

    def playlists(self, asked: FakeRequest) -> FakeResponse:
        self._consents.require_scope(asked, [READ])
        found = [_select_parts(self._channel.playlist(each), asked) for each in self._channel.playlists]
        return _paginate(asked, "playlist", found, 50)

    def threads(self, asked: FakeRequest) -> FakeResponse:
        self._check_key(asked)
        video = asked.query.get("videoId", "")
        if video not in self._channel.videos or video in self._channel.deleted:
            return not_found("videoNotFound", "video")
        if video in self._channel.comments_disabled:
            return error_response(
                403, "commentsDisabled", "The video has disabled comments.", "youtube.commentThread"
            )
        found = [self._channel.thread(video, comment) for comment in self._channel.comments]
        return _paginate(asked, "commentThread", found, 100)

    def person(self, asked: FakeRequest) -> FakeResponse:
        self._consents.require_scope(asked, [PROFILE])
        return json_response(self._channel.person())

    def reports(self, asked: FakeRequest) -> FakeResponse:
        self._consents.require_scope(asked, [ANALYTICS])
        dimensions = tuple(filter(None, asked.query.get("dimensions", "").split(",")))
        metrics = tuple(asked.query["metrics"].split(","))
        rows = self._rows(asked, dimensions, metrics)
        if rows is None or asked.query.get("ids") != "channel==MINE":
            return error_response(400, "badRequest", "The query is not supported.", "global")
        headers = [{"name": name, "columnType": "DIMENSION", "dataType": "STRING"} for name in dimensions] + [
            {"name": name, "columnType": "METRIC", "dataType": "INTEGER"} for name in metrics
        ]
        table: dict[str, Any] = {"kind": "youtubeAnalytics#resultTable", "columnHeaders": headers}
        return json_response(table | ({"rows": rows} if rows else {}))

    def _rows(
        self, asked: FakeRequest, dimensions: tuple[str, ...], metrics: tuple[str, ...]
    ) -> list[list[Any]] | None:
        match dimensions:
            case ():
                return [[1000 * (place + 1) for place in range(len(metrics))]]
            case ("ageGroup", "gender"):
                return [["age18-24", "female", 41.234], ["age25-34", "male", 58.0], ["age65-", "male", 0.766]]
            case ("country",):
                return [["IE", 600], ["PT", 300], ["ZZ", 100]]
            case ("city",):
                return [["Cork", 30], ["Porto", 10]]
            case ("video",):
                wanted = asked.query.get("filters", "").removeprefix("video==").split(",")
                return [[video, *(60 * (place + 1) for place in range(len(metrics)))] for video in wanted]
            case _:
                return None

    def _check(self, asked: FakeRequest) -> None:
        if "authorization" in asked.headers:
            self._consents.require_scope(asked, [READ])
        else:
            self._check_key(asked)

    def _check_key(self, asked: FakeRequest) -> None:
        key = asked.headers.get("x-goog-api-key") or asked.query.get("key")
        if key != API_KEY:
            raise RequestRejected(error_response(400, "keyInvalid", "API key not valid.", "usageLimits"))


def _single_page(kind: str, items: Sequence[Resource]) -> FakeResponse:
    """One complete page; YouTube omits ``items`` if there are none."""
    info = {"totalResults": len(items), "resultsPerPage": len(items)}
    body = {"kind": f"youtube#{kind}ListResponse", "etag": "whole", "pageInfo": info}
    return json_response(body | ({"items": items} if items else {}))


def _paginate(asked: FakeRequest, kind: str, items: Sequence[Resource], most: int) -> FakeResponse:
    size = int(asked.query.get("maxResults", "5"))
    start = _offset(asked.query.get("pageToken"))
    if not 0 < size <= most or start is None:
        return error_response(400, "invalidPageToken", "The request specifies an invalid page token.")
    body: dict[str, Any] = {
        "kind": f"youtube#{kind}ListResponse",
        "etag": f"page {start}",
        "pageInfo": {"totalResults": len(items), "resultsPerPage": size},
        "items": items[start : start + size],
    }
    if start + size < len(items):
        body["nextPageToken"] = urlsafe_b64encode(f"at {start + size}".encode()).decode()
    return json_response(body)


def _offset(token: str | None) -> int | None:
    if token is None:
        return 0
    try:
        return int(urlsafe_b64decode(token).decode().removeprefix("at "))
    except ValueError:
        return None


def _select_parts(resource: Resource, asked: FakeRequest) -> Resource:
    """The requested parts of a resource."""
    parts = {"kind", "etag", "id", *asked.query.get("part", "").split(",")}
    return {name: value for name, value in resource.items() if name in parts}
