"""The wire, under the reference's names: a module per section."""
