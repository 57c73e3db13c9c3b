"""Pages as a browser gets them, and the files and words around them."""
