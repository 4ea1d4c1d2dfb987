"""HTTP: a module per section of the reference, and what they share."""
