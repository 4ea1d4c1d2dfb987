"""Every engine finds exactly what plain Python finds, in the same order."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from limelight.search.engine import Engine, Entry
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.queries import CreatorQuery, found
from tests.search.worlds import PLATFORM, entries, queries


def write(engine: Engine, written: list[Entry]) -> None:
    writer = engine.writer(PLATFORM)
    writer.put(written)
    writer.commit()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, list[Entry]]:
    """A catalogue written in several goes, of which later ones replace creators of earlier ones."""
    engine = TantivyEngine(tmp_path_factory.mktemp("search"))
    kept: dict[int, Entry] = {}
    for seed, size, first_id in ((1, 300, 1), (2, 40, 250), (3, 5, 100), (4, 60, 400)):
        written = entries(seed, size, first_id)
        write(engine, written)
        kept |= {entry.document.id: entry for entry in written}
    return engine, list(kept.values())


@given(query=queries())
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_finds_what_matches_in_order(filled: tuple[Engine, list[Entry]], query: CreatorQuery) -> None:
    engine, kept = filled
    expected = [document.id for document in found(query, [entry.document for entry in kept])]
    assert [hit.document.id for hit in engine.search(query, with_documents=True)] == expected


def test_another_process_sees_what_was_written(tmp_path: Path) -> None:
    writing, reading = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    assert reading.search(CreatorQuery(platform=PLATFORM)) == []
    write(writing, entries(1, 3))
    reading.reload()
    assert len(reading.search(CreatorQuery(platform=PLATFORM))) == 3
