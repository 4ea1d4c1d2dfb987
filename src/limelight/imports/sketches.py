"""Sketches of imported followers: what audiences are found alike by."""

from collections.abc import Collection
from typing import Final

from msgspec.structs import replace
from pyroaring import BitMap

from limelight.analytics.sketches import sketch
from limelight.imports.creators import Delivery
from limelight.kernel.records import Audience, AudienceKind, Creator, Origin, Source
from limelight.store.creators import Creators
from limelight.store.database import Database
from limelight.store.observations import PublicData

ORIGIN: Final = "followers (computed)"
_BATCH: Final = 2_000


async def sketch_followers(database: Database, shared: Delivery, creator_ids: Collection[int]) -> None:
    """Sketch the followers of creators anew. What else is known of the followers stays."""
    ids = sorted(creator_ids)
    for start in range(0, len(ids), _BATCH):
        async with database.session() as session:
            data = PublicData(session)
            some = ids[start : start + _BATCH]
            members = await data.members(AudienceKind.FOLLOWERS, some)
            known = await data.creators(some)
            sketched = [_sketched(known[id_], members[id_], shared) for id_ in some if id_ in members]
            await Creators(session).save(sketched)


def _sketched(creator: Creator, members: BitMap, shared: Delivery) -> Creator:
    followers = replace(creator.followers or Audience(), sketch=sketch(members))
    earlier = [origin.at for origin in creator.origins if "followers" in origin.fields]
    origin = Origin(source=Source.IMPORT, name=ORIGIN, at=max([shared.at, *earlier]), fields=("followers",))
    who = Creator(platform=creator.platform, username=creator.username, external_id=creator.external_id)
    return replace(who, followers=followers, origins=(origin,))
