"""Creator Discovery: one module per group of operations."""
