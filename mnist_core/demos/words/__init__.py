"""The words of the demos."""
