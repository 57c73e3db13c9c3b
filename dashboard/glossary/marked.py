"""Terms of the glossary in a page's Markdown: the first place of each becomes a link."""

import re
from functools import cache

from dashboard.glossary.terms import TERMS

# code and links stay as they are
_APART = r"`[^`]*`|\[[^\]]*\]\([^)]*\)"


class TermLinks:
    """Marks each term once, for one page: make it anew in every run of the page's script."""

    def __init__(self) -> None:
        self._marked: set[str] = set()

    def marked(self, text: str) -> str:
        """Markdown with a link at the first place of every term that was not marked before."""
        return _mentions().sub(self._link, text)

    def _link(self, mention: re.Match[str]) -> str:
        key = _keys().get(mention["term"].casefold()) if mention["term"] else None
        if key is None or key in self._marked:
            return mention[0]
        self._marked.add(key)
        return link(key, mention[0])


def link(key: str, text: str) -> str:
    """Markdown of one term, in these words."""
    return f"[{text}](glossary?term={TERMS[key].key})"


@cache
def _keys() -> dict[str, str]:
    return {words.casefold(): term.key for term in TERMS.values()
            for words in (term.name, *term.also)}


@cache
def _mentions() -> re.Pattern[str]:
    # of two that begin alike the longer one is meant
    words = "|".join(map(re.escape, sorted(_keys(), key=len, reverse=True)))
    return re.compile(rf"{_APART}|(?<![\w-])(?P<term>{words})(?![\w-])", re.IGNORECASE)
