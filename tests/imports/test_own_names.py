"""Files that use our own names for fields are understood as they are."""

from pathlib import Path

import pytest

from limelight.imports.columns import COLUMNS
from limelight.imports.mapping import instructions
from limelight.imports.run import Order, preview
from limelight.kernel.platforms import PlatformKey

ANOTHER = {"profile_links"}
"""A file's profile link is the address of the profile."""
OWN = sorted({column.field for column in COLUMNS if "." not in column.field and column.on is None} - ANOTHER)


@pytest.mark.parametrize("field", OWN)
def test_a_field_is_recognised_by_its_own_name(field: str, tmp_path: Path):
    path = tmp_path / "creators.csv"
    path.write_text(f"handle,{field}\nada.l,1\n" if field != "username" else "username\nada.l\n")
    order = Order(platform=PlatformKey.INSTAGRAM, instructions=instructions([], [], None), source_date=None)
    fills = preview(path, order).recognition.fills
    assert field in {fill.field for fill in fills}
