"""Writes docs/accuracy.md: ``python -m tools.accuracy``."""

import os
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final

from tools.accuracy import audience_shares, fake_detection, lookalike_precision, overlap_error, results_page

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox import World

SEED: Final = 20_260_601
_DAY: Final = date(2026, 6, 1)
_ROOT: Final = Path(__file__).parents[2]
_PAGE: Final = _ROOT / "docs" / "accuracy.md"
_CREATORS: Final = 25
_GROUPS: Final = 12
_CATALOGUE: Final = 5_000
_ASKED: Final = 250
_PLATFORMS: Final = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE)


def main() -> None:
    world = World(SEED, _DAY)
    people = audience_shares.measure_shares(world, _CREATORS)
    sets = overlap_error.measure_overlap(SEED, _GROUPS)
    alike = chain.from_iterable(
        lookalike_precision.sandbox_precision(world, each, _CATALOGUE, _ASKED) for each in _PLATFORMS
    )
    sections = {
        "aims": results_page.render_targets(people, sets),
        "shares": results_page.render_shares(people),
        "overlap": results_page.render_overlap(sets),
        "suspicion": _suspicion(),
        "lookalikes": results_page.render_lookalikes(list(alike)),
        "graphs": _graphs(),
    }
    before = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else ""
    _PAGE.write_text(results_page.render_page(SEED, sections, before), encoding="utf-8")


def _suspicion() -> str | None:
    folder = _shared("instagram")
    return results_page.render_suspicion(fake_detection.measure_detection(folder, SEED)) if folder else None


def _graphs() -> str | None:
    folder = _shared("graph")
    if folder is None:
        return None
    known = (lookalike_precision.lastfm(folder), lookalike_precision.pages(folder))
    return results_page.render_graphs(
        [each for graph in known for each in lookalike_precision.graph_precision(graph, SEED, _ASKED)]
    )


def _shared(name: str) -> Path | None:
    """A folder of labelled data, if there is any here; a relative one starts at the root."""
    shared = os.environ.get("LIMELIGHT_SHARED_DATA")
    folder = _ROOT / shared / "creators" / name if shared else None
    return folder if folder is not None and folder.is_dir() else None


if __name__ == "__main__":
    main()
