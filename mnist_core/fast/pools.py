"""Pooling of maps [N, H, W, C] over squares that do not overlap, compiled for this CPU."""
