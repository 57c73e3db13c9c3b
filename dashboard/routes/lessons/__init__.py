"""Lessons, and where people are in them."""
