"""Limit and offset of a page of a list."""

from msgspec import Struct


class Paging(Struct, frozen=True, kw_only=True):
    limit: int = 10
    offset: int = 0
