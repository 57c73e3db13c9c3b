"""A file a kind of demo: its settings, and the data that a page needs to compute the rest."""
