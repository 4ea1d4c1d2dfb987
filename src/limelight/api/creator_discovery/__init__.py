"""Creator Discovery: a module per kind of question."""
