"""One difference between two recipes, and how its figures are written."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``text`` is for people; ``about`` names the figure that it is about, where a
    page shows that one in another place."""

    kind: Literal["added", "removed", "changed"]
    text: str
    about: Literal["", "parameters"] = ""

    def __str__(self) -> str:
        return self.text


def added(what: str) -> Change:
    return Change("added", f"+ {what}")


def removed(what: str) -> Change:
    return Change("removed", f"− {what}")


def figure(value: float) -> str:
    """``1,024``, ``0.05``: thousands apart, and no trace of a float's rounding."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.12g}"


def arrow(old: float, new: float) -> str:
    """``0.1 → 0.05``."""
    return f"{figure(old)} → {figure(new)}"
