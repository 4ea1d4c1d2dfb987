"""The search requests match those of the reference, if its document is available."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from limelight.schemas.creator_discovery.search import CreatorSearchRequest
from limelight.search.creator_filters import ExportFilters
from tests.shared_data import SHARED_DATA

CONTRACT = Path(os.environ.get("LIMELIGHT_CONTRACT", SHARED_DATA / "../reference/openapi.yaml"))
NOT_FILTERS = {"work_platform_id", "sort_by", "max_results", "audience_source"}
"""Fields of the export request that are not filters."""
REQUESTS = {"CreatorSearchRequest": CreatorSearchRequest, "AsyncCreatorSearchRequest": ExportFilters}

Schema = dict[str, Any]
Fields = dict[str, list[Schema]]


@pytest.fixture(scope="module")
def contract() -> Schema:
    if not CONTRACT.exists():
        pytest.skip("the reference document is not available")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(CONTRACT.read_text("utf-8"), loader)["components"]["schemas"]


def declared(request: type) -> Schema:
    (_,), schemas = msgspec.json.schema_components([request], ref_template="{name}")
    return {"root": request.__name__, "schemas": schemas}


def variants(schema: Schema, schemas: Schema) -> Iterator[Schema]:
    """Resolves references and unions; null is skipped, since all fields accept it."""
    if "$ref" in schema:
        yield from variants(schemas[schema["$ref"]], schemas)
    elif "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from variants(each, schemas)
    elif schema.get("type") != "null":
        yield schema


def leaves(schema: Schema, schemas: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    for variant in variants(schema, schemas):
        if variant.get("type") == "array":
            yield from leaves(variant["items"], schemas, f"{path}[]")
        elif variant.get("type") == "object":
            for name, part in variant["properties"].items():
                yield from leaves(part, schemas, f"{path}/{name}")
        else:
            yield path, variant


def allowed(schema: Schema) -> set[Any]:
    if "pattern" in schema:
        return set(schema["pattern"].strip("^()$").split("|"))
    return set(schema.get("enum", ())) - {None}


def by_path(found: Iterator[tuple[str, Schema]]) -> Fields:
    paths: Fields = {}
    for path, schema in found:
        paths.setdefault(path, []).append(schema)
    return paths


@pytest.fixture(params=REQUESTS)
def pair(request: pytest.FixtureRequest, contract: Schema) -> tuple[Fields, Fields]:
    """The fields of a request by path: in the reference, and as declared."""
    found = declared(REQUESTS[request.param])
    mine = by_path(leaves(found["schemas"][found["root"]], found["schemas"]))
    theirs = by_path(leaves(contract[request.param], contract))
    return {path: each for path, each in theirs.items() if _is_declared(path, mine)}, mine


def _is_declared(path: str, mine: Fields) -> bool:
    return path.split("/")[1] not in NOT_FILTERS or path in mine


def test_every_reference_field_is_declared(pair):
    theirs, mine = pair
    assert theirs.keys() - mine.keys() == set()


def test_every_reference_value_is_allowed(pair):
    """A value that the reference allows in one request is allowed in both."""
    theirs, mine = pair
    for path, schemas in theirs.items():
        ours = set().union(*map(allowed, mine[path]))
        assert not ours or set().union(*map(allowed, schemas)) <= ours, path


def test_only_reference_values_are_allowed(contract: Schema):
    """Each allowed value occurs in at least one request of the reference."""
    theirs: dict[str, set[Any]] = {}
    for name in REQUESTS:
        for path, schema in leaves(contract[name], contract):
            theirs.setdefault(path, set()).update(allowed(schema))
    found = declared(CreatorSearchRequest)
    for path, schema in leaves(found["schemas"][found["root"]], found["schemas"]):
        assert allowed(schema) in (theirs[path], set()), path


def test_bounds_are_those_of_the_reference(pair):
    theirs, mine = pair
    for path, schemas in theirs.items():
        for bound in ("minimum", "maximum"):
            bounds = {each[bound] for each in schemas if bound in each}
            if bounds and "enum" not in schemas[0]:
                assert {each[bound] for each in mine[path] if bound in each} == bounds, (path, bound)
