"""The demo tenant's users: creators of the sandbox, with connected accounts on every platform."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from uuid import UUID, uuid5

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect
from limelight.accounts.users import Users
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.sandbox import World
from limelight.sandbox.account_owners import creator_platform
from limelight.sandbox.accounts.sign_in import sandbox_grant
from limelight.store.accounts import Accounts, lock_tenant
from limelight.store.creators import Creators
from limelight.store.database import Database, Session
from limelight.store.syncs import Syncs
from limelight.store.tenants import DEMO_ID

_K = PlatformKey
DEMO_PLATFORMS: Final[tuple[tuple[PlatformKey, ...], ...]] = (
    (_K.INSTAGRAM, _K.SPOTIFY),
    (_K.YOUTUBE,),
    (_K.TIKTOK,),
    (_K.TWITTER,),
    (_K.TWITCH, _K.DISCORD),
    (_K.FACEBOOK,),
    (_K.LINKEDIN,),
    (_K.SUBSTACK,),
    (_K.BEEHIIV,),
    (_K.SNAPCHAT,),
    (_K.PINTEREST,),
    (_K.INSTAGRAM_DIRECT,),
    (_K.INSTAGRAM_LITE, _K.SPOTIFY),
    (_K.INSTAGRAM,),
    (_K.YOUTUBE,),
    (_K.TIKTOK,),
    (_K.INSTAGRAM,),
    (_K.YOUTUBE,),
    (_K.TIKTOK,),
    (_K.SUBSTACK,),
)
"""The platforms of each user's accounts."""
_EXTERNAL_ID: Final = "demo-creator-{:02}"
_MIN_FOLLOWERS: Final = 5_000
_MAX_CANDIDATES: Final = 60


async def create_demo_accounts(database: Database, vault: GrantCipher, world: World) -> None:
    """Create twenty users with connected accounts, unless they exist; the worker syncs them.

    Does nothing while no sandbox creators are stored.
    """
    async with database.session() as session:
        await lock_tenant(session, DEMO_ID)
        if await Accounts(session, DEMO_ID).get_user_by_external_id(_EXTERNAL_ID.format(1)):
            return
        chosen: set[str] = set()
        for number, platforms in enumerate(DEMO_PLATFORMS, 1):
            async for creator in _demo_creators(session, world, creator_platform(platforms[0])):
                if creator.username not in chosen:
                    chosen.add(creator.username)
                    await _create_user(session, vault, _EXTERNAL_ID.format(number), creator, platforms)
                    break


async def sync_demo_accounts(database: Database, sync: Callable[[UUID, UUID], Awaitable[None]]) -> None:
    """Sync the demo accounts in this process, which is faster than the worker with its recorded steps.

    The owner of a sync lease is derived from the account, so that the next start resumes after a stop.
    """
    async with database.session() as session:
        owed = await Syncs(session).accounts_with_requests(DEMO_ID)
    for account_id in owed:
        await sync(uuid5(DEMO_ID, str(account_id)), account_id)


async def _demo_creators(session: Session, world: World, platform: PlatformKey) -> AsyncIterator[Creator]:
    """Stored creators of a platform, active ones first."""
    stored = Creators(session)
    others = []
    for index in range(_MAX_CANDIDATES):
        known = await stored.find(platform, external_id=world.external_id(platform, index))
        if known is None:
            break
        if _is_active(known.record):
            yield known.record
        else:
            others.append(known.record)
    for creator in others:
        yield creator


def _is_active(creator: Creator) -> bool:
    followers = creator.follower_count or creator.subscriber_count or 0
    return bool(creator.last_posted_at and creator.engagement_rate is not None) and (
        followers >= _MIN_FOLLOWERS and not creator.is_private
    )


async def _create_user(
    session: Session,
    vault: GrantCipher,
    external_id: str,
    creator: Creator,
    platforms: tuple[PlatformKey, ...],
) -> None:
    user = await Users(session, DEMO_ID).create(creator.full_name or creator.username, external_id)
    for platform in platforms:
        grant = sandbox_grant(platform, creator)
        await connect(session, vault, DEMO_ID, user.id, platform, grant, list(AccountProduct))
