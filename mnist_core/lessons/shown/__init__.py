"""A lesson as a page is given it, without what is right."""
