"""Numbers beside dots, only where they fit: a greedy search over eight places around each dot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels from the top left."""

CHARACTER, LINE = 7.5, 14
"""Pixels of one character and of a line, at the size in which the numbers are set."""
DOT = 6
REACH = 9
"""Pixels from a dot's centre to its label: Plotly's own distance for a marker of 12."""
SAMPLES = 100
"""Points of a line that are looked at."""
# Plotly's names, the readable places first
PLACES = ("top center", "middle right", "middle left", "bottom center",
          "top right", "top left", "bottom right", "bottom left")


@dataclass(frozen=True, slots=True)
class Canvas:
    """A plot at one size: where every dot is, labelled or not, and what else must stay free."""

    width: float
    height: float
    dots: Mapping[str, Point]
    reserved: tuple[Box, ...] = ()
    lines: tuple[tuple[Point, Point], ...] = ()
    """A label may lie on one of these, but rather does not."""


def label_box(point: Point, place: str, text: str) -> Box:
    """The pixels that a label takes."""
    vertical, horizontal = place.split()
    x, y = point
    width = CHARACTER * len(text)
    left = {"left": x - REACH - width, "center": x - width / 2, "right": x + REACH}[horizontal]
    top = {"top": y - REACH - LINE, "middle": y - LINE / 2, "bottom": y + REACH}[vertical]
    return left, top, left + width, top + LINE


def overlap(first: Box, second: Box) -> bool:
    return (first[0] < second[2] and second[0] < first[2]
            and first[1] < second[3] and second[1] < first[3])


def place_labels(texts: Mapping[str, str], canvases: Sequence[Canvas]) -> dict[str, str]:
    """A place for each label, the most important first, that covers nothing on any canvas.

    A label for which there is no such place is left out.
    """
    taken = [[*canvas.reserved, *(_dot_box(dot) for dot in canvas.dots.values())]
             for canvas in canvases]
    places: dict[str, str] = {}
    for dot, text in texts.items():
        free: list[tuple[int, int, str, list[Box]]] = []
        for place in PLACES:
            boxes = [label_box(canvas.dots[dot], place, text) for canvas in canvases]
            if all(_is_free(box, canvas, others)
                   for box, canvas, others in zip(boxes, canvases, taken, strict=True)):
                crossed = sum(_crosses(line, box) for box, canvas in
                              zip(boxes, canvases, strict=True) for line in canvas.lines)
                free.append((crossed, len(free), place, boxes))
        if free:
            _, _, places[dot], boxes = min(free)
            for box, others in zip(boxes, taken, strict=True):
                others.append(box)
    return places


def _crosses(line: tuple[Point, Point], box: Box) -> bool:
    (x0, y0), (x1, y1) = line
    on_line = ((x0 + (x1 - x0) * i / SAMPLES, y0 + (y1 - y0) * i / SAMPLES)
               for i in range(SAMPLES + 1))
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in on_line)


def _dot_box(point: Point) -> Box:
    return point[0] - DOT, point[1] - DOT, point[0] + DOT, point[1] + DOT


def _is_free(box: Box, canvas: Canvas, others: Sequence[Box]) -> bool:
    inside = (box[0] >= 0 and box[1] >= 0 and box[2] <= canvas.width
              and box[3] <= canvas.height)
    return inside and not any(overlap(box, other) for other in others)
