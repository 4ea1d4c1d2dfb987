"""An invented channel, in the shapes of the YouTube Data API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from limelight.kernel.timestamps import now

CHANNEL_ID = "UCabcdefghijklmnopqrstuv"
HANDLE = "@kettleandcloud"
TITLE = "Kettle & Cloud"
EMAIL = "hello@kettle.example"

Resource = dict[str, Any]


@dataclass
class FakeChannel:
    """``videos`` are newest first, a day apart; ``deleted`` ones are only in the uploads playlist."""

    videos: Sequence[str] = tuple(f"video{number:06}" for number in range(120))
    deleted: frozenset[str] = frozenset({"video000003"})
    playlists: Sequence[str] = tuple(f"PL{number:032}" for number in range(60))
    comments: Sequence[str] = tuple(f"Ug{number:024}" for number in range(130))
    comments_disabled: frozenset[str] = frozenset({"video000005"})
    newest_at: datetime = field(default_factory=lambda: now().replace(microsecond=0) - timedelta(hours=1))

    def resource(self) -> Resource:
        return {
            "kind": "youtube#channel",
            "etag": "channel",
            "id": CHANNEL_ID,
            "snippet": {
                "title": TITLE,
                "description": "Tea, weather and slow mornings.",
                "customUrl": HANDLE,
                "publishedAt": "2016-04-01T08:30:00Z",
                "thumbnails": _thumbnails("channel"),
                "localized": {"title": TITLE, "description": "Tea, weather and slow mornings."},
                "country": "IE",
            },
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"UU{CHANNEL_ID[2:]}"}},
            "statistics": {
                "viewCount": "4815162",
                "subscriberCount": "23400",
                "hiddenSubscriberCount": False,
                "videoCount": str(len(self.videos)),
            },
            "topicDetails": {
                "topicIds": ["/m/019_rr"],
                "topicCategories": ["https://en.wikipedia.org/wiki/Lifestyle_(sociology)"],
            },
            "status": {"privacyStatus": "public", "isLinked": True},
            "brandingSettings": {"channel": {"title": TITLE, "country": "IE", "keywords": "tea clouds"}},
        }

    def upload(self, video: str) -> Resource:
        """The playlist item of a video; a deleted video has only its position."""
        details: Resource = {"videoId": video}
        snippet: Resource = {"publishedAt": self.published_at(video), "title": "Deleted video"}
        if video not in self.deleted:
            details["videoPublishedAt"] = self.published_at(video)
            snippet |= {"title": self.title(video), "thumbnails": _thumbnails(video)}
        return {
            "kind": "youtube#playlistItem",
            "etag": f"upload {video}",
            "id": f"UU{video}",
            "snippet": snippet
            | {
                "channelId": CHANNEL_ID,
                "channelTitle": TITLE,
                "playlistId": f"UU{CHANNEL_ID[2:]}",
                "position": self.videos.index(video),
                "resourceId": {"kind": "youtube#video", "videoId": video},
            },
            "contentDetails": details,
        }

    def video(self, video: str) -> Resource:
        number = self.videos.index(video)
        found: Resource = {
            "kind": "youtube#video",
            "etag": f"video {video}",
            "id": video,
            "snippet": self._snippet(video),
            "contentDetails": {
                "duration": "PT12M34S",
                "dimension": "2d",
                "definition": "hd",
                "caption": "false",
                "licensedContent": True,
                "projection": "rectangular",
            },
            "status": {
                "uploadStatus": "processed",
                "privacyStatus": "unlisted" if number % 10 == 2 else "public",
                "license": "youtube",
                "embeddable": True,
                "publicStatsViewable": True,
                "madeForKids": False,
            },
            "statistics": self._statistics(video),
            "paidProductPlacementDetails": {"hasPaidProductPlacement": number % 10 == 3},
        }
        if number % 10 == 4:  # it is live, and nobody knows how long it will be
            found["contentDetails"]["duration"] = "P0D"
            found["liveStreamingDetails"] = {"actualStartTime": self.published_at(video)}
        return found

    def _snippet(self, video: str) -> Resource:
        return {
            "publishedAt": self.published_at(video),
            "channelId": CHANNEL_ID,
            "title": self.title(video),
            "description": "Poured with @steamandstone. #slowtea",
            "thumbnails": _thumbnails(video),
            "channelTitle": TITLE,
            "tags": ["tea", "clouds"],
            "categoryId": "26",
            "liveBroadcastContent": "none",
        }

    def _statistics(self, video: str) -> Resource:
        number = self.videos.index(video)
        if number % 10 == 1:  # likes and comments are hidden
            return {"viewCount": str(1000 + number), "favoriteCount": "0"}
        return {
            "viewCount": str(1000 + number),
            "likeCount": str(100 + number),
            "favoriteCount": "0",
            "commentCount": str(number),
        }

    def playlist(self, playlist: str) -> Resource:
        number = self.playlists.index(playlist)
        return {
            "kind": "youtube#playlist",
            "etag": f"playlist {playlist}",
            "id": playlist,
            "snippet": {
                "publishedAt": "2019-05-02T23:38:49Z",
                "channelId": CHANNEL_ID,
                "title": f"Mornings {number}",
                "description": "",
                "thumbnails": _thumbnails(playlist),
                "channelTitle": TITLE,
            },
            "status": {"privacyStatus": "public"},
            "contentDetails": {"itemCount": number},
        }

    def thread(self, video: str, comment: str) -> Resource:
        number = self.comments.index(comment)
        top = {
            "kind": "youtube#comment",
            "etag": f"comment {comment}",
            "id": comment,
            "snippet": {
                "channelId": CHANNEL_ID,
                "videoId": video,
                "textDisplay": f"Lovely cloud number {number}!",
                "textOriginal": f"Lovely cloud number {number}!",
                "authorDisplayName": f"@visitor{number}",
                "authorProfileImageUrl": "https://yt3.example/visitor.jpg",
                "authorChannelUrl": f"http://www.youtube.com/@visitor{number}",
                "authorChannelId": {"value": f"UC{number:022}"},
                "canRate": True,
                "viewerRating": "none",
                "likeCount": number % 7,
                "publishedAt": "2026-02-03T04:05:06Z",
                "updatedAt": "2026-02-03T04:05:06Z",
            },
        }
        snippet = {
            "channelId": CHANNEL_ID,
            "videoId": video,
            "topLevelComment": top,
            "canReply": True,
            "totalReplyCount": number % 3,
            "isPublic": True,
        }
        return {"kind": "youtube#commentThread", "etag": comment, "id": comment, "snippet": snippet}

    def title(self, video: str) -> str:
        return f"Morning {self.videos.index(video)} #tea"

    def published_at(self, video: str) -> str:
        moment = self.newest_at - timedelta(days=self.videos.index(video))
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def person(self) -> Mapping[str, Any]:
        return {
            "sub": "113812345678901234567",
            "name": "Nuala Byrne",
            "given_name": "Nuala",
            "family_name": "Byrne",
            "picture": "https://lh3.example/nuala.jpg",
            "email": EMAIL,
            "email_verified": True,
        }


def _thumbnails(name: str) -> Resource:
    sizes = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}
    return {
        size: {"url": f"https://i.example/{name}/{size}.jpg", "width": width, "height": height}
        for size, (width, height) in sizes.items()
    }
