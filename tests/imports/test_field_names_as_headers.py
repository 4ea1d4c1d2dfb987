"""Headers that are field names."""

from pathlib import Path

import pytest

from limelight.imports.column_mapping import parse_overrides
from limelight.imports.columns import CREATOR_COLUMNS
from limelight.imports.pipeline import ImportOptions, preview_creators
from limelight.kernel.platforms import PlatformKey

ANOTHER = {"profile_links"}
"""In files a profile link is the URL of the profile."""
OWN = sorted(
    {column.field for column in CREATOR_COLUMNS if "." not in column.field and column.platforms is None}
    - ANOTHER
)


@pytest.mark.parametrize("field", OWN)
def test_field_names_are_recognised_as_headers(field: str, tmp_path: Path):
    path = tmp_path / "creators.csv"
    path.write_text(f"handle,{field}\nada.l,1\n" if field != "username" else "username\nada.l\n")
    order = ImportOptions(
        platform=PlatformKey.INSTAGRAM, overrides=parse_overrides([], [], None), source_date=None
    )
    fills = preview_creators(path, order).mapping.columns
    assert field in {fill.field for fill in fills}
