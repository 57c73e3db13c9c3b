"""Measurements: speed and memory, as ratios within one run. Never timed tests."""
