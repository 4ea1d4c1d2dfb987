"""The generated reference pages match the declarations."""

from typing import get_args

from tools.build_docs import outdated_pages, pages

from limelight.schemas.creator_discovery.search import CreatorSearchRequest
from limelight.search.creator_filters import SortField
from limelight.search.filters import declared_filters


def test_the_pages_are_up_to_date():
    assert outdated_pages() == [], "run make docs"


def test_every_filter_and_sort_order_is_documented():
    """The freshness check alone would not notice a filter that the generator leaves out."""
    written = pages()
    for name, _ in declared_filters(CreatorSearchRequest):
        assert f"| `{name}` |" in written["filters.md"]
    for name in get_args(SortField):
        assert f"| `{name}` |" in written["sort-orders.md"]
