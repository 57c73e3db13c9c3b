"""What the pictures of a receptive field show, in words; rows and columns are counted from 1."""

from mnist_core.insight.theoretical_field import Square
from mnist_core.network.geometry import LayerGeometry


def square_in_words(layer: LayerGeometry, seen: Square, row: int, column: int) -> str:
    """What one value can see, and how much of that is border."""
    size = layer.size_out
    where = (f"The value in row {row + 1}, column {column + 1} of its {size} × {size} map"
             if size > 1 else "Its only position")
    sentences = [f"{where} can see {seen.size} × {seen.size} pixels"]
    if seen.sees_all:
        sentences[0] += ", the whole digit."
    elif seen.num_pixels:
        sentences[0] += f": rows {_span(seen.rows)}, columns {_span(seen.columns)}."
    else:
        sentences[0] += ", none of them on the digit."
    if seen.border_share:
        sentences.append(f"{100 * seen.border_share:.0f} % of the square is border: no digit, "
                         "only the zeros that padding adds.")
    elif not seen.sees_all:
        sentences.append("All of the square lies on the digit's 28 × 28.")
    if size > 1:
        pixels = "1 pixel" if layer.jump == 1 else f"{layer.jump} pixels"
        sentences.append(f"Its neighbour sees a square that is {pixels} further: the jump.")
    # a size or a percentage must not be torn apart at the end of a line
    return " ".join(sentences).replace(" × ", "\u00a0×\u00a0").replace(" %", "\u00a0%")


def effect_in_words(num_pixels: int, num_seen: int, num_digits: int) -> str:
    """How few of the pixels that it can see move a value by 95 % of all that they do."""
    if not num_pixels or not num_seen:
        return f"No pixel moves it: it was the same for all {num_digits} digits."
    share = 100 * num_pixels / num_seen
    return (f"95\u00a0% of the effect comes from {num_pixels} of the {num_seen} pixels that it can "
            f"see: {share:.0f}\u00a0% of the square. Mean of {num_digits} digits.")


def _span(pixels: range) -> str:
    return f"{pixels.start + 1} to {pixels.stop}" if len(pixels) > 1 else str(pixels.stop)
