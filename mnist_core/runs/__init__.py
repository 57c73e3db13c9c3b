"""Runs: recipes being trained, or trained, and everything that was recorded of them."""
