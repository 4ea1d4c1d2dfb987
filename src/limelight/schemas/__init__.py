"""Wire structs with the reference's names, one module per section."""
