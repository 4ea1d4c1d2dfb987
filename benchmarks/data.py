"""The data of the comparison: creators of the simulated world, as a search index and as tables."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain, takewhile
from pathlib import Path
from shutil import rmtree
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder, Encoder, encode

from limelight.catalog.cards import entry
from limelight.catalog.counting import TopicCounter
from limelight.catalog.generations import Generation, Generations, State
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
    if not _is_made(folder / "lines.json", found.sizes):
        rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _each_platform(_write_lines, found)
        _mark(folder / "lines.json", found.sizes)
    if not _is_made(found.home / "index.json", fingerprint()):
        rmtree(found.home, ignore_errors=True)
        generations = _generations(folder)
        name = generations.begin()
        _each_platform(_write_index, found, name)
        generations.open(name).state = State()
        generations.make_current(name)
        _mark(found.home / "index.json", fingerprint())
    return found


def _sizes(creators: int) -> dict[PlatformKey, int]:
    """As many as the world has on each of its ten largest platforms."""
    whole = shares(10_000)
    largest = sorted(whole, key=lambda platform: -whole[platform])[:_PLATFORMS]
    total = sum(whole[platform] for platform in largest)
    return {platform: creators * whole[platform] // total for platform in largest}


def _is_made(mark: Path, what: object) -> bool:
    return mark.exists() and mark.read_bytes() == encode(what)


def _mark(mark: Path, what: object) -> None:
    mark.write_bytes(encode(what))


def _generations(folder: Path) -> Generations:
    return Generations(folder / "home" / "search", fingerprint(), TantivyEngine)


def _each_platform(write: Callable[..., None], made: Data, *more: str) -> None:
    with ProcessPoolExecutor(PROCESSES, max_tasks_per_child=1) as pool:
        for writing in [pool.submit(write, made, platform, *more) for platform in made.sizes]:
            writing.result()


def _write_lines(made: Data, platform: PlatformKey) -> None:
    first_id = 1 + sum(made.sizes[other] for other in takewhile(lambda each: each != platform, made.sizes))
    encoder = Encoder()
    with made.lines(platform).open("wb") as lines:
        for batch in _batches(platform, made.sizes[platform], first_id):
            lines.write(encoder.encode_lines(map(_line, batch)))


def _line(entry: Entry) -> Line:
    return Line(rank=entry.document.rank, document=entry.document, card=entry.card)


def _write_index(made: Data, platform: PlatformKey, name: str) -> None:
    generation = _generations(made.folder).open(name)
    writer, topics, decoder = generation.engine.writer(platform), TopicCounter(), Decoder(Line)
    with made.lines(platform).open("rb") as lines:
        for line in map(decoder.decode, lines):
            writer.put([Entry(document=line.document, card=line.card)])
            topics.count(line.document.topics)
    writer.commit()
    generation.keep_topics(platform, topics.topics())


def _batches(platform: PlatformKey, size: int, first_id: int) -> Iterator[list[Entry]]:
    world = World(SEED, AS_OF)
    for start in range(0, size, _BATCH):
        creators = chain.from_iterable(world.creators(platform, start, min(start + _BATCH, size)))
        yield [
            entry(StoredCreator(id=number, revision=0, record=creator))
            for number, creator in enumerate(creators, first_id + start)
        ]
