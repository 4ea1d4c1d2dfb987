"""Test doubles for the product's tests and for plug-ins."""
