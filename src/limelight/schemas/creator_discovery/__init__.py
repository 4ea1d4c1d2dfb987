"""Creator Discovery: search and analytics of public creators."""
