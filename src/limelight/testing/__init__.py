"""Doubles and surroundings for the tests of the product and of what is built on it."""
