"""Every engine returns exactly what ``reference_search`` returns, in the same order."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limelight.search.clauses import projection_of
from limelight.search.engine import IndexEntry, SearchEngine
from limelight.search.engines.tantivy import TantivyEngine, record_log, top_k
from limelight.search.filter_match import filter_match
from limelight.search.projection import ALL_FIELDS, document_decoder, encode_document
from limelight.search.queries import CreatorQuery, reference_search
from tests.examples import examples
from tests.search.random_catalogs import PLATFORM, entries, queries


def write(engine: SearchEngine, written: list[IndexEntry]) -> None:
    writer = engine.writer(PLATFORM)
    writer.upsert(written)
    writer.commit()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchEngine, list[IndexEntry]]:
    """A catalogue written in several commits, of which later ones replace creators of earlier ones."""
    engine = TantivyEngine(tmp_path_factory.mktemp("search"))
    kept: dict[int, IndexEntry] = {}
    for seed, size, first_id in ((1, 300, 1), (2, 40, 250), (3, 5, 100), (4, 60, 400)):
        written = entries(seed, size, first_id)
        write(engine, written)
        kept |= {entry.document.id: entry for entry in written}
    return engine, list(kept.values())


@given(query=queries())
@settings(max_examples=examples(500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("candidates", [3, 3_000])
def test_search_returns_the_reference_page(
    filled: tuple[SearchEngine, list[IndexEntry]],
    monkeypatch: pytest.MonkeyPatch,
    candidates: int,
    query: CreatorQuery,
) -> None:
    """Also if the first candidates are so few that further searches are needed."""
    for limit in ("_SIMILAR_CANDIDATES", "_MAX_SIMILAR_HITS", "_MAX_DOCUMENT_READS"):
        monkeypatch.setattr(top_k, limit, candidates)
    engine, kept = filled
    expected = [document.id for document in reference_search(query, [entry.document for entry in kept])]
    assert [hit.document.id for hit in engine.search(query, ALL_FIELDS)] == expected


def test_reload_opens_commits_of_another_process(tmp_path: Path) -> None:
    writing, reading = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    assert reading.search(CreatorQuery(platform=PLATFORM)) == []
    write(writing, entries(1, 3))
    reading.reload()
    assert len(reading.search(CreatorQuery(platform=PLATFORM))) == 3


def test_replaced_records_are_removed_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while another process reads an older snapshot."""
    monkeypatch.setattr(record_log, "MAX_FILE_BYTES", 10_000)
    writing, reading = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    match_all = CreatorQuery(platform=PLATFORM, limit=500)
    kept: dict[int, IndexEntry] = {}
    for round_ in range(30):
        written = entries(round_, size=20, first_id=1 + 10 * (round_ % 5))
        write(writing, written)
        before = reading.search(match_all, ALL_FIELDS)
        reading.reload()
        assert len(before) <= len(reading.search(match_all, ALL_FIELDS))
        kept |= {entry.document.id: entry for entry in written}
    expected = reference_search(match_all, [entry.document for entry in kept.values()])
    assert [hit.document for hit in writing.search(match_all, ALL_FIELDS)] == expected
    useful = sum(len(entry.result_json) + len(encode_document(entry.document)) for entry in kept.values())
    on_disk = sum(path.stat().st_size for path in tmp_path.rglob("*.volume"))
    assert on_disk < 2 * useful + 5 * 10_000


def test_index_recovers_from_a_crash_between_record_log_and_commit(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    write(engine, entries(1, 3))
    lost = engine.writer(PLATFORM)
    lost.upsert(entries(2, 3))
    del lost
    (volume,) = tmp_path.rglob("*.volume")
    with volume.open("ab") as torn:
        torn.write(b"\x07")
    again = TantivyEngine(tmp_path)
    write(again, entries(3, 2, first_id=3))
    documents = [entry.document for entry in (*entries(1, 2), *entries(3, 2, first_id=3))]
    match_all = CreatorQuery(platform=PLATFORM)
    assert [hit.document for hit in again.search(match_all, ALL_FIELDS)] == reference_search(
        match_all, documents
    )


@given(
    query=queries(),
    parts=st.frozensets(st.sampled_from([*sorted(ALL_FIELDS), "likers.ages", "followers.locations"])),
)
@settings(max_examples=examples(200))
def test_clauses_match_projected_documents_as_whole_documents(
    query: CreatorQuery, parts: frozenset[str]
) -> None:
    looked_at = projection_of(query.clauses) | parts
    for entry in entries(5, 20):
        part = document_decoder(looked_at)(encode_document(entry.document))
        for clause in query.clauses:
            matches = clause.matches(entry.document)
            assert clause.matches(part) == matches
            assert not matches or filter_match(clause, part) == filter_match(clause, entry.document)
