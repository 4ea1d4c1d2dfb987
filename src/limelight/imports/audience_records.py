"""Builds edges of audience graphs, from a creator to a person, from the values of rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from limelight.errors import InvalidRequest
from limelight.imports import cell_parsers
from limelight.imports.cell_parsers import stateless
from limelight.imports.column_mapping import ColumnMapping, MappingOverrides, map_creator_columns
from limelight.imports.columns import CREATOR_COLUMNS, Column, FileSchema, RequiredFields, header_words
from limelight.imports.creator_records import (
    CREATOR_REFERENCE_COLUMNS,
    CREATOR_REQUIRED,
    CreatorBuilder,
    FieldValues,
    ImportBatch,
    OwnerBuilder,
    parse_location,
)
from limelight.imports.file_formats import SAMPLE_ROWS, UnreadableRow, open_table
from limelight.imports.pipeline import RowParser
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.records import Creator, Follower
from limelight.kernel.struct_mapping import copy_fields
from limelight.kernel.text import normalize_tag
from limelight.vocabulary.brands import brand
from limelight.vocabulary.interests import interest

_MAX_CACHED_OWNERS: Final = 50_000
_SHARED_FIELDS: Final = frozenset(
    {
        *("full_name", "introduction", "image_url", "is_private", "is_verified", "is_business"),
        *("follower_count", "following_count", "content_count", "language", "gender", "age", "interests"),
        *("location.country", "location.state", "location.city", "location.place"),
    }
)
"""Fields with the same columns as those of creators."""
_LOCATION_FIELDS: Final = ("location.place", "location.city", "location.state", "location.country")
_LOCATION_FIELD_SET: Final = frozenset(_LOCATION_FIELDS)
_OWNER_FIELDS: Final = ("creator.external_id", "creator.username", "creator.url")
_IDENTITY_FIELDS: Final = frozenset({"username", "external_id", "url"})


def _parse_email(value: Any) -> str:
    return cell_parsers.parse_emails(value)[0]


AUDIENCE_SCHEMA: Final = FileSchema(
    columns=(
        Column(
            "username",
            cell_parsers.handle_parser,
            "username, user name, user, handle, screen name, login, follower username, follower handle, "
            "follower name, source, from",
            exact_headers="follower, fan, subscriber, liker, commenter, member",
        ),
        Column(
            "external_id",
            stateless(cell_parsers.parse_identifier),
            "id, external id, user id, follower id, member id, source id, from id, node 2, id 2",
        ),
        Column("url", stateless(cell_parsers.parse_url), "url, link, profile url, profile link"),
        Column("email", stateless(_parse_email), "email, e mail, mail, email address"),
        Column(
            "joined_at",
            cell_parsers.timestamp_parser,
            "joined at, joined, join date, created at, account created at, registered at, member since",
        ),
        Column("brands", stateless(cell_parsers.parse_names), "brands, brand affinity"),
        *CREATOR_REFERENCE_COLUMNS,
        *(
            column
            for column in CREATOR_COLUMNS
            if column.field in _SHARED_FIELDS and column.platforms is None
        ),
    ),
    required=(
        CREATOR_REQUIRED,
        RequiredFields(
            _IDENTITY_FIELDS,
            "No column identifies the person. Name one with --map username=COLUMN.",
        ),
    ),
)
"""A row is a person identity follows a creator, or likes or comments on the creator's contents."""

Edge = tuple[Creator, Follower]
Edges = tuple[Edge, ...]


@dataclass(frozen=True)
class GraphNode:
    """An account of a graph, as a creator and as a member of an audience."""

    creator: Creator
    follower: Follower


GraphNodes = Mapping[str, GraphNode]
"""The accounts of a graph, by node id."""


_to_follower: Final = copy_fields(
    Creator, Follower, given=("username", "brands"), defaults=("email", "joined_at")
)


def graph_node(creator: Creator) -> GraphNode:
    """A full name in place of the username is not the username of the follower."""
    is_named = any("username" in origin.fields for origin in creator.origins)
    username = creator.username if is_named else None
    brands = tuple(creator.brands) if creator.brands else None
    return GraphNode(creator, _to_follower(creator, username=username, brands=brands))


def directed_edges(
    nodes: GraphNodes,
) -> Callable[[ImportBatch, ColumnMapping], Callable[[FieldValues], Edges]]:
    """Turns each row into an edge from the creator to the person."""
    return lambda batch, mapping: _EdgeBuilder(batch, mapping, nodes).directed


def mutual_edges(nodes: GraphNodes) -> Callable[[ImportBatch, ColumnMapping], Callable[[FieldValues], Edges]]:
    """Turns each row into two edges: each account is in the other's audience."""
    return lambda batch, mapping: _EdgeBuilder(batch, mapping, nodes).mutual


class _EdgeBuilder:
    def __init__(self, batch: ImportBatch, mapping: ColumnMapping, nodes: GraphNodes) -> None:
        self._owners = OwnerBuilder(batch, mapping)
        self._nodes = nodes
        self._handle_from_url = cell_parsers.profile_url_parser(batch.platform)
        self._owner_cache: dict[tuple[Any, ...], GraphNode] = {}

    def directed(self, values: FieldValues) -> Edges:
        """Raises UnreadableValue if the row does not identify both accounts."""
        return (self._edge(self._owner(values).creator, values),)

    def mutual(self, values: FieldValues) -> Edges:
        """Raises UnreadableValue if the row does not identify both accounts."""
        owner = self._owner(values)
        swapped = {f"creator.{name}": values[name] for name in _IDENTITY_FIELDS if name in values}
        return self._edge(owner.creator, values), (self._owner(swapped).creator, owner.follower)

    def _edge(self, creator: Creator, values: FieldValues) -> Edge:
        for name in _OWNER_FIELDS:
            values.pop(name, None)
        follower = self._follower(values)
        if _is_same_account(creator, follower):
            raise UnreadableValue("relates an account to itself")
        return creator, follower

    def _owner(self, values: FieldValues) -> GraphNode:
        """Builds each creator once; the cache is cleared when it is full."""
        identity = tuple(map(values.get, _OWNER_FIELDS))
        known = self._owner_cache.get(identity)
        if known is None:
            if len(self._owner_cache) >= _MAX_CACHED_OWNERS:
                self._owner_cache.clear()
            node = self._nodes.get(str(identity[0] or identity[1]))
            known = self._owner_cache[identity] = node or graph_node(self._owners.build(values.copy()))
        return known

    def _follower(self, values: FieldValues) -> Follower:
        if node := self._nodes.get(str(values.get("external_id", values.get("username")))):
            return node.follower
        if "username" not in values and "url" in values and (found := self._handle_from_url(values["url"])):
            values["username"] = found
        if "username" not in values and "external_id" not in values:
            raise UnreadableValue("does not identify the person")
        return Follower(**values) if len(values) == 1 else Follower(**_combine_fields(values))


def _is_same_account(creator: Creator, follower: Follower) -> bool:
    if creator.external_id is not None and follower.external_id is not None:
        return creator.external_id == follower.external_id
    return follower.username is not None and normalize_tag(follower.username) == normalize_tag(
        creator.username
    )


def _combine_fields(values: FieldValues) -> FieldValues:
    if not _LOCATION_FIELD_SET.isdisjoint(values):
        values["location"] = parse_location(*[values.pop(name, None) for name in _LOCATION_FIELDS])
    for name, known in (("interests", interest), ("brands", brand)):
        if name in values:
            values[name] = tuple(dict.fromkeys(known(each) or each for each in values[name]))
    return values


_NODE_ID_HEADERS: Final = ("node", "node id", "vertex", "id")


class NodesNotNumbered(InvalidRequest):
    """No column of the file has node ids."""


def load_graph_nodes(path: Path, batch: ImportBatch) -> dict[str, GraphNode]:
    """Returns the account of each node id; rows that do not identify an account are skipped.

    The ids are in the column that numbers the rows, else in one called ``graph_node`` or ``id``.
    """
    with open_table(path) as table:
        first = list(islice(table.rows, SAMPLE_ROWS))
        sample = [row[1] for row in first if not isinstance(row, UnreadableRow)]
        mapping = map_creator_columns(table.headers, sample, batch.platform, MappingOverrides())
        column = _node_id_column(path, table.headers, mapping)
        parser = RowParser(mapping, lambda _warning: None)
        make = CreatorBuilder(batch, full_name_as_username=mapping.full_name_as_username).build

        def found() -> Iterator[tuple[str, GraphNode]]:
            for row in chain(first, table.rows):
                if isinstance(row, UnreadableRow) or column >= len(row[1]):
                    continue
                try:
                    yield str(row[1][column]).strip(), graph_node(make(parser.parse(*row)))
                except UnreadableValue:
                    continue

        return dict(found())


def _node_id_column(path: Path, headers: tuple[str, ...], mapping: ColumnMapping) -> int:
    row_number_headers = {each.header for each in mapping.unmapped if each.reason == "numbers the rows"}
    for at, header in enumerate(headers):
        if header in row_number_headers:
            return at
    for name in _NODE_ID_HEADERS:
        for at, header in enumerate(headers):
            if header_words(header) == header_words(name):
                return at
    raise NodesNotNumbered(f"{path.name} has no column that numbers its rows, and none called node or id.")
