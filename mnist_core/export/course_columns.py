"""The receptive-field table in the authors' columns, as HTML: in the report and on the site."""

from collections.abc import Iterable, Sequence

from mnist_core.base.markup import Markup, el, table
from mnist_core.network.course_table import COURSE_COLUMNS

COLUMN_WORDS = ("jin and jout: the jump, rin and rout: the receptive field, before and after the "
                "layer, in pixels; nin and nout: the width of the map")


def course_columns(rows: Iterable[Sequence[str | int]], caption: str, *,
                   unseen: bool = False) -> Markup:
    """In a box that scrolls by itself; ``unseen``: the caption is for those who hear the page."""
    texts = ([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows)
    shown = table(caption, [name.replace("_", " ") for name in COURSE_COLUMNS], texts, left=2,
                  class_="layers", unseen=unseen)
    return el("div", shown, class_="scroll", tabindex=0, role="region", aria_label="Layers")
