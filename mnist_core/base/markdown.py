"""Markdown for the pages that are generated."""

import re
from collections.abc import Iterable, Sequence

from mnist_core.base.format import one_line

_SPECIAL = re.compile(r"[\\`*_\[\]<>&$#~|!]")


def escaped(text: str) -> str:
    """What a person typed as it is, on one line: no link, picture, formula or HTML comes of it."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; all columns but the first are figures."""
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
