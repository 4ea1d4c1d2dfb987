"""Collections as a single statement parameter."""

from collections.abc import Collection

import msgspec
from sqlalchemy import BigInteger, Dialect, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def text_rows(values: Collection[str], dialect: Dialect) -> Select[str]:
    """The strings as rows, sent as one parameter: an IN list of thousands is slow to build."""
    if dialect.name == "sqlite":
        parameter = msgspec.json.encode(sorted(values)).decode()
        return select(func.json_each(parameter).table_valued("value").c.value)
    return select(func.unnest(cast(sorted(values), ARRAY(Text))).column_valued("value"))


def integer_rows(values: Collection[int], dialect: Dialect) -> Select[int]:
    """The integers as rows, sent as one parameter."""
    if dialect.name == "sqlite":
        parameter = msgspec.json.encode(sorted(values)).decode()
        return select(func.json_each(parameter).table_valued("value").c.value)
    return select(func.unnest(cast(sorted(values), ARRAY(BigInteger))).column_valued("value"))
