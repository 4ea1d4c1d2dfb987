"""Creator Discovery: finding and describing public creators."""
