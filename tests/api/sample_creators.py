"""A small catalogue: a complete creator, a streamer, and 60 creators that tie in every sort order."""

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AccountType,
    Audience,
    ContactDetail,
    Creator,
    CreatorGender,
    Livestream,
    Place,
)
from limelight.settings import Settings
from limelight.store.creators import Creators
from limelight.store.database import Database

COMPLETE_CREATOR = Creator(
    platform=PlatformKey.INSTAGRAM,
    username="Full.One",
    external_id="17",
    full_name="Full One",
    introduction="Tea and the sea",
    is_verified=True,
    account_type=AccountType.CREATOR,
    gender=CreatorGender.FEMALE,
    age=30,
    language="de",
    location=Place(city="Berlin", state="Berlin", country="Germany", keys=("g2950159", "DE_16", "DE")),
    contact_details=(ContactDetail(type="email", value="full@one.example"),),
    follower_count=5000,
    content_count=7,
    average_likes=400,
    engagement_rate=0.08,
    hashtags={"tea": 10.0, "sea": 5.0},
    likers=Audience(ages={"18-24": 35.0}, locations={"DE": 60.0}, credibility_score=0.9),
)
TWITCH_STREAMER = Creator(
    platform=PlatformKey.TWITCH,
    username="streamer",
    gender=CreatorGender.ORGANIZATION,
    livestream=Livestream(recent_activity="chess", hours_watched=10, airtime=90),
)
SIMILAR_CREATORS = [
    Creator(
        platform=PlatformKey.INSTAGRAM,
        username=f"many{number}",
        full_name=f"One Of {number}",
        follower_count=number % 9,
        hashtags={"crowd": 1.0, "tea": 2.0},
        likers=Audience(sketch=tuple(range(number, number + 64))),
    )
    for number in range(60)
]


async def save_creators(settings: Settings, creators: list[Creator]) -> None:
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        await Creators(session).save(creators)
    await database.close()
