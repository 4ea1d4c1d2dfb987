"""tantivy, in this process: an index per platform."""

from limelight.search.engines.tantivy.engine import TantivyEngine
from limelight.search.engines.tantivy.index_schema import fingerprint

__all__ = ["TantivyEngine", "fingerprint"]
