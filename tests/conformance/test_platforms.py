"""Every platform with an API client maps its sample responses, also with fields missing."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.connectors.endpoints import Endpoint
from limelight.connectors.spec import Platform, Product
from limelight.kernel.records import Creator
from limelight.platforms import PLATFORMS
from limelight.settings import PlatformsSettings
from tests.examples import examples

SAMPLES = Path(__file__).parents[1] / "platforms" / "samples"
WITH_API = [
    platform for platform in PLATFORMS if platform.resources or platform.profile_lookup or platform.auth
]


def fetches(platform: Platform) -> Iterator[Endpoint[Any, Any]]:
    for declared in platform.resources.values():
        yield from [declared] if isinstance(declared, Endpoint) else declared.endpoints
    yield from platform.profile_lookup.endpoints if platform.profile_lookup else ()


EVERY = [
    pytest.param(platform, fetch, id=f"{platform.key}{fetch.path} {fetch.row_type.__name__} {number}")
    for platform in WITH_API
    for number, fetch in enumerate(fetches(platform))
]


def sample(platform: Platform, fetch: Endpoint[Any, Any]) -> Any:
    """A sample file is named after the last segment of the request path."""
    return json.loads((SAMPLES / platform.key / f"{fetch.path.rsplit('/', 1)[-1]}.json").read_text("utf-8"))


def rows(fetch: Endpoint[Any, Any], body: Any) -> list[Any]:
    return [body] if fetch.data_selector is None else body[fetch.data_selector]


def map_row(fetch: Endpoint[Any, Any], row: Any) -> Any:
    return fetch.map_row(msgspec.convert(row, fetch.row_type, strict=False))


def keys(row: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every field in the row."""
    inner = row.items() if isinstance(row, dict) else enumerate(row) if isinstance(row, list) else ()
    for key, value in inner:
        if isinstance(row, dict):
            yield (*path, key)
        yield from keys(value, (*path, key))


def without(row: Any, path: tuple[Any, ...]) -> Any:
    changed = inner = copy.deepcopy(row)
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


@pytest.mark.parametrize(("platform", "fetch"), EVERY)
def test_every_sample_row_is_mapped(platform: Platform, fetch: Endpoint[Any, Any]):
    found = rows(fetch, sample(platform, fetch))
    assert found
    assert [map_row(fetch, row) for row in found].count(None) < len(found)


@pytest.mark.parametrize(("platform", "fetch"), EVERY)
@settings(max_examples=examples(60))
@given(data=st.data())
def test_a_missing_field_fails_validation_or_is_mapped(
    platform: Platform, fetch: Endpoint[Any, Any], data: Any
):
    """A mapping function never raises: fields that it requires are required by its raw struct."""
    row = data.draw(st.sampled_from(rows(fetch, sample(platform, fetch))))
    for _ in range(data.draw(st.integers(1, 6))):
        paths = list(keys(row))
        if paths:
            row = without(row, data.draw(st.sampled_from(paths)))
    try:
        raw = msgspec.convert(row, fetch.row_type, strict=False)
    except msgspec.ValidationError:
        return
    fetch.map_row(raw)


@pytest.mark.parametrize("platform", WITH_API, ids=lambda platform: platform.key)
def test_a_platform_declaration_is_consistent(platform: Platform):
    assert platform.base_url.startswith("https://")
    assert platform.key in PlatformsSettings.__struct_fields__, "its credentials have no settings"
    assert platform.auth is None or set(platform.auth.scopes) <= platform.products
    granted = {
        scope for scopes in (platform.auth.scopes if platform.auth else {}).values() for scope in scopes
    }
    assert {fetch.required_scope for fetch in fetches(platform)} - {None} <= granted
    assert Creator not in platform.resources
    assert Product.IDENTITY not in platform.products or platform.resources
