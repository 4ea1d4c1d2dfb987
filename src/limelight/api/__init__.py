"""The HTTP API: one module per section of the reference, plus shared request handling."""
