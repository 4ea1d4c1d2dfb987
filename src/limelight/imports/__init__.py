"""The operator's own files: recognised columns, readings of real-world values, rejects."""
