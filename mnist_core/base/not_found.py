"""What somebody named and is not there."""


class NotFound(LookupError):
    """Nothing has this name or number; the text is one sentence.

    A class of its own, since a ``KeyError`` is our own mistake.
    """
