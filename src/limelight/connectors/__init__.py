"""The words that a platform is declared in."""
