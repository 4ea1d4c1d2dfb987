"""Contents: the posting calendar of an account, with engagement, comments and groups."""
