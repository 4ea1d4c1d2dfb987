"""tantivy, in this process: an index per platform."""

from limelight.search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
