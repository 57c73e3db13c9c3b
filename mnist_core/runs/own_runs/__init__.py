"""Runs of this lab as trained networks, which pages and commands read like any other."""
