"""Public Content: what public creators post, what is said of it, and by whom it is liked."""
