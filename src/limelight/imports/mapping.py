"""What the operator says of a file's columns, on the command line and in a mapping file."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from limelight.errors import InvalidRequest
from limelight.imports.recognition import Instructions

_TABLES: Final = ("map", "set")


class MappingNotUsable(InvalidRequest):
    """The mapping says something that cannot be followed."""


def instructions(maps: Sequence[str], sets: Sequence[str], file: Path | None) -> Instructions:
    """``FIELD=COLUMN`` and ``FIELD=VALUE`` pairs, over the ``[map]`` and ``[set]`` of a TOML file."""
    said = _read(file) if file else {}
    return Instructions(
        columns=_texts(said.get("map", {})) | dict(_pair(text, "COLUMN") for text in maps),
        constants=_texts(said.get("set", {})) | dict(_pair(text, "VALUE") for text in sets),
    )


def _pair(text: str, what: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise MappingNotUsable(f"{text!r} is not FIELD={what}.")
    return field.strip(), value.strip().strip('"')


def _read(file: Path) -> Mapping[str, Any]:
    try:
        said = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingNotUsable(f"{file} cannot be read: {error}") from None
    if unknown := said.keys() - set(_TABLES):
        raise MappingNotUsable(f"{file} has {', '.join(sorted(unknown))}: only [map] and [set] are known.")
    return said


def _texts(table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or any(isinstance(value, dict | list) for value in table.values()):
        raise MappingNotUsable('[map] and [set] take lines such as follower_count = "Subscribers".')
    return {field: str(value) for field, value in table.items()}
