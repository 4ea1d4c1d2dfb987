"""Public Content: contents of public profiles, their comments and their audience."""
