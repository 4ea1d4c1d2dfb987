"""The file that tells whom the numbers of a graph stand for."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from limelight.errors import InvalidRequest
from limelight.imports.audience import Node, node
from limelight.imports.creators import CreatorMaker, Delivery, RowReader
from limelight.imports.files import SAMPLE_ROWS, Broken, opened
from limelight.imports.headers import words
from limelight.imports.recognition import Instructions, Recognition, recognise_creators
from limelight.imports.unreadable import Unreadable

_NUMBERING: Final = ("node", "node id", "vertex", "id")


class NodesNotNumbered(InvalidRequest):
    """No column of the file has the numbers of the nodes."""


def nodes(path: Path, delivery: Delivery) -> dict[str, Node]:
    """Who each node is; a row that does not say who it is leaves its number to stand for itself.

    The numbers are in the column that numbers the rows, else in one called ``node`` or ``id``.
    """
    with opened(path) as table:
        first = list(islice(table.rows, SAMPLE_ROWS))
        sample = [row[1] for row in first if not isinstance(row, Broken)]
        recognition = recognise_creators(table.headers, sample, delivery.platform, Instructions())
        column = _numbers(path, table.headers, recognition)
        reader = RowReader(recognition, lambda _doubt: None)
        make = CreatorMaker(delivery, name_stands_in=recognition.name_stands_in).creator

        def found() -> Iterator[tuple[str, Node]]:
            for row in chain(first, table.rows):
                if isinstance(row, Broken) or column >= len(row[1]):
                    continue
                try:
                    yield str(row[1][column]).strip(), node(make(reader.values(*row)))
                except Unreadable:
                    continue

        return dict(found())


def _numbers(path: Path, headers: tuple[str, ...], recognition: Recognition) -> int:
    counting = {each.header for each in recognition.leftovers if each.reason == "numbers the rows"}
    for at, header in enumerate(headers):
        if header in counting:
            return at
    for name in _NUMBERING:
        for at, header in enumerate(headers):
            if words(header) == words(name):
                return at
    raise NodesNotNumbered(f"{path.name} has no column that numbers its rows, and none called node or id.")
