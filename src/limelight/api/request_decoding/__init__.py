"""Decoding of requests: lenient coercion to the declared types, with complete error messages."""
