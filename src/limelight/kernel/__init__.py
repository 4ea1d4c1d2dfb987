"""The domain's types, and functions that every room uses."""
