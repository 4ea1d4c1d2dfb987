"""The search index of all creators: generations on disk, the indexer that follows the store, statistics."""
