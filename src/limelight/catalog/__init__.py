"""The public creators we know: finding them, naming them, and what the whole of them tells."""
