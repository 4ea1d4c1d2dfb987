"""Names of OpenAPI components that are fixed, whatever the Python class is called and wherever it is defined.

Clients generate code from component names, but Litestar derives them from classes and, where two classes
share a name, from modules.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from limelight.kernel.records import AudienceGender, CityShare, DataSource, FieldOrigin, GenderAgeShare
from limelight.schemas.creator_discovery.dictionaries import DictionaryEntry, RelatedTopic
from limelight.schemas.creator_discovery.profile_analytics import ReportCityShare, ReportGenderAgeShare
from limelight.schemas.creator_discovery.profiles import ProfileProvenance
from limelight.schemas.provenance import Provenance
from limelight.search import filter_values

COMPONENT_NAMES: Final[Mapping[type, str]] = {
    AudienceGender: "kernel_records_identity_AudienceGender",
    CityShare: "kernel_records_identity_CityShare",
    DataSource: "Source",
    DictionaryEntry: "schemas_creator_discovery_dictionaries_Named",
    FieldOrigin: "Origin",
    GenderAgeShare: "kernel_records_identity_GenderAgeShare",
    ProfileProvenance: "creator_discovery_profiles_Provenance",
    Provenance: "provenance_Provenance",
    RelatedTopic: "schemas_creator_discovery_topics_TopicRelevance",
    ReportCityShare: "schemas_creator_discovery_analytics_CityShare",
    ReportGenderAgeShare: "schemas_creator_discovery_analytics_GenderAgeShare",
    filter_values.AudienceGender: "search_values_AudienceGender",
    filter_values.Named: "search_values_Named",
    filter_values.TopicRelevance: "search_values_TopicRelevance",
}
_REFERENCE: Final = '"#/components/schemas/%s"'


def rename_components(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the fixed component names, in keys, references and titles."""
    schemas = document["components"]["schemas"]
    names = {_generated_name(kind, schemas): name for kind, name in COMPONENT_NAMES.items()}
    document["components"]["schemas"] = {names.get(key, key): schema for key, schema in schemas.items()}
    for name in names.values():
        document["components"]["schemas"][name]["title"] = name.rpartition("_")[2]
    text = msgspec.json.encode(document).decode()
    for generated, name in names.items():
        text = text.replace(_REFERENCE % generated, _REFERENCE % name)
    return msgspec.json.decode(text, type=dict[str, Any])


def _generated_name(kind: type, schemas: Mapping[str, Any]) -> str:
    """Litestar's name: the shortest unique suffix of the module path and the class name."""
    path = f"{kind.__module__}.{kind.__name__}".split(".")
    suffixes = ("_".join(path[start:]) for start in range(len(path)))
    return next(suffix for suffix in suffixes if suffix in schemas)
