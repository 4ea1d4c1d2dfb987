"""Copying fields between structs: what is declared wrongly fails when it is declared."""

import pytest
from msgspec import Struct

from limelight.kernel.struct_mapping import FieldMismatch, combine_fields, copy_fields


class Stored(Struct, frozen=True, kw_only=True):
    name: str
    like_count: int | None = None
    secret: str = ""


class Wire(Struct, frozen=True, kw_only=True):
    id: int
    name: str
    like_count: int | None = None
    tags: tuple[str, ...] = ()


class Renamed(Struct, frozen=True, kw_only=True):
    name: str
    likes: int | None = None


class Status(Struct, frozen=True, kw_only=True):
    id: int
    name: str


def test_fields_are_copied_given_or_left_to_their_default() -> None:
    to_wire = copy_fields(Stored, Wire, given=("id",), defaults=("tags",))
    assert to_wire(Stored(name="a", like_count=3), id=7) == Wire(id=7, name="a", like_count=3)


def test_a_given_field_is_not_copied() -> None:
    to_wire = copy_fields(Stored, Wire, given=("id", "name"), defaults=("tags",))
    assert to_wire(Stored(name="a", like_count=3), id=7, name="b").name == "b"


def test_a_renamed_source_field_does_not_become_the_target_default() -> None:
    with pytest.raises(FieldMismatch, match="Wire gets no value for: like_count"):
        copy_fields(Renamed, Wire, given=("id",), defaults=("tags",))


@pytest.mark.parametrize(
    ("given", "defaults", "message"),
    [
        (("id",), (), "gets no value for: tags"),
        (("id", "ids"), ("tags",), "has no field: ids"),
        (("id",), ("tag", "tags"), "has no field: tag"),
        (("id", "tags"), ("tags",), "both given and default: tags"),
        ((), ("id", "tags"), "has no default for: id"),
    ],
)
def test_a_wrong_declaration_names_the_fields(
    given: tuple[str, ...], defaults: tuple[str, ...], message: str
) -> None:
    with pytest.raises(FieldMismatch, match=message):
        copy_fields(Stored, Wire, given=given, defaults=defaults)


@pytest.mark.parametrize("values", [{}, {"id": 1}, {"id": 1, "tags": (), "name": "b"}])
def test_a_call_passes_exactly_the_given_fields(values: dict[str, object]) -> None:
    to_wire = copy_fields(Stored, Wire, given=("id", "tags"))
    with pytest.raises(FieldMismatch):
        to_wire(Stored(name="a"), **values)


def test_of_several_sources_the_last_one_with_a_field_fills_it() -> None:
    to_wire = combine_fields((Stored, Status), Wire, defaults=("tags",))
    assert to_wire(Stored(name="a", like_count=3), Status(id=7, name="b")) == Wire(
        id=7, name="b", like_count=3
    )
    with pytest.raises(FieldMismatch, match="gets no value for: id"):
        combine_fields((Stored, Renamed), Wire, defaults=("tags",))
