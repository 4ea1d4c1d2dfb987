"""The simulated world: public creators from a seed, with the truth about them."""
