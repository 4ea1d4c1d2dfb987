"""PostgreSQL: a table per platform with an index for every order and every list, and its memory set up."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import duckdb
import psycopg
from msgspec.json import encode

from benchmarks.dataset import PROCESSES, Dataset
from benchmarks.sql_compiler import quote, statement, table_name
from benchmarks.table_schema import (
    FIXED_SHARES,
    LIST_COLUMNS,
    SINGLE_VALUED,
    TEXT_COLUMNS,
    select_rows,
    share_column,
)
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import AUDIENCES
from limelight.search.queries import CreatorQuery
from limelight.testing.postgresql import run_server

SETTINGS: Final = (
    "shared_buffers=2GB",
    "effective_cache_size=12GB",
    "work_mem=256MB",
    "maintenance_work_mem=1GB",
    "max_parallel_workers_per_gather=2",
    "max_parallel_maintenance_workers=1",
    "random_page_cost=1.1",
    "jit=off",
    "max_wal_size=8GB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
)
SORTED: Final = (
    "follower_count",
    "content_count",
    "average_likes",
    "average_views",
    "average_reel_views",
    "engagement_rate",
    "age",
    "last_posted_at",
    "follower_growth_1",
    "follower_growth_3",
    "follower_growth_6",
    "views_growth_1",
    "likes_growth_1",
    "hours_watched",
    "average_viewers",
    "peak_viewers",
    "airtime",
    *SINGLE_VALUED,
    "likers_genders_female",
    "likers_genders_male",
    "likers_ages_13_17",
    "likers_ages_18_24",
    "likers_ages_25_34",
    "likers_ages_18_34",
    "likers_credibility_score",
)
"""The columns with a B-tree, each followed by rank."""
HOT: Final = (
    *(("locations", country) for country in ("US", "IN", "BR", "GB", "MX", "ID", "DE", "FR", "ES")),
    *(("languages", code) for code in ("en", "es", "pt", "hi")),
    ("interests", "sports"),
    ("interests", "beauty_cosmetics"),
)
"""The likers' shares in JSON that have an index of their own."""
_CHUNK: Final = 2**20


class PostgreSQLDialect:
    def has_any(self, field: str, terms: Sequence[str]) -> str:
        if field in LIST_COLUMNS:
            return f"{field} && ARRAY[{', '.join(map(quote, terms))}]"
        return f"{field} @@ {_tsquery(' | ', terms)}"

    def has_phrase(self, field: str, phrase: Sequence[str]) -> str:
        return f"{field} @@ {_tsquery(' <-> ', phrase)}"

    def share(self, audience: str, dimension: str, key: str) -> str:
        if dimension in FIXED_SHARES:
            return share_column(audience, dimension, key)
        return f"({audience} -> {quote(dimension)} ->> {quote(key)})::int"

    def weight(self, field: str, weights: dict[str, int]) -> str:
        terms = field if field in LIST_COLUMNS else f"tsvector_to_array({field})"
        known = f"{quote(encode(weights).decode())}::jsonb"
        return f"coalesce((SELECT sum(({known} ->> term)::int) FROM unnest({terms}) AS term), 0)"


class PostgreSQLEngine:
    """Loads the data into a server of its own, unless it is there already."""

    def __init__(self, data: Dataset) -> None:
        self._stack = ExitStack()
        folder = data.folder / "postgresql"
        if not (folder / "loaded").exists():
            rmtree(folder, ignore_errors=True)
            folder.mkdir()
        url = self._stack.enter_context(run_server(folder, SETTINGS)).replace("+psycopg", "")
        if not (folder / "loaded").exists():
            _load_all(url, data)
            (folder / "loaded").touch()
        self._connection = self._stack.enter_context(psycopg.connect(url, autocommit=True))
        self._connection.execute("CHECKPOINT")
        self.name = f"PostgreSQL {self._connection.info.server_version // 10_000}"

    def prepare(self, query: CreatorQuery) -> str:
        return statement(query, PostgreSQLDialect())

    def search(self, statement: str) -> list[tuple[int, bytes]]:
        """Planned anew: requests differ, so no plan is kept."""
        return self._connection.execute(statement.encode(), prepare=False, binary=True).fetchall()

    def ids(self, statement: str) -> list[int]:
        return [row[0] for row in self.search(statement)]

    def close(self) -> None:
        self._stack.close()


def _load_all(url: str, data: Dataset) -> None:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        loading = [pool.submit(_load, url, platform, data.lines_file(platform)) for platform in data.sizes]
        for loaded in loading:
            loaded.result()


def _load(url: str, platform: PlatformKey, file: Path) -> None:
    table = table_name(platform)
    with psycopg.connect(url, autocommit=True) as connection, duckdb.connect() as lines:
        lines.execute("SET threads = 1; SET enable_progress_bar = false")
        lines.execute(f"CREATE VIEW creators AS {_dump_rows(file)}")
        names = [name for name, *_ in lines.execute("DESCRIBE creators").fetchall()]
        definitions = ", ".join(f'"{name}" {_type(name)}' for name in names)
        connection.execute(f"CREATE UNLOGGED TABLE {table} ({definitions})".encode())
        _copy(lines, connection, table, file.with_suffix(".csv"))
        for index in _indexes(table):
            connection.execute(index.encode())
        connection.execute(f"VACUUM ANALYZE {table}".encode())


def _dump_rows(file: Path) -> str:
    """The rows with lists, texts and bytes as PostgreSQL writes them down."""
    lists = [f"{_array_text(name)} AS {name}" for name in LIST_COLUMNS]
    texts = [f"{_tsvector_text(name)} AS {name}" for name in TEXT_COLUMNS]
    card = r"'\x' || hex(card) AS card"
    return f"SELECT * REPLACE ({', '.join([card, *lists, *texts])}) FROM ({select_rows(file)})"


def _array_text(name: str) -> str:
    escaped = r"""'"' || replace(replace(term, '\', '\\'), '"', '\"') || '"'"""
    joined = f"array_to_string(list_transform({name}, lambda term: {escaped}), ',')"
    return f"'{{' || coalesce({joined}, '') || '}}'"


def _tsvector_text(name: str) -> str:
    """The words with their places."""
    word = r"'''' || replace(replace(word, '\', '\\'), '''', '''''') || ''':' || place"
    return f"coalesce(array_to_string(list_transform({name}, lambda word, place: {word}), ' '), '')"


def _copy(
    lines: duckdb.DuckDBPyConnection, connection: psycopg.Connection[Any], table: str, file: Path
) -> None:
    lines.execute(f"COPY creators TO '{file}' (FORMAT csv, HEADER false)")
    with (
        file.open("rb") as csv,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)".encode()) as copy,
    ):
        while chunk := csv.read(_CHUNK):
            copy.write(chunk)
    file.unlink()


def _type(name: str) -> str:
    if name in _TYPES:
        return _TYPES[name]
    is_flag = name.startswith(("is_", "knows_"))
    return "boolean" if is_flag else "int" if name.startswith(AUDIENCES) else "bigint"


_TYPES: Final = {
    "card": "bytea",
    **dict.fromkeys(LIST_COLUMNS, "text[]"),
    **dict.fromkeys(TEXT_COLUMNS, "tsvector"),
    **dict.fromkeys(AUDIENCES, "jsonb"),
    **dict.fromkeys(SINGLE_VALUED, "text"),
}


def _indexes(table: str) -> Iterator[str]:
    yield f"CREATE UNIQUE INDEX ON {table} (id)"
    yield f"CREATE UNIQUE INDEX ON {table} (rank DESC)"
    for name in SORTED:
        yield f"CREATE INDEX ON {table} ({name} DESC NULLS LAST, rank DESC)"
    for name in (*LIST_COLUMNS, *TEXT_COLUMNS):
        yield f"CREATE INDEX ON {table} USING gin ({name}) WITH (fastupdate=off)"
    for dimension, key in HOT:
        yield f"CREATE INDEX ON {table} (({PostgreSQLDialect().share('likers', dimension, key)}))"


def _tsquery(joined: str, words: Sequence[str]) -> str:
    return quote(joined.join(map(quote, words))) + "::tsquery"
