"""Which column of a file fills which field, decided by its header, by its data or by the operator."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from limelight.errors import InvalidRequest
from limelight.imports.columns import (
    CERTAIN_CONTENTS,
    CREATORS,
    EXTERNAL_ID,
    FULL_NAME,
    POSTS,
    USERNAME,
    Column,
    Kind,
    Need,
    Unused,
)
from limelight.imports.headers import Words, meanings, names_a_creator, names_the_platform, words
from limelight.imports.readings import EMPTY, Reading, Sample
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.vocabulary.closest import closest

Cells = Sequence[Any]

_HANDLE: Final = re.compile(r"@?[^\s@/]+|https?://\S+")
_EXACT: Final = re.compile(r"\d+(?:\.0+)?")
_MOSTLY: Final = 0.5
_DESCRIBES_CONTENT: Final = frozenset({"content.id", "content.text", "content.published_at"})
_MEASURES_CONTENT: Final = frozenset({"content.likes", "content.views", "content.comments"})


class FieldNotKnown(InvalidRequest):
    """No column fills the field."""


class ColumnNotInFile(InvalidRequest):
    """The file has no column of the header."""


class NobodyNamed(InvalidRequest):
    """No column says who or what a row is about."""


@dataclass(frozen=True)
class Fill:
    """A column of the file, and the field that it fills."""

    index: int
    header: str
    field: str
    how: str
    reading: Reading
    gathers: bool


@dataclass(frozen=True)
class Leftover:
    header: str
    reason: str


@dataclass(frozen=True)
class Recognition:
    """``constants`` are values for every row; ``folds``: the rows are contents, to be folded.

    ``name_stands_in``: the file names creators, as channels or pages, without handles.
    """

    fills: tuple[Fill, ...]
    constants: Mapping[str, Any]
    leftovers: tuple[Leftover, ...]
    folds: bool
    name_stands_in: bool


@dataclass(frozen=True)
class Instructions:
    """What the operator says of a file, by field: its column (empty: none), or one value for all rows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Match:
    index: int
    column: Column
    how: str


def recognise(
    kind: Kind, headers: Sequence[str], sample: Sequence[Cells], platform: PlatformKey, said: Instructions
) -> Recognition:
    """The plan for a file, from its headers and first rows. Raises InvalidRequest."""
    return _Recogniser(kind, headers, sample, platform, said).recognition()


def recognise_creators(
    headers: Sequence[str], sample: Sequence[Cells], platform: PlatformKey, said: Instructions
) -> Recognition:
    """The plan for a file of creators, or of contents to be folded into them. Raises InvalidRequest."""
    posts = _Recogniser(POSTS, headers, sample, platform, said)
    if posts.has_contents():
        return replace(posts.recognition(), folds=True)
    return recognise(CREATORS, headers, sample, platform, said)


def field_named(name: str, platform: PlatformKey, kind: Kind) -> Column:
    """The column that fills a field, by the field's name or by a header that would be recognised."""
    declared = {column.field: column for column in kind.columns if column.applies(platform)}
    plain = [column for column in kind.columns if not column.field.startswith("content.")]
    found = declared.get(name) or _meant(name, platform, plain)
    if found is None:
        raise FieldNotKnown(f"{name} is not a field: close are {', '.join(closest(name, declared))}.")
    return found


class _Recogniser:
    def __init__(
        self,
        kind: Kind,
        headers: Sequence[str],
        sample: Sequence[Cells],
        platform: PlatformKey,
        said: Instructions,
    ) -> None:
        self._kind = kind
        self._headers = headers
        self._columns = [_column(sample, index) for index in range(len(headers))]
        self._platform = platform
        self._constants = {field_named(name, platform, kind): value for name, value in said.constants.items()}
        mapped = {field_named(name, platform, kind): header for name, header in said.columns.items()}
        self._mapped = [
            _Match(self._index(header), column, "mapped") for column, header in mapped.items() if header
        ]
        self._settled = {column.field for column in (*mapped, *self._constants)}

    def recognition(self) -> Recognition:
        chosen = self._chosen(self._matches())
        self._check_needs(chosen)
        used = {match.index for match in chosen}
        return Recognition(
            fills=tuple(self._fill(match) for match in chosen),
            constants=self._constant_values(),
            leftovers=tuple(self._leftover(at) for at in range(len(self._headers)) if at not in used),
            folds=False,
            name_stands_in=self._name_stands_in(chosen),
        )

    def _index(self, header: str) -> int:
        same = [at for at, each in enumerate(self._headers) if each.strip() == header.strip()]
        same = same or [at for at, each in enumerate(self._headers) if words(each) == words(header)]
        if not same:
            raise ColumnNotInFile(f"There is no column {header!r}: there are {', '.join(self._headers)}.")
        return max(same, key=lambda at: _share(self._columns[at], _EXACT))

    def _matches(self) -> list[_Match]:
        taken = {match.index for match in self._mapped}
        found = list(self._mapped)
        free = [at for at in range(len(self._headers)) if at not in taken]
        for at in free:
            meant = self._meant(at)
            if meant and meant.field not in self._settled:
                found.append(_Match(at, meant, "header"))
        return found + self._names([at for at in free if not self._meant(at)], found)

    def _meant(self, index: int) -> Column | None:
        header = self._headers[index]
        if self._reason(header, self._kind.excluded):
            return None
        meant = _meant(header, self._platform, self._kind.columns)
        is_row_number = meant is not None and meant.never_counts and _numbers_rows(self._columns[index])
        return None if is_row_number else meant

    def _reason(self, header: str, among: Iterable[Unused]) -> str | None:
        """Why a header that is known to say less than it seems fills nothing."""
        return next((each.reason for each in among if _means(header, self._platform, each.headers)), None)

    def _names(self, indices: Iterable[int], found: Sequence[_Match]) -> list[_Match]:
        """Of the columns that name creators, the one most like handles has the handles."""
        handle, full_name = self._kind.handle, self._kind.full_name
        if handle is None or full_name is None:
            return []
        naming = [at for at in indices if names_a_creator(self._headers[at], self._platform)]
        naming.sort(key=lambda at: -_share(self._columns[at], _HANDLE))
        known = self._settled | {match.column.field for match in found}
        named: list[_Match] = []
        if naming and handle.field not in known and _share(self._columns[naming[0]], _HANDLE) >= 0.5:
            named.append(_Match(naming.pop(0), handle, "data"))
        if naming and full_name.field not in known:
            named.append(_Match(naming[0], full_name, "data"))
        return named

    def has_contents(self) -> bool:
        """Whether there is a row per content: what describes and measures one, and creators that repeat."""
        matches = self._matches()
        fields = {match.column.field for match in matches}
        if not (fields & _DESCRIBES_CONTENT and fields & _MEASURES_CONTENT):
            return False
        if self._constants.keys() & {USERNAME, EXTERNAL_ID}:
            return True
        certain = any(_means(header, self._platform, CERTAIN_CONTENTS) for header in self._headers)
        for naming in (USERNAME.field, FULL_NAME.field):
            who = next((match.index for match in matches if match.column.field == naming), None)
            if who is not None:
                distinct = len(set(map(str, self._columns[who])))
                return distinct < len(self._columns[who]) * (1 if certain else _MOSTLY)
        return False

    def _chosen(self, matches: Sequence[_Match]) -> list[_Match]:
        """Of several columns for a field: the platform's own first, exact numbers before rounded ones."""
        by_field: dict[str, list[_Match]] = {}
        for match in matches:
            by_field.setdefault(match.column.field, []).append(match)
        chosen: list[_Match] = []
        for name, rivals in by_field.items():
            if not rivals[0].column.gathers:
                rivals.sort(key=self._preference)
            chosen += rivals[:1] if name in self._kind.identity else rivals
        return chosen

    def _preference(self, match: _Match) -> tuple[bool, bool, float]:
        own = names_the_platform(self._headers[match.index], self._platform)
        return match.how != "mapped", not own, -_share(self._columns[match.index], _EXACT)

    def _check_needs(self, chosen: Sequence[_Match]) -> None:
        """Raises NobodyNamed when something that every row has to say is said by no column."""
        filled = self._filled(chosen)
        for need in self._kind.needs:
            if not (filled & need.fields or (self._name_stands_in(chosen) and self._is_handle(need))):
                raise NobodyNamed(f"{need.otherwise} The columns are {', '.join(self._headers)}.")

    def _is_handle(self, need: Need) -> bool:
        return self._kind.handle is not None and self._kind.handle.field in need.fields

    def _name_stands_in(self, chosen: Sequence[_Match]) -> bool:
        """Whether names that are told by their data stand in for handles."""
        handle, full_name = self._kind.handle, self._kind.full_name
        named = any(match.column is full_name and match.how != "header" for match in chosen)
        return named and handle is not None and handle.field not in self._filled(chosen)

    def _filled(self, chosen: Sequence[_Match]) -> set[str]:
        return {match.column.field for match in chosen} | {column.field for column in self._constants}

    def _fill(self, match: _Match) -> Fill:
        header = self._headers[match.index]
        sample = Sample(header, self._columns[match.index], self._platform)
        column = match.column
        return Fill(match.index, header, column.field, match.how, column.make(sample), column.gathers)

    def _constant_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column, text in self._constants.items():
            try:
                values[column.field] = column.make(Sample(column.field, [text], self._platform))(text)
            except Unreadable as error:
                raise InvalidRequest(f"{column.field} cannot be set: {text!r} {error}.") from None
        return values

    def _leftover(self, index: int) -> Leftover:
        header = self._headers[index]
        if _numbers_rows(self._columns[index]):
            return Leftover(header, "numbers the rows")
        reason = self._reason(header, (*self._kind.excluded, *self._kind.unused))
        return Leftover(header, reason or "is not recognised")


@cache
def _listed(headers: str) -> frozenset[str]:
    return frozenset(header.strip() for header in headers.split(","))


@cache
def _synonyms(headers: str) -> frozenset[Words]:
    return frozenset(words(header.strip()) for header in headers.split(","))


def _meant(header: str, platform: PlatformKey, columns: Sequence[Column]) -> Column | None:
    """The column whose headers the header matches: as it is written, then all its words, then parts."""
    for column in columns:
        if column.exactly and column.applies(platform) and header.strip().lower() in _listed(column.exactly):
            return column
    for meaning in meanings(header, platform):
        for column in columns:
            wanted = _unnumbered(meaning) if column.gathers else meaning
            if column.applies(platform) and wanted in _synonyms(column.headers):
                return column
    return None


def _unnumbered(meaning: Words) -> Words:
    return frozenset(word for word in meaning if not word.isdecimal())


def _means(header: str, platform: PlatformKey, headers: str) -> bool:
    return any(meaning in _synonyms(headers) for meaning in meanings(header, platform))


def _column(sample: Sequence[Cells], index: int) -> list[Any]:
    cells = (row[index] for row in sample if index < len(row))
    known = (cell.strip() if isinstance(cell, str) else cell for cell in cells)
    return [cell for cell in known if cell is not None and not (isinstance(cell, str) and cell in EMPTY)]


def _share(cells: Sequence[Any], form: re.Pattern[str]) -> float:
    """The share of a column's values that have a form."""
    return sum(form.fullmatch(str(cell)) is not None for cell in cells) / len(cells) if cells else 0.0


def _numbers_rows(cells: Sequence[Any]) -> bool:
    """Whether the values count up from 0 or 1, as no platform's ids do."""
    if len(cells) < 3 or str(cells[0]) not in {"0", "1", "0.0", "1.0", "1.00"}:
        return False
    return all(str(cell).split(".")[0] == str(at + int(float(cells[0]))) for at, cell in enumerate(cells))
