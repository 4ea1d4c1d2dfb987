"""Users, SDK tokens, Connect links, connected accounts and their credentials."""
