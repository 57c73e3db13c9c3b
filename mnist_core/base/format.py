"""Text that somebody typed, such as the name of a run, in a line with other words."""

import re
import unicodedata

_SETS_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """Without line breaks and control characters; one that turns the direction ends with it."""
    shown = "".join(" " if unicodedata.category(character) == "Cc" else character
                    for character in text)
    line = " ".join(shown.split())
    # an isolate, which ends whatever was begun in it
    return f"\u2068{line}\u2069" if _SETS_DIRECTION.search(line) else line
