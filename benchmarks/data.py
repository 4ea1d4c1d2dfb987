"""The data of the comparison: creators of the simulated world, as a search index and as tables."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain
from pathlib import Path
from shutil import rmtree
from typing import Final

from msgspec import Struct
from msgspec.json import Encoder, encode

from limelight.catalog.cards import entry
from limelight.catalog.generations import Generation, Generations, State
from limelight.catalog.topics import TopicCounter
from limelight.kernel.platforms import PlatformKey
from limelight.search.documents import CreatorDocument
from limelight.search.engine import Entry
from limelight.search.engines.tantivy import TantivyEngine, fingerprint
from limelight.store.creators import StoredCreator
from limelight.world.shapes import shares
from limelight.world.simulation import World

SEED: Final = 1
AS_OF: Final = date(2026, 6, 1)
PROCESSES: Final = 2
_PLATFORMS: Final = 10
_BATCH: Final = 2_048


class Line(Struct, frozen=True, kw_only=True):
    """What the tables are made of."""

    rank: int
    document: CreatorDocument
    card: bytes


@dataclass(frozen=True)
class Data:
    """``home`` is a data directory that ``limelight serve`` can be started on."""

    folder: Path
    sizes: Mapping[PlatformKey, int]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def generation(self) -> Generation:
        generations = _generations(self.folder)
        return generations.open(generations.current_name() or "")

    def lines(self, platform: PlatformKey) -> Path:
        """A file with a ``Line`` of JSON for each creator."""
        return self.folder / f"{platform.value}.ndjson"


def data(folder: Path, creators: int) -> Data:
    """What the folder holds, if it is of as many creators; else built anew."""
    found = Data(folder, _sizes(creators))
    built = folder / "built.json"
    made = encode([found.sizes, fingerprint()])
    if not built.exists() or built.read_bytes() != made:
        rmtree(folder, ignore_errors=True)
        _build(found)
        built.write_bytes(made)
    return found


def _sizes(creators: int) -> dict[PlatformKey, int]:
    """As many as the world has on each of its ten largest platforms."""
    whole = shares(10_000)
    largest = sorted(whole, key=lambda platform: -whole[platform])[:_PLATFORMS]
    total = sum(whole[platform] for platform in largest)
    return {platform: creators * whole[platform] // total for platform in largest}


def _generations(folder: Path) -> Generations:
    return Generations(folder / "home" / "search", fingerprint(), TantivyEngine)


def _build(made: Data) -> None:
    (made.folder / "home").mkdir(parents=True)
    generations = _generations(made.folder)
    name = generations.begin()
    firsts = accumulate(made.sizes.values(), initial=1)
    with ProcessPoolExecutor(PROCESSES, max_tasks_per_child=1) as pool:
        building = [
            pool.submit(_build_platform, made, name, platform, first)
            for platform, first in zip(made.sizes, firsts, strict=False)
        ]
        for built in building:
            built.result()
    generations.open(name).state = State()
    generations.make_current(name)


def _build_platform(made: Data, name: str, platform: PlatformKey, first_id: int) -> None:
    generation = _generations(made.folder).open(name)
    writer, topics, encoder = generation.engine.writer(platform), TopicCounter(), Encoder()
    with made.lines(platform).open("wb") as lines:
        for batch in _batches(platform, made.sizes[platform], first_id):
            writer.put(batch)
            lines.write(encoder.encode_lines(map(_line, batch)))
            for each in batch:
                topics.count(each.document.topics)
    writer.commit()
    generation.keep_topics(platform, topics.topics())


def _line(entry: Entry) -> Line:
    return Line(rank=entry.document.rank, document=entry.document, card=entry.card)


def _batches(platform: PlatformKey, size: int, first_id: int) -> Iterator[list[Entry]]:
    world = World(SEED, AS_OF)
    for start in range(0, size, _BATCH):
        creators = chain.from_iterable(world.creators(platform, start, min(start + _BATCH, size)))
        yield [
            entry(StoredCreator(id=number, revision=0, record=creator))
            for number, creator in enumerate(creators, first_id + start)
        ]
