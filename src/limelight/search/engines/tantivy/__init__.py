"""tantivy, in this process: an index per platform."""

from limelight.search.engines.tantivy.engine import TantivyEngine
from limelight.search.engines.tantivy.schema import fingerprint

__all__ = ["TantivyEngine", "fingerprint"]
