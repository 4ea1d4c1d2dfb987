"""Lookup of profiles by e-mail address."""

from uuid import uuid4

import pytest

from limelight.catalog.index.factory import open_search_index
from limelight.jobs.declaration import JobRun
from limelight.jobs.email_lookup import run
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContactDetail, Creator
from limelight.schemas.creator_discovery.email_lookup import EmailLookupRequest
from limelight.settings import Settings
from limelight.store.database import Database
from tests.catalog.small_catalogs import save
from tests.jobs.contexts import make_context

pytestmark = pytest.mark.anyio


def creator_with_email(platform: PlatformKey, followers: int, email: str) -> Creator:
    return Creator(
        platform=platform,
        username=f"creator{followers}",
        follower_count=followers,
        contact_details=(ContactDetail(type="email", value=email),),
    )


async def test_every_email_is_matched_or_listed(embedded: Settings):
    database = Database(embedded)
    await database.migrate()
    known = [
        creator_with_email(PlatformKey.TWITCH, 1, "Two@Example.com"),
        creator_with_email(PlatformKey.YOUTUBE, 2, "two@example.com"),
        creator_with_email(PlatformKey.YOUTUBE, 3, "one@example.com"),
    ]
    await save(database, known)
    await open_search_index(embedded, database).catch_up()
    emails = ("one@example.com", "nobody@example.com", "TWO@example.com", "one@example.com")
    found = await run(JobRun(uuid4(), EmailLookupRequest(emails=emails)), make_context(embedded, database))
    assert [(match.email, match.platform, match.platform_username) for match in found.matches] == [
        ("one@example.com", PlatformKey.YOUTUBE, "creator3"),
        ("TWO@example.com", PlatformKey.YOUTUBE, "creator2"),
        ("TWO@example.com", PlatformKey.TWITCH, "creator1"),
    ]
    assert found.non_matched_emails == ["nobody@example.com"]
    await database.close()
