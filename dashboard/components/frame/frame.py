"""What every page has and nobody sees at first: a term in its own words, a menu that closes."""

from dashboard.components.component import component

KEY = "frame"
HTML = """
<div class="term-box" popover="manual" role="dialog" aria-labelledby="term-name"
  aria-describedby="term-text" tabindex="-1">
  <p id="term-name"></p>
  <p id="term-text"></p>
  <p class="links"><a class="see"></a> <a class="touch"></a> <a class="all">All terms</a></p>
</div>
"""

_frame = component(KEY, html=HTML)


def frame(person: int | None) -> str | None:
    """Watch over the page; the key of a term whose place in the lab a person asks to see.

    ``person`` is whose page it is, where people are known: what its scripts ask is asked as them,
    or refused, whoever the browser is signed in as by then.
    """
    asked: str | None = _frame(key=KEY, data={"person": person}, on_see_change=lambda: None).see
    return asked


def no_ones_frame() -> None:
    """In place of a page, for whoever is nobody here any more: back in, or on to joining."""
    _frame(key=KEY, data={"is_stranger": True}, on_see_change=lambda: None)
