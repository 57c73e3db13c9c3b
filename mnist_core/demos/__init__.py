"""Things to touch: small exhibits on a trained network's own numbers."""
