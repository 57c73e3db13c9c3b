"""Elements of our own: a folder each, with its function, its script, their parts and style."""
