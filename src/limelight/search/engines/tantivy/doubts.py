"""Holding creators that were found against the clauses that only a look at each can tell."""

from collections.abc import Iterator, Sequence

from tantivy import DocAddress

from limelight.search.clauses import Clause, InRange, parts_of, within
from limelight.search.engines.tantivy.schema import column
from limelight.search.engines.tantivy.snapshot import Snapshot


def certain(
    doubts: Sequence[Clause], snapshot: Snapshot, addresses: list[DocAddress]
) -> Iterator[DocAddress]:
    """Those that the clauses match: by their columns first, then by their documents."""
    for doubt in doubts:
        if isinstance(doubt, InRange) and addresses:
            numbers = snapshot.numbers(column(doubt.field), addresses)
            addresses = [
                address
                for address, value in zip(addresses, numbers, strict=True)
                if value is not None and within(value, doubt.least, doubt.most)
            ]
    others = [doubt for doubt in doubts if not isinstance(doubt, InRange)]
    if not others:
        yield from addresses
        return
    documents = snapshot.documents(addresses, parts_of(others))
    for address, document in zip(addresses, documents, strict=True):
        if all(clause.matches(document) for clause in others):
            yield address
