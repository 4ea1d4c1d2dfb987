"""Maps the columns of a file to fields: by header, by the cells, or by the operator's overrides."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from limelight.errors import InvalidRequest
from limelight.imports.cell_parsers import NULL_VALUES, CellParser, ColumnSample
from limelight.imports.columns import (
    CREATOR_SCHEMA,
    EXTERNAL_ID_COLUMN,
    FULL_NAME_COLUMN,
    POST_FILE_HEADERS,
    POST_SCHEMA,
    USERNAME_COLUMN,
    Column,
    FileSchema,
    HeaderWords,
    IgnoredHeaders,
    RequiredFields,
    header_variants,
    header_words,
    is_name_header,
    mentions_platform,
)
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.vocabulary.suggestions import closest_matches

Cells = Sequence[Any]

_HANDLE_OR_URL: Final = re.compile(r"@?[^\s@/]+|https?://\S+")
_EXACT_NUMBER: Final = re.compile(r"\d+(?:\.0+)?")
_MAX_DISTINCT_SHARE: Final = 0.5
_POST_TEXT_FIELDS: Final = frozenset({"content.id", "content.text", "content.published_at"})
_POST_METRIC_FIELDS: Final = frozenset({"content.likes", "content.views", "content.comments"})


class FieldNotKnown(InvalidRequest):
    """A mapping names a field that does not exist."""


class ColumnNotInFile(InvalidRequest):
    """A mapping names a column that the file does not have."""


class NobodyNamed(InvalidRequest):
    """No column fills a required field."""


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file and the field that it fills; ``matched_by`` is header, data or mapped."""

    index: int
    header: str
    field: str
    matched_by: str
    parse: CellParser
    combines: bool


@dataclass(frozen=True)
class UnmappedColumn:
    header: str
    reason: str


@dataclass(frozen=True)
class ColumnMapping:
    """``constants`` are values for every row; ``aggregates_posts``: the rows are posts, to be aggregated.

    ``full_name_as_username``: the file names channels or pages and has no handles.
    """

    columns: tuple[MappedColumn, ...]
    constants: Mapping[str, Any]
    unmapped: tuple[UnmappedColumn, ...]
    aggregates_posts: bool
    full_name_as_username: bool


@dataclass(frozen=True)
class MappingOverrides:
    """The operator's mapping, by field: a column (empty: none), or one value for all rows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _ColumnMatch:
    index: int
    column: Column
    matched_by: str


def map_columns(
    schema: FileSchema,
    headers: Sequence[str],
    sample: Sequence[Cells],
    platform: PlatformKey,
    overrides: MappingOverrides,
) -> ColumnMapping:
    """Maps the columns of a file from its headers and first rows. Raises InvalidRequest."""
    return _ColumnMapper(schema, headers, sample, platform, overrides).mapping()


def map_creator_columns(
    headers: Sequence[str], sample: Sequence[Cells], platform: PlatformKey, overrides: MappingOverrides
) -> ColumnMapping:
    """Maps the columns of a file of creators, or of posts to aggregate by creator. Raises InvalidRequest."""
    posts = _ColumnMapper(POST_SCHEMA, headers, sample, platform, overrides)
    if posts.has_posts():
        return replace(posts.mapping(), aggregates_posts=True)
    return map_columns(CREATOR_SCHEMA, headers, sample, platform, overrides)


def find_column(name: str, platform: PlatformKey, schema: FileSchema) -> Column:
    """Finds a column by the name of its field or by one of its headers. Raises FieldNotKnown."""
    declared = {column.field: column for column in schema.columns if column.applies_to(platform)}
    plain = [column for column in schema.columns if not column.field.startswith("content.")]
    found = declared.get(name) or match_header(name, platform, plain)
    if found is None:
        raise FieldNotKnown(f"{name} is not a field: close are {', '.join(closest_matches(name, declared))}.")
    return found


class _ColumnMapper:
    def __init__(
        self,
        schema: FileSchema,
        headers: Sequence[str],
        sample: Sequence[Cells],
        platform: PlatformKey,
        overrides: MappingOverrides,
    ) -> None:
        self._schema = schema
        self._headers = headers
        self._columns = [_sample_cells(sample, index) for index in range(len(headers))]
        self._platform = platform
        self._constants = {
            find_column(name, platform, schema): value for name, value in overrides.constants.items()
        }
        mapped = {find_column(name, platform, schema): header for name, header in overrides.columns.items()}
        self._overrides = [
            _ColumnMatch(self._column_index(header), column, "mapped")
            for column, header in mapped.items()
            if header
        ]
        self._fixed_fields = {column.field for column in (*mapped, *self._constants)}

    def mapping(self) -> ColumnMapping:
        chosen = self._select(self._matches())
        self._check_required(chosen)
        used = {match.index for match in chosen}
        return ColumnMapping(
            columns=tuple(self._mapped_column(match) for match in chosen),
            constants=self._constant_values(),
            unmapped=tuple(self._unmapped_column(at) for at in range(len(self._headers)) if at not in used),
            aggregates_posts=False,
            full_name_as_username=self._full_name_as_username(chosen),
        )

    def _column_index(self, header: str) -> int:
        same = [at for at, each in enumerate(self._headers) if each.strip() == header.strip()]
        same = same or [
            at for at, each in enumerate(self._headers) if header_words(each) == header_words(header)
        ]
        if not same:
            raise ColumnNotInFile(f"There is no column {header!r}: there are {', '.join(self._headers)}.")
        return max(same, key=lambda at: _matching_share(self._columns[at], _EXACT_NUMBER))

    def _matches(self) -> list[_ColumnMatch]:
        taken = {match.index for match in self._overrides}
        found = list(self._overrides)
        free = [at for at in range(len(self._headers)) if at not in taken]
        for at in free:
            meant = self._match_header(at)
            if meant and meant.field not in self._fixed_fields:
                found.append(_ColumnMatch(at, meant, "header"))
        return found + self._match_names([at for at in free if not self._match_header(at)], found)

    def _match_header(self, index: int) -> Column | None:
        header = self._headers[index]
        if self._ignored_reason(header, self._schema.excluded):
            return None
        meant = match_header(header, self._platform, self._schema.columns)
        is_row_number = meant is not None and meant.not_row_numbers and _are_row_numbers(self._columns[index])
        return None if is_row_number else meant

    def _ignored_reason(self, header: str, among: Iterable[IgnoredHeaders]) -> str | None:
        """Returns why a header is ignored, or None."""
        return next(
            (each.reason for each in among if matches_any(header, self._platform, each.headers)), None
        )

    def _match_names(self, indices: Iterable[int], found: Sequence[_ColumnMatch]) -> list[_ColumnMatch]:
        """Of the columns that are only called "name", the one most like handles is the username."""
        handle, full_name = self._schema.handle_column, self._schema.full_name_column
        if handle is None or full_name is None:
            return []
        name_columns = [at for at in indices if is_name_header(self._headers[at], self._platform)]
        name_columns.sort(key=lambda at: -_matching_share(self._columns[at], _HANDLE_OR_URL))
        known = self._fixed_fields | {match.column.field for match in found}
        named: list[_ColumnMatch] = []
        if (
            name_columns
            and handle.field not in known
            and _matching_share(self._columns[name_columns[0]], _HANDLE_OR_URL) >= 0.5
        ):
            named.append(_ColumnMatch(name_columns.pop(0), handle, "data"))
        if name_columns and full_name.field not in known:
            named.append(_ColumnMatch(name_columns[0], full_name, "data"))
        return named

    def has_posts(self) -> bool:
        """Whether the file has a row per post: post text, post metrics, and creators that repeat."""
        matches = self._matches()
        fields = {match.column.field for match in matches}
        if not (fields & _POST_TEXT_FIELDS and fields & _POST_METRIC_FIELDS):
            return False
        if self._constants.keys() & {USERNAME_COLUMN, EXTERNAL_ID_COLUMN}:
            return True
        certain = any(matches_any(header, self._platform, POST_FILE_HEADERS) for header in self._headers)
        for field_name in (USERNAME_COLUMN.field, FULL_NAME_COLUMN.field):
            creator_column = next(
                (match.index for match in matches if match.column.field == field_name), None
            )
            if creator_column is not None:
                distinct = len(set(map(str, self._columns[creator_column])))
                return distinct < len(self._columns[creator_column]) * (1 if certain else _MAX_DISTINCT_SHARE)
        return False

    def _select(self, matches: Sequence[_ColumnMatch]) -> list[_ColumnMatch]:
        """Orders the columns of a field: the platform's own first, exact numbers before rounded ones."""
        by_field: dict[str, list[_ColumnMatch]] = {}
        for match in matches:
            by_field.setdefault(match.column.field, []).append(match)
        chosen: list[_ColumnMatch] = []
        for name, candidates in by_field.items():
            if not candidates[0].column.combines:
                candidates.sort(key=self._preference)
            chosen += candidates[:1] if name in self._schema.identity_fields else candidates
        return chosen

    def _preference(self, match: _ColumnMatch) -> tuple[bool, bool, float]:
        own = mentions_platform(self._headers[match.index], self._platform)
        return (
            match.matched_by != "mapped",
            not own,
            -_matching_share(self._columns[match.index], _EXACT_NUMBER),
        )

    def _check_required(self, chosen: Sequence[_ColumnMatch]) -> None:
        """Raises NobodyNamed if no column fills a required field."""
        filled = self._mapped_fields(chosen)
        for need in self._schema.required:
            if not (filled & need.fields or (self._full_name_as_username(chosen) and self._is_handle(need))):
                raise NobodyNamed(f"{need.message} The columns are {', '.join(self._headers)}.")

    def _is_handle(self, need: RequiredFields) -> bool:
        return self._schema.handle_column is not None and self._schema.handle_column.field in need.fields

    def _full_name_as_username(self, chosen: Sequence[_ColumnMatch]) -> bool:
        """Whether full names, mapped by their cells, replace the missing usernames."""
        handle, full_name = self._schema.handle_column, self._schema.full_name_column
        named = any(match.column is full_name and match.matched_by != "header" for match in chosen)
        return named and handle is not None and handle.field not in self._mapped_fields(chosen)

    def _mapped_fields(self, chosen: Sequence[_ColumnMatch]) -> set[str]:
        return {match.column.field for match in chosen} | {column.field for column in self._constants}

    def _mapped_column(self, match: _ColumnMatch) -> MappedColumn:
        header = self._headers[match.index]
        sample = ColumnSample(header, self._columns[match.index], self._platform)
        column = match.column
        return MappedColumn(
            match.index, header, column.field, match.matched_by, column.parser(sample), column.combines
        )

    def _constant_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column, text in self._constants.items():
            try:
                values[column.field] = column.parser(ColumnSample(column.field, [text], self._platform))(text)
            except UnreadableValue as error:
                raise InvalidRequest(f"{column.field} cannot be set: {text!r} {error}.") from None
        return values

    def _unmapped_column(self, index: int) -> UnmappedColumn:
        header = self._headers[index]
        if _are_row_numbers(self._columns[index]):
            return UnmappedColumn(header, "numbers the rows")
        reason = self._ignored_reason(header, (*self._schema.excluded, *self._schema.ignored))
        return UnmappedColumn(header, reason or "is not recognised")


@cache
def _split_headers(headers: str) -> frozenset[str]:
    return frozenset(header.strip() for header in headers.split(","))


@cache
def _header_word_sets(headers: str) -> frozenset[HeaderWords]:
    return frozenset(header_words(header.strip()) for header in headers.split(","))


def match_header(header: str, platform: PlatformKey, columns: Sequence[Column]) -> Column | None:
    """Finds the column of a header: by exact spelling, then by all its words, then by some of them."""
    for column in columns:
        if (
            column.exact_headers
            and column.applies_to(platform)
            and header.strip().lower() in _split_headers(column.exact_headers)
        ):
            return column
    for meaning in header_variants(header, platform):
        for column in columns:
            expected = _without_numbers(meaning) if column.combines else meaning
            if column.applies_to(platform) and expected in _header_word_sets(column.headers):
                return column
    return None


def _without_numbers(meaning: HeaderWords) -> HeaderWords:
    return frozenset(word for word in meaning if not word.isdecimal())


def matches_any(header: str, platform: PlatformKey, headers: str) -> bool:
    return any(meaning in _header_word_sets(headers) for meaning in header_variants(header, platform))


def _sample_cells(sample: Sequence[Cells], index: int) -> list[Any]:
    cells = (row[index] for row in sample if index < len(row))
    known = (cell.strip() if isinstance(cell, str) else cell for cell in cells)
    return [
        cell for cell in known if cell is not None and not (isinstance(cell, str) and cell in NULL_VALUES)
    ]


def _matching_share(cells: Sequence[Any], form: re.Pattern[str]) -> float:
    """Returns the fraction of the cells that match a pattern."""
    return sum(form.fullmatch(str(cell)) is not None for cell in cells) / len(cells) if cells else 0.0


def _are_row_numbers(cells: Sequence[Any]) -> bool:
    """Whether the cells count up from 0 or 1, which ids of platforms never do."""
    if len(cells) < 3 or str(cells[0]) not in {"0", "1", "0.0", "1.0", "1.00"}:
        return False
    return all(str(cell).split(".")[0] == str(at + int(float(cells[0]))) for at, cell in enumerate(cells))


_TABLES: Final = ("map", "set")


class MappingNotUsable(InvalidRequest):
    """The mapping cannot be parsed."""


def parse_overrides(maps: Sequence[str], sets: Sequence[str], file: Path | None) -> MappingOverrides:
    """Parses ``FIELD=COLUMN`` and ``FIELD=VALUE`` pairs; they override ``[map]`` and ``[set]`` of a file."""
    tables = _read_mapping_file(file) if file else {}
    return MappingOverrides(
        columns=_text_values(tables.get("map", {})) | dict(_parse_pair(text, "COLUMN") for text in maps),
        constants=_text_values(tables.get("set", {})) | dict(_parse_pair(text, "VALUE") for text in sets),
    )


def _parse_pair(text: str, what: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise MappingNotUsable(f"{text!r} is not FIELD={what}.")
    return field.strip(), value.strip().strip('"')


def _read_mapping_file(file: Path) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingNotUsable(f"{file} cannot be read: {error}") from None
    if unknown := tables.keys() - set(_TABLES):
        raise MappingNotUsable(f"{file} has {', '.join(sorted(unknown))}: only [map] and [set] are allowed.")
    return tables


def _text_values(table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or any(isinstance(value, dict | list) for value in table.values()):
        raise MappingNotUsable('[map] and [set] take lines such as follower_count = "Subscribers".')
    return {field: str(value) for field, value in table.items()}
