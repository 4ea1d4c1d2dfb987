"""Validation of a tenant's brand."""

import pytest

from limelight.accounts.branding import MAX_LOGO_BYTES, Branding, InvalidBrand
from limelight.store.connections import Brand
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, Tenants

SVG = b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'


async def changed(database: Database, **changes: object) -> Brand:
    async with database.session() as session:
        await Tenants(session).create_demo()
        return await Branding(session, DEMO_ID).update(**changes)


@pytest.mark.anyio
async def test_what_is_given_changes_and_what_is_empty_goes(database: Database) -> None:
    await changed(database, name="Shop", colour="#FF8800", logo=SVG, origins=["https://shop.example/"])
    brand = await changed(database, name="", privacy_url="https://shop.example/privacy")
    assert brand.name is None
    assert (brand.colour, brand.origins) == ("#ff8800", ("https://shop.example",))
    assert (brand.logo or "").startswith("data:image/svg+xml;base64,")
    assert (await changed(database, origins=[])).origins == ()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"colour": "#12345"},
        {"logo": b"<html><script>alert(1)</script>"},
        {"logo": b"\x89PNG\r\n\x1a\n" + b"x" * MAX_LOGO_BYTES},
        {"origins": ["https://shop.example/path"]},
        {"origins": ["*"]},
        {"privacy_url": "javascript:alert(1)"},
        {"redirect_urls": ["shop.example/done"]},
    ],
)
async def test_what_could_not_be_shown_or_trusted_is_refused(
    database: Database, wrong: dict[str, object]
) -> None:
    with pytest.raises(InvalidBrand):
        await changed(database, **wrong)
