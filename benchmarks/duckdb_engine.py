"""DuckDB: a table per platform, in the order of rank, so that whole row groups can be passed over."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
from msgspec.json import encode

from benchmarks.dataset import Dataset
from benchmarks.sql_compiler import quote, statement, table_name
from benchmarks.table_schema import LIST_COLUMNS, TEXT_COLUMNS, select_rows, share_column
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import AUDIENCES
from limelight.search.queries import CreatorQuery

THREADS: Final = 2
_MEMORY: Final = "8GB"
_MAPS: Final = ("locations", "languages", "interests", "brands", "ethnicities")
_FREQUENT_KEYS: Final = 40
"""So many of the most frequent keys of an audience's maps are columns besides."""
_SAMPLE_ROWS: Final = 5_000


class DuckDBDialect:
    def __init__(self, columns: frozenset[str]) -> None:
        self._columns = columns

    def has_any(self, field: str, terms: Sequence[str]) -> str:
        if len(terms) == 1:
            return f"list_contains({_list_column(field)}, {quote(terms[0])})"
        return f"list_has_any({_list_column(field)}, [{', '.join(map(quote, terms))}])"

    def has_phrase(self, field: str, phrase: Sequence[str]) -> str:
        words = " ".join(phrase)
        return f"contains({field}, {quote(f' {words} ')})"

    def share(self, audience: str, dimension: str, key: str) -> str:
        name = share_column(audience, dimension, key)
        return name if name in self._columns else f"{audience}_{dimension}[{quote(key)}]"

    def weight(self, field: str, weights: dict[str, int]) -> str:
        known = f"MAP {{{', '.join(f'{quote(term)}: {weight}' for term, weight in weights.items())}}}"
        return f"coalesce(list_sum(list_transform({_list_column(field)}, lambda term: {known}[term])), 0)"


class DuckDBEngine:
    """Loads the data into a file of its own, unless it is there already."""

    name = f"DuckDB {duckdb.__version__}"

    def __init__(self, data: Dataset) -> None:
        path = data.folder / "duckdb.db"
        is_new = not path.exists()
        self._connection = duckdb.connect(path, config={"threads": THREADS, "memory_limit": _MEMORY})
        for platform in data.sizes if is_new else ():
            self._load(platform, data.lines_file(platform))
        self._connection.execute("CHECKPOINT")

    def prepare(self, query: CreatorQuery) -> str:
        columns = self._connection.table(table_name(query.platform)).columns
        return statement(query, DuckDBDialect(frozenset(columns)))

    def search(self, statement: str) -> list[tuple[int, bytes]]:
        return self._connection.execute(statement).fetchall()

    def ids(self, statement: str) -> list[int]:
        return [row[0] for row in self.search(statement)]

    def close(self) -> None:
        self._connection.close()

    def _load(self, platform: PlatformKey, file: Path) -> None:
        texts = [f"' ' || array_to_string({name}, ' ') || ' ' AS {name}" for name in TEXT_COLUMNS]
        maps = encode(dict.fromkeys(_MAPS, "MAP(VARCHAR, INTEGER)")).decode()
        frequent = {audience: self._frequent_keys(audience, file) for audience in AUDIENCES}
        shares = [
            f"json_transform({name}, {quote(maps)}) AS {name}, "
            f"json_transform({name}, {quote(_json_structure(frequent[name]))}) AS frequent_{name}"
            for name in AUDIENCES
        ]
        unpacked = [f"{name}.{part} AS {name}_{part}" for name in AUDIENCES for part in _MAPS]
        columns = [
            f'frequent_{name}.{part}."{key}" AS "{share_column(name, part, key)}"'
            for name in AUDIENCES
            for part, key in frequent[name]
        ]
        raw = [*AUDIENCES, *(f"frequent_{name}" for name in AUDIENCES)]
        self._connection.execute(
            f"CREATE TABLE {table_name(platform)} AS "
            f"SELECT * EXCLUDE ({', '.join(raw)}), {', '.join([*unpacked, *columns])} "
            f"FROM (SELECT * EXCLUDE ({', '.join(AUDIENCES)}) REPLACE ({', '.join(texts)}), "
            f"{', '.join(shares)}, list_distinct(introduction) AS introduction_words "
            f"FROM ({select_rows(file)})) "
            "ORDER BY rank DESC"
        )

    def _frequent_keys(self, audience: str, file: Path) -> list[tuple[str, str]]:
        """The dimensions and keys of the shares that most creators of a sample have."""
        sample = f"SELECT {audience} AS shares FROM ({select_rows(file)} LIMIT {_SAMPLE_ROWS})"
        found: list[tuple[str, str]] = []
        for dimension in _MAPS:
            keys = self._connection.execute(
                f"SELECT key FROM (SELECT unnest(json_keys(shares, '$.{dimension}')) AS key FROM ({sample})) "
                f"GROUP BY key ORDER BY count(*) DESC, key LIMIT {_FREQUENT_KEYS}"
            )
            found += [(dimension, key) for (key,) in keys.fetchall()]
        return found


def _json_structure(keys: list[tuple[str, str]]) -> str:
    """The types of the shares that are columns."""
    found: dict[str, dict[str, str]] = {}
    for dimension, key in keys:
        found.setdefault(dimension, {})[key] = "INTEGER"
    return encode(found).decode()


def _list_column(field: str) -> str:
    return field if field in LIST_COLUMNS else f"{field}_words"
