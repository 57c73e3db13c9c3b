"""More seeds of a trained recipe: one click, and how far they lie apart."""
