"""Elements of HTML and SVG as text; what is put in is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

_VOID = frozenset(("br", "circle", "img", "line", "link", "meta", "path", "polyline", "rect"))
_SHORT_OF = {"class_": "class", "for_": "for"}

Attribute = str | float | bool | None


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def el(name: str, /, *children: str | None, **attributes: Attribute) -> Markup:
    """``<name attributes>children</name>``; ``None`` is not a child, an attribute of ``None`` or
    ``False`` is left out. ``stroke_width`` is written ``stroke-width``, ``class_`` is ``class``.
    """
    written = "".join(_attribute(_SHORT_OF.get(key, key.replace("_", "-")), value)
                      for key, value in attributes.items() if value is not None
                      and value is not False)
    if name in _VOID and not children:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def joined(children: Iterable[str | None]) -> Markup:
    """One after the other; plain text among them is escaped."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child)
                          for child in children if child is not None))


def number(value: float) -> str:
    """A length or place, to a hundredth: ``12``, ``3.5``."""
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{value:.0f}"


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *,
          left: int = 1, class_: str | None = None, unseen: bool = False) -> Markup:
    """A table whose first cells are the headers of their rows.

    Args:
        left: how many columns are words; those after them are figures, aligned to the right.
        unseen: its caption is for those alone who hear the page.
    """
    def place(index: int) -> str | None:
        return None if index < left else "figure"
    head = el("tr", *(el("th", name, scope="col", class_=place(index))
                      for index, name in enumerate(columns)))
    body = (el("tr", *(el("th", cell, scope="row") if index == 0 else
                       el("td", cell, class_=place(index)) for index, cell in enumerate(row)))
            for row in rows)
    return el("table", el("caption", caption, class_="unseen" if unseen else None),
              el("thead", head), el("tbody", *body), class_=class_)


def _attribute(name: str, value: str | float | bool) -> str:
    if value is True:
        return f" {name}"
    text = value if isinstance(value, str) else number(value)
    return f' {name}="{escape(text)}"'
