"""What the pictures of a receptive field show, in words; rows and columns are counted from 1."""

from mnist_core.insight.theoretical_field import SeenPixels, Square
from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.notices import spans

MOST_LISTED = 8
"""Rows of a lattice that are still told one by one."""


def square_in_words(layer: LayerGeometry, square: Square, seen: SeenPixels, row: int,
                    column: int) -> str:
    """What one value can see, and how much of its square is border."""
    size = layer.size_out
    where = (f"The value in row {row + 1}, column {column + 1} of its {size} × {size} map"
             if size > 1 else "Its only position")
    sentences = [f"{where} {_sees(square, seen)}"]
    if square.border_share:
        sentences.append(f"{100 * square.border_share:.0f} % of the square is border: no digit, "
                         "only the zeros that padding adds.")
    if size > 1:
        pixels = "1 pixel" if layer.jump == 1 else f"{layer.jump} pixels"
        sentences.append(f"Its neighbour sees a square that is {pixels} further: the jump.")
    # a size or a percentage must not be torn apart at the end of a line
    return " ".join(sentences).replace(" × ", "\u00a0×\u00a0").replace(" %", "\u00a0%")


def sight_in_short(square: Square, seen: SeenPixels) -> str:
    """``5 × 5 pixels``, ``the whole digit``, ``49 of 13 × 13 pixels`` or ``2 × 3 of 3 × 3 pixels``.
    """
    if seen.is_whole_digit:
        return "the whole digit"
    if not seen.num:
        return "none of the digit"
    size = f"{square.size} × {square.size} pixels"
    if seen.num == square.size**2:
        return size
    return (f"{seen.num} of {size}" if seen.is_lattice else
            f"{len(seen.rows)} × {len(seen.columns)} of {size}")


def effect_in_words(num_pixels: int, num_seen: int, num_digits: int) -> str:
    """How few of the pixels that it can see move a value by 95 % of all that they do."""
    if not num_pixels or not num_seen:
        return f"No pixel moves it: it was the same for all {num_digits} digits."
    share = 100 * num_pixels / num_seen
    return (f"95\u00a0% of the effect comes from {num_pixels} of the {num_seen} pixels that it can "
            f"see: {share:.0f}\u00a0% of them. Mean of {num_digits} digits.")


def _sees(square: Square, seen: SeenPixels) -> str:
    size = f"{square.size} × {square.size}"
    if not seen.num:
        return f"can see {size} pixels, none of them on the digit."
    if seen.is_whole_digit:
        return ("can see the whole digit." if square.size == len(seen.rows) else
                f"can see the whole digit: its square is {size}.")
    rows, columns = seen.rows, seen.columns
    if seen.is_lattice:
        where = (f": rows {spans(rows)}, columns {spans(columns)}"
                 if max(len(rows), len(columns)) <= MOST_LISTED else "")
        return (f"can see a lattice, {seen.num} of the {square.size**2} pixels in its square of "
                f"{size}{where}.")
    pixels = (f"{size} pixels" if seen.num == square.size**2 else
              f"{len(rows)} × {len(columns)} of the {size} pixels in its square")
    return f"can see {pixels}: rows {spans(rows)}, columns {spans(columns)}."
