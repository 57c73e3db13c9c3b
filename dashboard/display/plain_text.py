"""Text that people typed, or that an address or a file brought along, shown as what it is.

Streamlit reads nearly every string as Markdown, with its own pictures, colours, icons and formulas
on top, and Plotly reads some HTML. A run that is called like a link must not become one in
everybody's page.
"""

import re
from html import escape

from mnist_core.base.format import one_line

# Where escaping with a backslash is not enough: these are looked for in the text that is left when
# Markdown was read (links, icons, emoji, arrows), so an invisible joiner parts their characters.
_JOINER = "\u2060"
_APART = re.compile(r"(?<=[:@])(?=\S)|(?<=[-<>~=])(?=[-<>=])|(?<=www)(?=\.)", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#+\-!|~$&^=:]")
_NUMBERED = re.compile(r"^(\d+)(?=[.)])")
_HARMLESS = re.compile(r"(?!\d+[.)] |[-+] )[^\\`*_{}\[\]<>#|~$&^]*")
_FENCE = re.compile("`+")


def plain(text: str) -> str:
    """Markdown that shows ``text``, on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", _APART.sub(_JOINER, one_line(text)))
    return _NUMBERED.sub(r"\1\\", escaped)


def quoted(text: str) -> str:
    """Markdown that shows a name: as it is where that is harmless, else set off as code.

    Nothing is looked for in code, so the name that is copied from the page is the one that was
    typed.
    """
    line = one_line(text)
    if _HARMLESS.fullmatch(line) and not _APART.search(line):
        return line
    fence = "`" * (1 + max(map(len, _FENCE.findall(line)), default=0))
    return f"{fence} {line} {fence}"


def with_commands(sentence: str) -> str:
    """Markdown of a sentence of ours: what it sets off with backticks can be copied as it is."""
    words, *others = one_line(sentence).split("`")
    parts = [plain_within(words)]
    for place, part in enumerate(others):
        # two backticks with nothing between them would begin a longer piece of code
        code = f"`{part}`" if part.strip() else plain(f"`{part}`")
        parts.append(code if place % 2 == 0 else plain_within(part))
    return "".join(parts)


def plain_within(text: str) -> str:
    """``plain`` for a part of a sentence: spaces around it stay."""
    stripped = text.strip()
    before, after = text[:len(text) - len(text.lstrip())], text[len(text.rstrip()):]
    return f"{before}{plain(stripped)}{after}" if stripped else text


def plotted(text: str) -> str:
    """A label that shows ``text`` in Plotly, which would read links and styles out of it."""
    return escape(one_line(text), quote=False)
