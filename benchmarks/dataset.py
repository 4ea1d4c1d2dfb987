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

from limelight.catalog.index.generations import Generation, Generations, IndexState
from limelight.catalog.index.topic_counter import TopicCounter
from limelight.catalog.result_documents import index_entry
from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.platform_distributions import creators_per_platform
from limelight.sandbox.world import World
from limelight.search.documents import CreatorDocument
from limelight.search.engine import IndexEntry
from limelight.search.engines.tantivy import TantivyEngine, fingerprint
from limelight.store.creators import StoredCreator

SEED: Final = 1
AS_OF: Final = date(2026, 6, 1)
PROCESSES: Final = 2
_PLATFORMS: Final = 10
_BATCH: Final = 2_048


class CreatorLine(Struct, frozen=True, kw_only=True):
    """What the tables are made of."""

    rank: int
    document: CreatorDocument
    card: bytes


@dataclass(frozen=True)
class Dataset:
    """``home`` is a data directory that ``limelight serve`` can be started on."""

    folder: Path
    sizes: Mapping[PlatformKey, int]

    @property
    def data_dir(self) -> Path:
        return self.folder / "home"

    @property
    def generation(self) -> Generation:
        generations = _index_generations(self.folder)
        return generations.open(generations.current_name() or "")

    def lines_file(self, platform: PlatformKey) -> Path:
        """A file with a ``CreatorLine`` of JSON for each creator."""
        return self.folder / f"{platform.value}.ndjson"


def build_dataset(folder: Path, creators: int) -> Dataset:
    """What the folder holds, if it is of as many creators; else built anew."""
    found = Dataset(folder, _creators_per_platform(creators))
    if not _is_up_to_date(folder / "lines.json", found.sizes):
        rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _for_each_platform(_write_lines, found)
        _write_marker(folder / "lines.json", found.sizes)
    if not _is_up_to_date(found.data_dir / "index.json", fingerprint()):
        rmtree(found.data_dir, ignore_errors=True)
        generations = _index_generations(folder)
        name = generations.create()
        _for_each_platform(_write_index, found, name)
        generations.open(name).state = IndexState()
        generations.activate(name)
        _write_marker(found.data_dir / "index.json", fingerprint())
    return found


def _creators_per_platform(creators: int) -> dict[PlatformKey, int]:
    """As many as the world has on each of its ten largest platforms."""
    whole = creators_per_platform(10_000)
    largest = sorted(whole, key=lambda platform: -whole[platform])[:_PLATFORMS]
    total = sum(whole[platform] for platform in largest)
    return {platform: creators * whole[platform] // total for platform in largest}


def _is_up_to_date(mark: Path, what: object) -> bool:
    return mark.exists() and mark.read_bytes() == encode(what)


def _write_marker(mark: Path, what: object) -> None:
    mark.write_bytes(encode(what))


def _index_generations(folder: Path) -> Generations:
    return Generations(folder / "home" / "search", fingerprint(), TantivyEngine)


def _for_each_platform(write: Callable[..., None], made: Dataset, *more: str) -> None:
    with ProcessPoolExecutor(PROCESSES, max_tasks_per_child=1) as pool:
        for writing in [pool.submit(write, made, platform, *more) for platform in made.sizes]:
            writing.result()


def _write_lines(made: Dataset, platform: PlatformKey) -> None:
    first_id = 1 + sum(made.sizes[other] for other in takewhile(lambda each: each != platform, made.sizes))
    encoder = Encoder()
    with made.lines_file(platform).open("wb") as lines:
        for batch in _entry_batches(platform, made.sizes[platform], first_id):
            lines.write(encoder.encode_lines(map(_line, batch)))


def _line(entry: IndexEntry) -> CreatorLine:
    return CreatorLine(rank=entry.document.rank, document=entry.document, card=entry.result_json)


def _write_index(made: Dataset, platform: PlatformKey, name: str) -> None:
    generation = _index_generations(made.folder).open(name)
    writer, topics, decoder = generation.engine.writer(platform), TopicCounter(), Decoder(CreatorLine)
    with made.lines_file(platform).open("rb") as lines:
        for line in map(decoder.decode, lines):
            writer.upsert([IndexEntry(document=line.document, result_json=line.card)])
            topics.count(line.document.topics)
    writer.commit()
    generation.write_topics(platform, topics.topics())


def _entry_batches(platform: PlatformKey, size: int, first_id: int) -> Iterator[list[IndexEntry]]:
    world = World(SEED, AS_OF)
    for start in range(0, size, _BATCH):
        creators = chain.from_iterable(world.creators(platform, start, min(start + _BATCH, size)))
        yield [
            index_entry(StoredCreator(id=number, revision=0, record=creator))
            for number, creator in enumerate(creators, first_id + start)
        ]
