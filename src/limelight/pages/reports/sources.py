"""Where the parts of a report came from, and how sure they are, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from limelight.kernel.records import Source
from limelight.pages.reports import words
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
    Source.SANDBOX: "Simulated world",
    Source.IMPORT: "Imported files",
    Source.PLATFORM: "The platform itself",
}
_COMPUTED: Final = {
    "profile.engagement_rate_histogram": "Computed from the creators we know",
    "pricing": "Computed from the parts above",
}
_UNITS: Final = {"profile.contents": "posts", "profile.engagement_rate_histogram": "creators"}


@dataclass(frozen=True)
class Formula:
    name: str
    version: str


@dataclass(frozen=True)
class Origin:
    part: str
    source: str
    looked_at: str
    seen: str
    formulas: Sequence[Formula]


def origins(provenance: Sequence[Provenance]) -> list[Origin]:
    return [_origin(part) for part in provenance]


def source_names(provenance: Sequence[Provenance]) -> str:
    """All sources, each once."""
    found = dict.fromkeys(part.source for part in provenance if part.source)
    return words.listed([_SOURCES[source].lower() for source in found])


def _origin(part: Provenance) -> Origin:
    return Origin(
        part=_PARTS.get(part.part, part.part),
        source=_SOURCES[part.source] if part.source else _COMPUTED.get(part.part, "Nobody could tell"),
        looked_at=_looked_at(part),
        seen=words.day(part.seen_at) if part.seen_at else "",
        formulas=[Formula(*named.split(" ", 1)) for named in part.formulas],
    )


def _looked_at(part: Provenance) -> str:
    if part.sample_size is None:
        return ""
    unit = _UNITS.get(part.part, "people")
    if part.population is None:
        return f"{words.whole(part.sample_size)} {unit}"
    if part.sample_size == part.population:
        return f"all {words.whole(part.population)} {unit}"
    return f"{words.whole(part.sample_size)} of {words.whole(part.population)} {unit}"
