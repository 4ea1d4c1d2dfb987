"""Importers of contents, comments and audiences: how their records are stored, and what is derived."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from pyroaring import BitMap

from limelight.analytics.engagement import (
    average_comments,
    average_likes,
    average_reel_views,
    average_views,
    engagement_rate,
    posts_hidden_likes,
    recent_posts,
)
from limelight.analytics.sketches import sketch
from limelight.analytics.tags import top_hashtags, top_mentions
from limelight.imports.audience_records import (
    AUDIENCE_SCHEMA,
    Edges,
    GraphNodes,
    directed_edges,
    mutual_edges,
)
from limelight.imports.content_records import (
    COMMENT_SCHEMA,
    CONTENT_SCHEMA,
    CommentBuilder,
    ContentBuilder,
    CreatorComment,
    CreatorContent,
    comment_author,
)
from limelight.imports.creator_records import FieldValues, ImportBatch, with_profile_fields
from limelight.imports.pipeline import Importer
from limelight.kernel.records import (
    Audience,
    AudienceKind,
    Comment,
    Content,
    Creator,
    DataSource,
    FieldOrigin,
    Follower,
)
from limelight.kernel.timestamps import Timestamp, parse_timestamp
from limelight.store.creators import Creators, SaveCounts
from limelight.store.database import Database, Session
from limelight.store.people import People
from limelight.store.public_data import ImportedRecord, Observation, PublicData

FOLLOWERS_ORIGIN: Final = "followers (computed)"
_CREATORS_PER_BATCH: Final = 2_000


async def sketch_followers(database: Database, batch: ImportBatch, creator_ids: Collection[int]) -> None:
    """Recomputes the follower sketches of creators; other fields of the audience stay."""
    ids = sorted(creator_ids)
    for start in range(0, len(ids), _CREATORS_PER_BATCH):
        async with database.session() as session:
            data = PublicData(session)
            chunk = ids[start : start + _CREATORS_PER_BATCH]
            members = await data.audience_members(AudienceKind.FOLLOWERS, chunk)
            known = await data.creators(chunk)
            sketched = [_with_sketch(known[id_], members[id_], batch) for id_ in chunk if id_ in members]
            await Creators(session).save(sketched)


def _with_sketch(creator: Creator, members: BitMap, batch: ImportBatch) -> Creator:
    followers = replace(creator.followers or Audience(), sketch=sketch(members))
    earlier = [origin.at for origin in creator.origins if "followers" in origin.fields]
    origin = FieldOrigin(
        source=DataSource.IMPORT,
        name=FOLLOWERS_ORIGIN,
        at=max([batch.as_of, *earlier]),
        fields=("followers",),
    )
    identity = Creator(platform=creator.platform, username=creator.username, external_id=creator.external_id)
    return replace(identity, followers=followers, origins=(origin,))


CONTENTS_ORIGIN: Final = "contents (computed)"
METRIC_CONTENTS: Final = 100
"""Number of newest contents from which metrics are computed."""
_MAX_CAPTIONS: Final = 20
_MAX_CAPTION_CHARACTERS: Final = 500


def missing_metrics(
    creator: Creator, contents: Sequence[Content], last_posted_at: Timestamp | None, at: Timestamp
) -> Creator | None:
    """Returns the metrics that the creator lacks, or has from earlier contents; None if there are none.

    ``contents`` are the newest, newest first; ``last_posted_at`` is None if none has a date.
    """
    earlier = [origin for origin in creator.origins if origin.name == CONTENTS_ORIGIN]
    computed_fields = {field for origin in earlier for field in origin.fields}
    metrics = {
        name: value
        for name, value in _content_metrics(creator, contents, last_posted_at, at).items()
        if value is not None and (name in computed_fields or getattr(creator, name) is None)
    }
    if not metrics:
        return None
    as_of = max([at, *(origin.at for origin in earlier)])
    origin = FieldOrigin(
        source=DataSource.IMPORT, name=CONTENTS_ORIGIN, at=as_of, fields=tuple(sorted(metrics))
    )
    return replace(
        Creator(platform=creator.platform, username=creator.username, external_id=creator.external_id),
        origins=(origin,),
        **metrics,
    )


def _content_metrics(
    creator: Creator, contents: Sequence[Content], last_posted_at: Timestamp | None, at: Timestamp
) -> FieldValues:
    posts = recent_posts(contents, parse_timestamp(at))
    rate = engagement_rate(posts, creator.follower_count or creator.subscriber_count)
    shows_likes = any(post.engagement.like_count is not None for post in posts)
    return {
        "average_likes": _round_mean(average_likes(posts)),
        "average_views": _round_mean(average_views(posts)),
        "average_comments": _round_mean(average_comments(posts)),
        "average_reel_views": _round_mean(average_reel_views(posts)),
        "engagement_rate": None if rate is None else round(rate, 6),
        "posts_hidden_likes_percentage": _hidden_likes_percentage(posts, creator) if shows_likes else None,
        "hashtags": top_hashtags(posts) or None,
        "mentions": top_mentions(posts) or None,
        "captions": "\n".join(filter(None, map(_caption, contents[:_MAX_CAPTIONS]))) or None,
        "last_posted_at": last_posted_at,
    }


def _round_mean(mean: float | None) -> int | None:
    return None if mean is None else int(mean + 0.5)


def _hidden_likes_percentage(posts: Sequence[Content], creator: Creator) -> float | None:
    share: Any = posts_hidden_likes(posts, creator.platform)
    return None if share is None else round(100 * share, 2)


def _caption(content: Content) -> str:
    title, text = content.title, content.description or ""
    both = text if text.startswith(title) else f"{title}\n{text}"
    return both[:_MAX_CAPTION_CHARACTERS].strip()


_EDGES_PER_TRANSACTION: Final = 100_000
"""Number of edges per transaction."""


async def _save_contents(
    database: Database, batch: ImportBatch, records: Sequence[CreatorContent]
) -> SaveCounts:
    """Saves contents, the profile fields of their creators, and metrics of these."""
    async with database.session() as session:
        data = PublicData(session)
        creators = [each.creator for each in records]
        await Creators(session).save(with_profile_fields(creators))
        ids = await data.creator_ids(creators)
        imported = [
            ImportedRecord(creator_id=id_, record=each.content, placeholder_fields=each.placeholder_fields)
            for id_, each in zip(ids, records, strict=True)
        ]
        saved = await data.save(Content, _observation(batch), imported)
        await _save_missing_metrics(session, set(ids), batch)
    return saved


async def _save_missing_metrics(session: Session, creator_ids: Collection[int], batch: ImportBatch) -> None:
    data = PublicData(session)
    contents = await data.newest_contents(creator_ids, METRIC_CONTENTS)
    last_published = await data.last_published_at(creator_ids)
    known = await data.creators(creator_ids)
    metrics = [
        missing_metrics(known[id_], contents[id_], last_published.get(id_), batch.as_of) for id_ in known
    ]
    await Creators(session).save([each for each in metrics if each])


async def _save_comments(
    database: Database, batch: ImportBatch, records: Sequence[CreatorComment]
) -> SaveCounts:
    """Saves comments, and their authors as an audience of the creator."""
    async with database.session() as session:
        data = PublicData(session)
        ids = await data.creator_ids([each.creator for each in records])
        imported = [
            ImportedRecord(creator_id=id_, record=each.comment, placeholder_fields=each.placeholder_fields)
            for id_, each in zip(ids, records, strict=True)
        ]
        saved = await data.save(Comment, _observation(batch), imported)
        authors = [
            (id_, identity)
            for id_, each in zip(ids, records, strict=True)
            if (identity := comment_author(each.comment))
        ]
        await _add_members(session, AudienceKind.COMMENTERS, batch, authors)
    return saved


def audience_importer(kind: AudienceKind, nodes: GraphNodes, *, is_mutual: bool) -> Importer[Edges]:
    """Returns an importer of edges; ``nodes`` maps node ids to accounts."""
    changed_ids: set[int] = set()

    async def save(database: Database, batch: ImportBatch, records: Sequence[Edges]) -> SaveCounts:
        edges = [edge for edges in records for edge in edges]
        async with database.session() as session:
            number = await _creator_ids(session, (creator for creator, _ in edges))
            pairs = [(number[id(creator)], follower) for creator, follower in edges]
            added = await _add_members(session, kind, batch, pairs)
        changed_ids.update(number.values())
        return SaveCounts(added=added, unchanged=len(edges) - added)

    async def after_import(database: Database, batch: ImportBatch) -> None:
        if kind is AudienceKind.FOLLOWERS:
            await sketch_followers(database, batch, changed_ids)

    make = mutual_edges if is_mutual else directed_edges
    return Importer(
        schema=AUDIENCE_SCHEMA,
        builder=make(nodes),
        save=save,
        batch_size=_EDGES_PER_TRANSACTION,
        after_import=after_import,
    )


async def _creator_ids(session: Session, creators: Iterable[Creator]) -> dict[int, int]:
    """Returns creator ids by ``id()`` of the record: rows of one creator share the record."""
    distinct = {id(creator): creator for creator in creators}
    ids = await PublicData(session).creator_ids(list(distinct.values()))
    return dict(zip(distinct, ids, strict=True))


async def _add_members(
    session: Session, kind: AudienceKind, batch: ImportBatch, pairs: Sequence[tuple[int, Follower]]
) -> int:
    """Adds people to the audiences of creators; returns how many are new."""
    indices: dict[Follower, int] = {}
    found: dict[int, list[int]] = {}
    for creator_id, follower in pairs:
        found.setdefault(creator_id, []).append(indices.setdefault(follower, len(indices)))
    numbers = np.array(await People(session).resolve_ids(batch.platform, list(indices)), dtype=np.uint32)
    members = {creator_id: BitMap(numbers[people]) for creator_id, people in found.items()}
    return await PublicData(session).add_audience_members(kind, _observation(batch), members)


def _observation(batch: ImportBatch) -> Observation:
    return Observation(origin=batch.file_name, observed_at=batch.as_of)


CONTENT_IMPORTER: Final = Importer(schema=CONTENT_SCHEMA, builder=ContentBuilder, save=_save_contents)
COMMENT_IMPORTER: Final = Importer(schema=COMMENT_SCHEMA, builder=CommentBuilder, save=_save_comments)
