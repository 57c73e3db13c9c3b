"""One batch trained: its loss, its step by the reference or faster, and a close look at it."""
