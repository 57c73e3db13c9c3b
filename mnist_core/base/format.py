"""Figures and typed text in a line with other words."""

import re
import time
import unicodedata
from collections.abc import Sequence

_SETS_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
LARGE_LOSS = 1000
BROKEN = "Something broke that should not"
"""How a sentence about a mistake of ours begins."""


def loss_text(loss: float) -> str:
    """``0.0437``; ``1.09e+29`` for one that has exploded."""
    return f"{loss:.4f}" if abs(loss) < LARGE_LOSS else f"{loss:.3g}"


def in_millions(num: int) -> str:
    """``1.25 M``; what would lose figures so in full: ``14,999``."""
    return f"{num / 1e6:.2f} M" if num >= 100_000 else f"{num:,}"


def duration_text(seconds: float) -> str:
    """How long something took: ``45 s``, ``1 min 12 s``, ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def rough_duration(seconds: float) -> str:
    """How long something will take, rounded, so that the words do not change all the time."""
    if seconds < 55:
        return f"{max(10, 10 * round(seconds / 10))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def comma_parts(text: str) -> list[str]:
    """What stands between the commas, without spaces around it; nothing that is empty."""
    return [part.strip() for part in text.split(",") if part.strip()]


def listed(words: Sequence[str], last: str = "and", between: str = ", ") -> str:
    """``A``, ``A and B``, ``A, B and C``; empty where there are none."""
    return f" {last} ".join(filter(None, (between.join(words[:-1]), *words[-1:])))


def count_of(num: int, noun: str) -> str:
    """``1 run``, ``1,250 runs``, ``2 batches``, ``2 epochs``."""
    ending = "" if num == 1 else "es" if noun.endswith("tch") else "s"
    return f"{num:,} {noun}{ending}"


def percent(accuracy: float | None) -> str:
    """``99.42 %``; a dash where there is none."""
    return "–" if accuracy is None else f"{accuracy:.2f}\N{NO-BREAK SPACE}%"


def unbroken(text: str) -> str:
    """The text with every percent sign kept on the line of its number."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def one_line(text: str) -> str:
    """For a page: without line breaks and control characters; one that turns the direction of
    writing ends with the text."""
    shown = "".join(" " if unicodedata.category(character) == "Cc" else character
                    for character in text)
    line = " ".join(shown.split())
    # an isolate, which ends whatever was begun in it
    return f"\u2068{line}\u2069" if _SETS_DIRECTION.search(line) else line


def for_terminal(text: str) -> str:
    """Text in which whatever a terminal would obey (colours, titles, directions) can be read.

    A name or a path may hold anything. Line breaks stay.
    """
    return "".join(character if character == "\n" or unicodedata.category(character) not in
                   ("Cc", "Cf") else _escaped(character) for character in text)


def for_log(text: str) -> str:
    """One line: names come from people, and none may write a line of the log."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """Whatever cannot be printed, line breaks too, is written as Python writes it."""
    return text if text.isprintable() else "".join(
        character if character.isprintable() else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def shortened(text: str) -> str:
    """At most 60 characters of what a user sent."""
    return text if len(text) <= 60 else text[:59] + "…"


def broken_sentence(error: Exception, more: str = "") -> str:
    """What is said of a mistake of ours; ``more`` goes before the full stop."""
    return f"{BROKEN} ({type(error).__name__}: {error}){more}."


def moment_words(seconds: float) -> str:
    """``29 Nov 14:05``, by the clock on the server's wall."""
    moment = time.localtime(seconds)
    return f"{moment.tm_mday} {time.strftime('%b %H:%M', moment)}"
