"""The music activity of a connected account: artists and songs."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    ActivityDetails,
    ArtistActivity,
    ContentActivity,
    ContentFormat,
    ContentType,
)
from limelight.sandbox.account_owners import AccountOwner, seeded_number, seeded_random
from limelight.sandbox.reference_data import music

_ID_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SONGS: Final = 24
_HEARD_A_DAY: Final = 4
_DAYS_REMEMBERED: Final = 8
_WEEK: Final = timedelta(days=7)


def artist_activity(owner: AccountOwner, now: datetime) -> list[ActivityArtist]:
    """Followed artists and top artists; the latter change weekly."""
    follows, tops = seeded_random(owner.key, "follows"), seeded_random(owner.key, "tops", _weeks(now))
    favourites = _favourites(owner)
    followed = follows.sample(favourites, follows.randint(8, 20))
    return [
        *(_artist(artist, ArtistActivity.TOP) for artist in tops.sample(favourites, 10)),
        *(_artist(artist, ArtistActivity.FOLLOWED) for artist in followed),
    ]


def song_activity(owner: AccountOwner, now: datetime) -> list[ActivityContent]:
    """Saved, recently played and top songs."""
    saved, tops = seeded_random(owner.key, "saved"), seeded_random(owner.key, "top songs", _weeks(now))
    found = [
        *(_song(owner, tops, ContentActivity.TOP) for _ in range(15)),
        *_recent(owner, now),
        *(_song(owner, saved, ContentActivity.SAVED) for _ in range(saved.randint(10, 30))),
    ]
    return list({song.external_id: song for song in found}.values())


def _recent(owner: AccountOwner, now: datetime) -> list[ActivityContent]:
    today = now.toordinal()
    days = [seeded_random(owner.key, "heard", today - ago) for ago in range(_DAYS_REMEMBERED)]
    return [_song(owner, day, ContentActivity.RECENT) for day in days for _ in range(_HEARD_A_DAY)]


def _weeks(now: datetime) -> int:
    return now.toordinal() // _WEEK.days


def _favourites(owner: AccountOwner) -> list[int]:
    """Forty artists, by number: each has its own genres, so tastes differ."""
    words = music()
    return seeded_random(owner.key, "favourites").sample(range(len(words.first) * len(words.second)), 40)


def _name(artist: int) -> str:
    words = music()
    return f"{words.first[artist // len(words.second)]} {words.second[artist % len(words.second)]}"


def _genres(artist: int) -> tuple[str, ...]:
    return tuple(seeded_random("genres", artist).sample(music().genres, 2))


def _artist(artist: int, activity: ArtistActivity) -> ActivityArtist:
    artist_id = _id("artist", artist)
    return ActivityArtist(
        platform_artist_id=artist_id,
        artist_name=_name(artist),
        activity_type=activity,
        image_url=f"https://images.example.com/artists/{artist_id}.jpg",
        artist_url=f"https://open.spotify.com/artist/{artist_id}",
        genre=_genres(artist),
    )


def _song(owner: AccountOwner, draws: Random, activity: ContentActivity) -> ActivityContent:
    artist, place = draws.choice(_favourites(owner)), draws.randrange(_SONGS)
    song_id = _id("song", artist, place)
    words, own = music(), seeded_random("song", artist, place)
    return ActivityContent(
        platform_content_id=song_id,
        title=f"{own.choice(words.verbs)} {own.choice(words.nouns)}",
        type=ContentType.TRACK,
        format=ContentFormat.AUDIO,
        url=f"https://open.spotify.com/track/{song_id}",
        activity_type=activity,
        thumbnail_url=f"https://images.example.com/albums/{_id('album', artist, place // 8)}.jpg",
        embed_url=f"https://open.spotify.com/embed/track/{song_id}",
        additional_info=ActivityDetails(
            genre=_genres(artist),
            artists=(_name(artist),),
            album=seeded_random("album", artist, place // 8).choice(words.nouns).removeprefix("the "),
        ),
    )


def _id(*what: object) -> str:
    """22 letters and digits."""
    draws = seeded_random("spotify", seeded_number(*what))
    return "".join(draws.choices(_ID_ALPHABET, k=22))
