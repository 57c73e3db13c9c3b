"""Challenges of a class, and what was submitted to them, in the lab's database."""
