"""Experiments in the lab's database, and what makes their runs."""
