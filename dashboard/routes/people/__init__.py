"""Joining a class, and what a person may ask about oneself."""
