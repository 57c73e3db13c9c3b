"""How a training in this process fails through no fault of its recipe."""


class Failed(Exception):
    """The input was right, but the work could not be done; the text is for the user."""
