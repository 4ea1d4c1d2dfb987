"""Writes the pages of docs/reference/ from the declarations; ``--check`` says which are out of date."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final, get_args, get_type_hints

from msgspec import NODEFAULT
from msgspec import inspect as kinds

import limelight
from limelight.analytics.formula import Formula, formula_of
from limelight.analytics.formula_registry import FORMULAS
from limelight.connectors.spec import Platform, Product
from limelight.errors import LimelightError
from limelight.imports.audience_records import AUDIENCE_SCHEMA
from limelight.imports.columns import CREATOR_COLUMNS, POST_COLUMNS, columns_table
from limelight.imports.content_records import COMMENT_SCHEMA, CONTENT_SCHEMA
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import PLATFORMS, platform_by_key
from limelight.schemas.creator_discovery.search import CreatorSearchRequest
from limelight.search.compiler import GROWTH_SORTS, NUMERIC_SORTS, SCORE_SORTS, SHARE_SORTS
from limelight.search.creator_filters import CreatorFilters, ExportFilters, SortField
from limelight.search.filters import declared_filters
from limelight.settings import Setting, all_settings
from limelight.webhooks.events import EVENTS

_RUNS_WHEN_IMPORTED: Final = {"__main__", "migrations"}
REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference"
_NOTE: Final = "<!-- Written by `make docs` from the declarations: change those, not this page. -->"


def pages() -> Mapping[str, str]:
    """Every generated page, by file name."""
    return {name: f"{_NOTE}\n{page().strip()}\n" for name, page in _PAGES.items()}


def _filters_page() -> str:
    types = get_type_hints(ExportFilters, include_extras=True)
    rows = (
        (f"`{name}`", _describe_value(types[name]), declared.description, _platform_names(declared.platforms))
        for name, declared in declared_filters(ExportFilters)
    )
    only_export = {name for name, _ in declared_filters(ExportFilters)} - {
        name for name, _ in declared_filters(CreatorFilters)
    }
    return f"""
# Creator filters

What `POST /v1/social/creators/profiles/search` and `…/quick-search` filter by. All filters that a request
has must match. A filter that the platform does not have is set aside and named in the `ignored-filters`
header. Only the export of a search has {_join_names(only_export)}.

In the values, a field with `?` may be left out. Percentages are numbers, or text that is one.

{_table(("filter", "value", "meaning", "platforms"), rows)}

## Besides the filters

{_table(("field", "value"), _other_fields())}
"""


def _other_fields() -> Iterator[tuple[str, str]]:
    names = {name for name, _ in declared_filters(CreatorSearchRequest)}
    for field in _struct(CreatorSearchRequest).fields:
        if field.name not in names:
            yield f"`{field.name}`", _describe_type(field.type) + _describe_default(field)


def _sort_page() -> str:
    rows = ((f"`{field}`", _describe_order(field)) for field in get_args(SortField))
    return f"""
# Sort orders

What `sort_by.field` takes; the greatest come first. Creators of whom the value is not known come last. What
ties is ordered by followers, most first, then by age in the catalogue, so that pages never overlap.

{_table(("field", "greatest first"), rows)}
"""


def _describe_order(field: str) -> str:
    if field in NUMERIC_SORTS:
        return f"`{NUMERIC_SORTS[field]}`"
    if field in GROWTH_SORTS:
        column, names = GROWTH_SORTS[field]
        return f"`{column}` over the interval that {_join_names(names, 'or')} asks for, else over 1 month"
    if field in SHARE_SORTS:
        asked = _join_names(SHARE_SORTS[field], "or")
        return f"the sum of the audience's shares that {asked} asks for; without it, followers"
    if field in SCORE_SORTS:
        asked = _join_names(SCORE_SORTS[field], "or")
        return f"the relevance or likeness that {asked} asks for; without it, followers"
    return "followers; on YouTube, subscribers"


def _platforms_page() -> str:
    products = (product for product in Product)
    head = ("platform", "work platform id", "category", "public profiles", *products, "read for real")
    return f"""
# Platforms

The products that the owner of an account can share on each platform, and where its public profiles are, if
it has any. The last column says what is read from the platform itself outside the sandbox.

{_table(head, map(_platform_row, PLATFORMS))}
"""


def _platform_row(each: Platform) -> tuple[str, ...]:
    named = " or ".join((each.name, *each.other_names))
    profiles = each.profile_url("handle")
    return (
        named,
        f"`{each.id}`",
        each.category,
        f"`{profiles}`" if profiles else "–",
        *("yes" if product in each.products else "–" for product in Product),
        _live_data(each),
    )


def _live_data(each: Platform) -> str:
    kinds = [f"`{kind.__name__}`" for kind in each.resources]
    return ", ".join([*kinds, *(["public profiles"] if each.profile_lookup else [])]) or "–"


def _settings_page() -> str:
    return f"""
# Settings

Environment variables that are read once, at the start. A variable that begins with `LIMELIGHT_` and is not
listed here is refused.

{_table(("variable", "value", "default", "meaning"), map(_setting_row, all_settings()))}
"""


def _setting_row(setting: Setting) -> tuple[str, str, str, str]:
    match setting.default:
        case None | () | "":
            default = "–"
        case tuple() as values:
            default = f"`{','.join(map(str, values))}`"
        case value:
            default = f"`{value}`"
    return f"`{setting.variable}`", setting.allowed, default, setting.description


def _events_page() -> str:
    rows = ((f"`{event.name}`", event.title, _payload(event.payload)) for event in EVENTS)
    return f"""
# Events

What webhooks can subscribe to, and what is in `data`. [Webhooks](../webhooks.md) says how events are
delivered.

{_table(("event", "name", "data"), rows)}
"""


def _payload(payload: type) -> str:
    return ", ".join(f"`{field.name}`" for field in _struct(payload).fields)


def _errors_page() -> str:
    rows = (
        (f"`{_code(refusal)}`", str(refusal.status), f"`{refusal.type}`", _meaning(refusal))
        for refusal in _error_classes()
    )
    return f"""
# Errors

Every answer that is not a success has the body
`{{"error": {{"type", "code", "error_code", "message", "status_code", "http_status_code", "request_id"}}}}`.
`code` and `error_code` are the same, as are both statuses; `request_id` is also the `request-id` header.

{_table(("code", "status", "type", "meaning"), rows)}
"""


def _error_classes() -> list[type[LimelightError]]:
    """Every class of refusal that is not merely a family."""
    for module in walk_packages(limelight.__path__, "limelight."):
        if not _RUNS_WHEN_IMPORTED & set(module.name.split(".")):
            import_module(module.name)
    ours = (each for each in _subclasses(LimelightError) if each.__module__.startswith("limelight."))
    found = {each for each in ours if each.__module__ != LimelightError.__module__}
    return sorted(found, key=lambda each: (each.status, _code(each)))


def _subclasses(family: type[LimelightError]) -> Iterator[type[LimelightError]]:
    for each in family.__subclasses__():
        yield each
        yield from _subclasses(each)


def _code(refusal: type[LimelightError]) -> str:
    return refusal.__new__(refusal).code


def _meaning(refusal: type[LimelightError]) -> str:
    return " ".join((refusal.__doc__ or "").replace("``", "`").split())


def _imports_page() -> str:
    return f"""
# Columns of imported files

The headers by which the columns of a file are recognised. A header matches whatever the order, case and
plural of its words. Any column can be named with `--map`.

## Creators

{columns_table(*CREATOR_COLUMNS, *POST_COLUMNS)}

## Contents

{columns_table(*CONTENT_SCHEMA.columns)}

## Comments

{columns_table(*COMMENT_SCHEMA.columns)}

## Audiences

{columns_table(*AUDIENCE_SCHEMA.columns)}
"""


def _formulas_page() -> str:
    topics = groupby(map(formula_of, FORMULAS), key=lambda each: each.topic)
    return f"""
# Formulas

How every figure of a report is computed. A formula gets a new version when the same data would give another
figure. Shares are percentages, 0 to 100, unless the unit says otherwise; what is unknown is left out, and a
figure of which nothing is known is null.

{"".join(_topic(topic, formulas) for topic, formulas in topics)}
"""


def _topic(topic: str, formulas: Iterable[Formula]) -> str:
    return f"## {topic.capitalize()}\n\n" + "".join(map(_formula, formulas))


def _formula(each: Formula) -> str:
    said = "\n\n".join(part.replace("``", "`") for part in (each.summary, each.text) if part)
    return f"""### `{each.topic}.{each.name}`

{said}

Unit: {each.unit}. Version {each.version}. Source: {each.source.rstrip(".")}.

"""


def _describe_value(annotation: Any) -> str:
    return _describe_type(kinds.type_info(annotation))


def _describe_type(kind: kinds.Type) -> str:
    """What a type takes, for people."""
    match kind:
        case kinds.Metadata(type=inner):
            return _describe_type(inner)
        case kinds.StrType(pattern=str(pattern)):
            return _choice(pattern.strip("^()$").split("|"))
        case kinds.UnionType(types=types):
            return _alternatives([each for each in types if not isinstance(each, kinds.NoneType)])
        case kinds.StructType():
            return "{" + ", ".join(map(_describe_field, kind.fields)) + "}"
        case kinds.VarTupleType(item_type=item):
            return f"list of {_describe_type(item)}"
        case kinds.LiteralType(values=values) if set(values) == set(get_args(SortField)):
            return "a [sort order](sort-orders.md)"
        case kinds.LiteralType(values=values):
            return _choice(values)
        case kinds.IntType() | kinds.FloatType():
            return _number(kind)
        case _:
            return _SIMPLE[type(kind)]


def _choice(values: Iterable[object]) -> str:
    return " or ".join(f"`{value}`" for value in values)


def _alternatives(types: list[kinds.Type]) -> str:
    if {type(each) for each in types} == {kinds.FloatType, kinds.StrType}:
        return "percentage"
    return " or ".join(map(_describe_type, types))


def _describe_field(field: kinds.Field) -> str:
    mark = "" if field.required else "?"
    return f"`{field.name}{mark}`: {_describe_type(field.type)}{_describe_default(field)}"


def _describe_default(field: kinds.Field) -> str:
    is_told = not field.required and field.default not in (None, (), NODEFAULT)
    return f", else `{field.default}`" if is_told else ""


def _number(kind: kinds.IntType | kinds.FloatType) -> str:
    name = "whole number" if isinstance(kind, kinds.IntType) else "number"
    bounds = ("from", kind.ge), ("to", kind.le)
    return " ".join([name, *(f"{word} {bound:g}" for word, bound in bounds if bound is not None)])


def _struct(request: type) -> kinds.StructType:
    info = kinds.type_info(request)
    assert isinstance(info, kinds.StructType)
    return info


def _platform_names(keys: Iterable[PlatformKey] | None) -> str:
    return ", ".join(sorted(platform_by_key(key).name for key in keys)) if keys else "all"


def _join_names(names: Iterable[str], word: str = "and") -> str:
    *most, last = [f"`{name}`" for name in (sorted(names) if isinstance(names, set) else names)]
    return f"{', '.join(most)} {word} {last}" if most else last


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


_SIMPLE: Final[dict[type[kinds.Type], str]] = {
    kinds.StrType: "text",
    kinds.BoolType: "true or false",
    kinds.UUIDType: "UUID",
}
_PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "filters.md": _filters_page,
    "sort-orders.md": _sort_page,
    "platforms.md": _platforms_page,
    "settings.md": _settings_page,
    "errors.md": _errors_page,
    "events.md": _events_page,
    "import-columns.md": _imports_page,
    "formulas.md": _formulas_page,
}


def outdated_pages(directory: Path = REFERENCE) -> list[str]:
    """The pages that differ from what the declarations say, and files that no declaration makes."""
    found = {path.name: path.read_text("utf-8") for path in directory.glob("*.md")}
    expected = pages()
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")
    if parser.parse_args().check:
        names = outdated_pages()
        sys.exit(f"Out of date, run make docs: {', '.join(names)}" if names else 0)
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name in outdated_pages():
        (REFERENCE / name).unlink(missing_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
