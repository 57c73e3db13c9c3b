"""Our digits: the set that a class draws itself, and how trained networks read it."""
