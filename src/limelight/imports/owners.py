"""Whose a row is, in files whose rows are not creators themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from limelight.imports import readings
from limelight.imports.columns import COLUMNS, Column, Need
from limelight.imports.creators import CreatorMaker, Delivery, Values
from limelight.imports.readings import plain
from limelight.imports.recognition import Recognition
from limelight.kernel.records import Creator

_PREFIX: Final = "creator."
_IDENTITY: Final = frozenset({"creator.username", "creator.external_id", "creator.url"})

OWNED: Final = Need(
    _IDENTITY,
    "No column says which creator a row is of. Name one with --map creator.username=COLUMN, or one creator "
    "for all rows with --creator HANDLE.",
)
NAMED_OWNERS: Final = (
    Column(
        "creator.username",
        readings.handle,
        "creator, creator username, creator handle, creator name, influencer, influencer username, channel, "
        "channel name, page, page name, followed, followee, target, to",
    ),
    Column(
        "creator.external_id",
        plain(readings.identifier),
        "creator id, influencer id, channel id, page id, followed id, target id, to id, node 1, id 1",
    ),
    Column("creator.url", plain(readings.address), "creator url, influencer url, channel url, page url"),
)
"""Of files that tell of other people, too: the creator's columns say so."""


def own_columns(*fields: str) -> tuple[Column, ...]:
    """The columns of creators, for files in which nobody else has any."""
    return tuple(
        replace(column, field=f"{_PREFIX}{column.field}") for column in COLUMNS if column.field in fields
    )


class Owners:
    """Makes creators of what rows say of them."""

    def __init__(self, delivery: Delivery, recognition: Recognition) -> None:
        self._maker = CreatorMaker(delivery, name_stands_in=recognition.name_stands_in)

    def owner(self, values: Values) -> Creator:
        """The creator, whose values are taken out. Raises Unreadable for values that do not say who it is."""
        fields = [field for field in values if field.startswith(_PREFIX)]
        return self._maker.creator({field.removeprefix(_PREFIX): values.pop(field) for field in fields})


def telling(creators: Iterable[Creator]) -> Sequence[Creator]:
    """Each once, of those of whom more is told than who they are."""
    return [each for each in dict.fromkeys(creators) if _told(each) - {"username", "external_id", "url"}]


def _told(creator: Creator) -> set[str]:
    return {field for origin in creator.origins for field in origin.fields}
