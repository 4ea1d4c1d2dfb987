"""The provenance of the parts of a report, as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from limelight.kernel.records import DataSource as SourceKind
from limelight.pages.reports import formatting
from limelight.schemas.provenance import Provenance

_PARTS: Final = {
    "profile": "Profile",
    "profile.contents": "Posts",
    "profile.audience": "Followers",
    "profile.audience_likers": "People who like",
    "profile.audience_commenters": "People who comment",
    "profile.engagement_rate_histogram": "Peers",
    "pricing": "Prices",
}
_SOURCES: Final = {
    SourceKind.SANDBOX: "Simulated world",
    SourceKind.IMPORT: "Imported files",
    SourceKind.PLATFORM: "The platform itself",
}
_COMPUTED: Final = {
    "profile.engagement_rate_histogram": "Computed from the creators we know",
    "pricing": "Computed from the parts above",
}
_UNITS: Final = {"profile.contents": "posts", "profile.engagement_rate_histogram": "creators"}


@dataclass(frozen=True)
class FormulaVersion:
    name: str
    version: str


@dataclass(frozen=True)
class DataSource:
    part: str
    source: str
    looked_at: str
    seen: str
    formulas: Sequence[FormulaVersion]


def data_sources(provenance: Sequence[Provenance]) -> list[DataSource]:
    return [_data_source(part) for part in provenance]


def source_names(provenance: Sequence[Provenance]) -> str:
    """All sources, each once."""
    found = dict.fromkeys(part.source for part in provenance if part.source)
    return formatting.join_names([_SOURCES[source].lower() for source in found])


def _data_source(part: Provenance) -> DataSource:
    return DataSource(
        part=_PARTS.get(part.part, part.part),
        source=_SOURCES[part.source] if part.source else _COMPUTED.get(part.part, "Unknown"),
        looked_at=_sample_text(part),
        seen=formatting.day(part.seen_at) if part.seen_at else "",
        formulas=[FormulaVersion(*named.split(" ", 1)) for named in part.formulas],
    )


def _sample_text(part: Provenance) -> str:
    if part.sample_size is None:
        return ""
    unit = _UNITS.get(part.part, "people")
    if part.population is None:
        return f"{formatting.full_number(part.sample_size)} {unit}"
    if part.sample_size == part.population:
        return f"all {formatting.full_number(part.population)} {unit}"
    return f"{formatting.full_number(part.sample_size)} of {formatting.full_number(part.population)} {unit}"
