"""From the row of a file to somebody of an audience: an edge from a creator to a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from limelight.imports import readings
from limelight.imports.columns import COLUMNS, Column, Kind, Need
from limelight.imports.creators import Delivery, Values
from limelight.imports.owners import NAMED_OWNERS, OWNED, Owners
from limelight.imports.places import place
from limelight.imports.readings import plain
from limelight.imports.recognition import Recognition
from limelight.imports.unreadable import Unreadable
from limelight.kernel.extending import extend
from limelight.kernel.records import Creator, Follower
from limelight.kernel.text import tag
from limelight.vocabulary.brands import brand
from limelight.vocabulary.interests import interest

_MOST_OWNERS: Final = 50_000
_SAME: Final = frozenset(
    {
        *("full_name", "introduction", "image_url", "is_private", "is_verified", "is_business"),
        *("follower_count", "following_count", "content_count", "language", "gender", "age", "interests"),
        *("location.country", "location.state", "location.city", "location.place"),
    }
)
"""What is read as it is of creators."""
_PLACE: Final = ("location.place", "location.city", "location.state", "location.country")
_PARTS: Final = frozenset(_PLACE)
_OWNER: Final = ("creator.external_id", "creator.username", "creator.url")
_WHO: Final = frozenset({"username", "external_id", "url"})


def _email(value: Any) -> str:
    return readings.emails(value)[0]


AUDIENCE: Final = Kind(
    columns=(
        Column(
            "username",
            readings.handle,
            "username, user name, user, handle, screen name, login, follower username, follower handle, "
            "follower name, source, from",
            exactly="follower, fan, subscriber, liker, commenter, member",
        ),
        Column(
            "external_id",
            plain(readings.identifier),
            "id, external id, user id, follower id, member id, source id, from id, node 2, id 2",
        ),
        Column("url", plain(readings.address), "url, link, profile url, profile link"),
        Column("email", plain(_email), "email, e mail, mail, email address"),
        Column(
            "joined_at",
            readings.moment,
            "joined at, joined, join date, created at, account created at, registered at, member since",
        ),
        Column("brands", plain(readings.names), "brands, brand affinity"),
        *NAMED_OWNERS,
        *(column for column in COLUMNS if column.field in _SAME and column.on is None),
    ),
    needs=(
        OWNED,
        Need(_WHO, "No column says who follows, likes or comments. Name one with --map username=COLUMN."),
    ),
)
"""A row is a person who follows, likes or comments, and whom."""

Edge = tuple[Creator, Follower]
Edges = tuple[Edge, ...]


@dataclass(frozen=True)
class Node:
    """Somebody of a graph, as a creator and as one of an audience."""

    creator: Creator
    follower: Follower


Nodes = Mapping[str, Node]
"""Whom the numbers of a graph stand for."""


def node(creator: Creator) -> Node:
    """A name that stands in for the username is none."""
    is_named = any("username" in origin.fields for origin in creator.origins)
    username = creator.username if is_named else None
    brands = tuple(creator.brands) if creator.brands else None
    return Node(creator, extend(Follower, creator, username=username, brands=brands))


def directed(nodes: Nodes) -> Callable[[Delivery, Recognition], Callable[[Values], Edges]]:
    """Makes of each row that the person is of the creator's audience."""
    return lambda delivery, recognition: _Making(delivery, recognition, nodes).directed


def mutual(nodes: Nodes) -> Callable[[Delivery, Recognition], Callable[[Values], Edges]]:
    """Makes of each row that either is of the other's audience."""
    return lambda delivery, recognition: _Making(delivery, recognition, nodes).mutual


class _Making:
    def __init__(self, delivery: Delivery, recognition: Recognition, nodes: Nodes) -> None:
        self._owners = Owners(delivery, recognition)
        self._nodes = nodes
        self._handle_of = readings.handle_of(delivery.platform)
        self._known: dict[tuple[Any, ...], Node] = {}

    def directed(self, values: Values) -> Edges:
        """Raises Unreadable for a row that does not say who follows whom."""
        return (self._edge(self._owner(values).creator, values),)

    def mutual(self, values: Values) -> Edges:
        """Raises Unreadable likewise."""
        owner = self._owner(values)
        turned = {f"creator.{name}": values[name] for name in _WHO if name in values}
        return self._edge(owner.creator, values), (self._owner(turned).creator, owner.follower)

    def _edge(self, creator: Creator, values: Values) -> Edge:
        for name in _OWNER:
            values.pop(name, None)
        follower = self._follower(values)
        if _is_same(creator, follower):
            raise Unreadable("is of somebody with themselves")
        return creator, follower

    def _owner(self, values: Values) -> Node:
        """Made once, as long as there are not too many."""
        who = tuple(map(values.get, _OWNER))
        known = self._known.get(who)
        if known is None:
            if len(self._known) >= _MOST_OWNERS:
                self._known.clear()
            numbered = self._nodes.get(str(who[0] or who[1]))
            known = self._known[who] = numbered or node(self._owners.owner(values.copy()))
        return known

    def _follower(self, told: Values) -> Follower:
        if numbered := self._nodes.get(str(told.get("external_id", told.get("username")))):
            return numbered.follower
        if "username" not in told and "url" in told and (found := self._handle_of(told["url"])):
            told["username"] = found
        if "username" not in told and "external_id" not in told:
            raise Unreadable("does not say who follows, likes or comments")
        return Follower(**told) if len(told) == 1 else Follower(**_composed(told))


def _is_same(creator: Creator, follower: Follower) -> bool:
    if creator.external_id is not None and follower.external_id is not None:
        return creator.external_id == follower.external_id
    return follower.username is not None and tag(follower.username) == tag(creator.username)


def _composed(told: Values) -> Values:
    if not _PARTS.isdisjoint(told):
        told["location"] = place(*[told.pop(name, None) for name in _PLACE])
    for name, known in (("interests", interest), ("brands", brand)):
        if name in told:
            told[name] = tuple(dict.fromkeys(known(each) or each for each in told[name]))
    return told
