"""Request decoding."""
