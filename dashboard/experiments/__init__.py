"""The Experiments page: all of them, or one with its trials."""
