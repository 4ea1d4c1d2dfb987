"""Opens the search index that the settings select."""

from limelight.catalog.index.indexer import SearchIndex
from limelight.search.engines.tantivy import TantivyEngine, fingerprint
from limelight.settings import Settings, SettingsError
from limelight.store.database import Database


def open_search_index(settings: Settings, database: Database) -> SearchIndex:
    """Opens the embedded index in the data directory. Raises SettingsError if a search URL is set."""
    if settings.search.url is not None:
        raise SettingsError("LIMELIGHT_SEARCH__URL is set: only the embedded index is there so far.")
    return SearchIndex(database, settings.data_dir / "search", fingerprint(), TantivyEngine)
