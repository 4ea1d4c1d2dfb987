"""What creators and audiences amount to: pure functions, each with its formula, source and version."""
