"""Experiments over HTTP, where they are called sweeps."""
