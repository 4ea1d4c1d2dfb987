"""Import of the operator's own files: formats, column mapping, cell parsing, storage, rejects."""
