"""The kinds of files whose rows are not creators: what their rows become, and how that is stored."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
from pyroaring import BitMap

from limelight.imports.audience import AUDIENCE, Edges, Nodes, directed, mutual
from limelight.imports.comments import COMMENTS, CommentMaker, OwnComment, commenter
from limelight.imports.contents import CONTENTS, ContentMaker, OwnContent
from limelight.imports.creators import Delivery
from limelight.imports.figures import NEWEST, completed
from limelight.imports.owners import telling
from limelight.imports.run import Intake
from limelight.imports.sketches import sketch_followers
from limelight.kernel.records import AudienceKind, Comment, Content, Creator, Follower
from limelight.store.creators import Creators, Saved
from limelight.store.database import Database, Session
from limelight.store.observations import Delivered, Look, PublicData
from limelight.store.people import People

_EDGES: Final = 100_000
"""Edges a transaction."""


async def _save_contents(database: Database, shared: Delivery, batch: Sequence[OwnContent]) -> Saved:
    """The contents, and what they tell of their creators."""
    async with database.session() as session:
        data = PublicData(session)
        creators = [each.creator for each in batch]
        await Creators(session).save(telling(creators))
        ids = await data.creator_ids(creators)
        delivered = [
            Delivered(creator_id=id_, record=each.content, stand_ins=each.stand_ins)
            for id_, each in zip(ids, batch, strict=True)
        ]
        saved = await data.save(Content, _look(shared), delivered)
        await _complete(session, set(ids), shared)
    return saved


async def _complete(session: Session, creator_ids: Collection[int], shared: Delivery) -> None:
    data = PublicData(session)
    contents = await data.newest_contents(creator_ids, NEWEST)
    posted = await data.last_published(creator_ids)
    known = await data.creators(creator_ids)
    told = [completed(known[id_], contents[id_], posted.get(id_), shared.at) for id_ in known]
    await Creators(session).save([each for each in told if each])


async def _save_comments(database: Database, shared: Delivery, batch: Sequence[OwnComment]) -> Saved:
    """The comments; who made them is an audience of the creator's."""
    async with database.session() as session:
        data = PublicData(session)
        ids = await data.creator_ids([each.creator for each in batch])
        delivered = [
            Delivered(creator_id=id_, record=each.comment, stand_ins=each.stand_ins)
            for id_, each in zip(ids, batch, strict=True)
        ]
        saved = await data.save(Comment, _look(shared), delivered)
        said = [(id_, who) for id_, each in zip(ids, batch, strict=True) if (who := commenter(each.comment))]
        await _add_members(session, AudienceKind.COMMENTERS, shared, said)
    return saved


def audience_intake(kind: AudienceKind, nodes: Nodes, *, is_mutual: bool) -> Intake[Edges]:
    """Of edges between creators and people; ``nodes`` are whom their numbers stand for."""
    touched: set[int] = set()

    async def save(database: Database, shared: Delivery, batch: Sequence[Edges]) -> Saved:
        edges = [edge for edges in batch for edge in edges]
        async with database.session() as session:
            number = await _creator_numbers(session, (creator for creator, _ in edges))
            pairs = [(number[id(creator)], follower) for creator, follower in edges]
            added = await _add_members(session, kind, shared, pairs)
        touched.update(number.values())
        return Saved(added=added, unchanged=len(edges) - added)

    async def finish(database: Database, shared: Delivery) -> None:
        if kind is AudienceKind.FOLLOWERS:
            await sketch_followers(database, shared, touched)

    make = mutual if is_mutual else directed
    return Intake(kind=AUDIENCE, make=make(nodes), save=save, batch=_EDGES, finish=finish)


async def _creator_numbers(session: Session, creators: Iterable[Creator]) -> dict[int, int]:
    """The ids of creators, by what tells their objects apart: rows of one creator share one."""
    distinct = {id(creator): creator for creator in creators}
    ids = await PublicData(session).creator_ids(list(distinct.values()))
    return dict(zip(distinct, ids, strict=True))


async def _add_members(
    session: Session, kind: AudienceKind, shared: Delivery, pairs: Sequence[tuple[int, Follower]]
) -> int:
    """Add people to the audiences of creators; says how many were not in them."""
    places: dict[Follower, int] = {}
    found: dict[int, list[int]] = {}
    for creator_id, follower in pairs:
        found.setdefault(creator_id, []).append(places.setdefault(follower, len(places)))
    numbers = np.array(await People(session).numbers(shared.platform, list(places)), dtype=np.uint32)
    members = {creator_id: BitMap(numbers[people]) for creator_id, people in found.items()}
    return await PublicData(session).add_members(kind, _look(shared), members)


def _look(shared: Delivery) -> Look:
    return Look(origin=shared.name, at=shared.at)


CONTENTS_INTAKE: Final = Intake(kind=CONTENTS, make=ContentMaker, save=_save_contents)
COMMENTS_INTAKE: Final = Intake(kind=COMMENTS, make=CommentMaker, save=_save_comments)
