"""A scan returns what a search without page limits would, from the snapshot at which it began."""

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.json import decode
from msgspec.structs import replace

from limelight.search.engine import IndexEntry, SearchEngine
from limelight.search.engines.tantivy import TantivyEngine, engine, full_scan
from limelight.search.queries import ByNumber, CreatorQuery, reference_search
from tests.examples import examples
from tests.search.random_catalogs import PLATFORM, entries, queries


def write(engine: SearchEngine, written: list[IndexEntry]) -> None:
    writer = engine.writer(PLATFORM)
    writer.upsert(written)
    writer.commit()


def scanned(engine: SearchEngine, query: CreatorQuery, batch: int) -> list[int]:
    """The ids; every batch but the last is full."""
    batches = list(engine.scan(query, batch))
    assert all(len(each) == batch for each in batches[:-1])
    return [decode(hit.result_json)["id"] for hit in chain.from_iterable(batches)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchEngine, list[IndexEntry]]:
    """Several segments, with creators that were replaced."""
    engine = TantivyEngine(tmp_path_factory.mktemp("search"))
    kept: dict[int, IndexEntry] = {}
    for seed, size, first_id in ((1, 200, 1), (2, 40, 150), (3, 60, 300)):
        written = entries(seed, size, first_id)
        write(engine, written)
        kept |= {entry.document.id: entry for entry in written}
    return engine, list(kept.values())


@given(query=queries(), limit=st.sampled_from((5, 1_000)), batch=st.sampled_from((1, 7, 500)))
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("page", [0, 20_000])
def test_scan_returns_the_reference_order(
    filled: tuple[SearchEngine, list[IndexEntry]],
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    query: CreatorQuery,
    limit: int,
    batch: int,
):
    """Both as a page of top hits, and by a scan in chunks that cut ties."""
    monkeypatch.setattr(engine, "_MAX_TOP_K", page)
    monkeypatch.setattr(full_scan, "_CHUNK_HITS", 32)
    searched, kept = filled
    asked = replace(query, limit=limit)
    expected = [document.id for document in reference_search(asked, [entry.document for entry in kept])]
    assert scanned(searched, asked, batch) == expected


def test_scan_reads_one_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Neither twice nor not at all: the creators are replaced, and the index's files with them."""
    monkeypatch.setattr(engine, "_MAX_TOP_K", 0)
    monkeypatch.setattr(full_scan, "_CHUNK_HITS", 10)
    searched = TantivyEngine(tmp_path)
    before = entries(1, 100)
    write(searched, before)
    query = CreatorQuery(platform=PLATFORM, order=ByNumber("average_likes"), limit=1_000)
    scan = searched.scan(query, 10)
    first = next(scan)
    for seed in (2, 3):
        write(searched, entries(seed, 150))
        searched.reload()
    ids = [decode(hit.result_json)["id"] for hit in chain(first, *scan)]
    assert ids == [document.id for document in reference_search(query, [entry.document for entry in before])]
