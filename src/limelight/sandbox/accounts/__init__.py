"""Connected accounts: sign-in, and what a platform answers to the owner."""
