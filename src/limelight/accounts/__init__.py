"""Users, their tokens and links, and the accounts that they connect."""
