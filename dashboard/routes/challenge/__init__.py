"""The challenge of the class."""
