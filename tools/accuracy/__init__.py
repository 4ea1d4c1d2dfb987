"""How far the estimates of the product are from the truth, where the truth is known."""
