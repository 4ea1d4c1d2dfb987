"""Parameters of statements."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Dialect, Select, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB


def texts(values: Collection[str], dialect: Dialect) -> Select[str]:
    """The texts as rows, sent as one parameter: an IN list of thousands is slow to build."""
    parameter = msgspec.json.encode(sorted(values)).decode()
    if dialect.name == "sqlite":
        return select(func.json_each(parameter).table_valued("value").c.value)
    return select(func.jsonb_array_elements_text(cast(parameter, JSONB)).column_valued("value"))
