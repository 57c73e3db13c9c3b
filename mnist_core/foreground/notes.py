"""Remarks for people on stderr, and names that no terminal obeys."""

import sys
import unicodedata


def note(text: str) -> None:
    """A remark for people, on stderr."""
    print(shown(text), file=sys.stderr, flush=True)


def shown(text: str) -> str:
    """Text in which whatever a terminal would obey (colours, titles, directions) can be read.

    A name or a path may hold anything.
    """
    return "".join(character if character == "\n" or unicodedata.category(character) not in
                   ("Cc", "Cf") else character.encode("unicode_escape").decode()
                   for character in text)
