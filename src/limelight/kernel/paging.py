"""A page of a list: how many to return, and how many to skip first."""

from msgspec import Struct


class Paging(Struct, frozen=True, kw_only=True):
    limit: int = 10
    offset: int = 0
