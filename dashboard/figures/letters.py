"""Compared runs on a chart of dots: a dot each, and beside it its letter, close as they may be."""

from collections.abc import Sequence
from typing import Any

from dashboard.display.chart import Chart, scatter
from dashboard.display.colour import ink_on
from mnist_core.charts.labels import Box, Point, overlap
from mnist_core.charts.palette import Palette

WIDTH, HEIGHT = 20, 20
"""Pixels of a letter's plate."""
# from the dot to the middle of the plate: beside it, then ever further out
REACHES = (18, 39, 60, 81)
Offset = tuple[int, int]


def offsets(points: Sequence[Point], plot_width: float) -> list[Offset]:
    """How far each plate stands from its dot, in pixels, so that no two plates overlap.

    ``points`` are those of the dots, in pixels from the top left of a plot of this width.
    """
    taken: list[Box] = []
    found: list[Offset] = []
    for point in points:
        tries = [(sign * reach, up) for up in (0, -HEIGHT, HEIGHT) for reach in REACHES
                 for sign in (1, -1)]
        free = (offset for offset in tries
                if (box := _plate(point, offset))[0] >= 0 and box[2] <= plot_width
                and not any(overlap(box, other) for other in taken))
        offset = next(free, tries[0])
        taken.append(_plate(point, offset))
        found.append(offset)
    return found


def add_letters(chart: Chart, places: Sequence[Point], letters: Sequence[str],
                hues: Sequence[str], hovertexts: Sequence[str], shifts: Sequence[Offset],
                colours: Palette) -> None:
    """Draw them at ``places``, in the chart's own units, each plate shifted by its pixels."""
    chart["data"].append(scatter(
        mode="markers", showlegend=False, cliponaxis=False, x=[x for x, _ in places],
        y=[y for _, y in places], hovertext=list(hovertexts),
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"size": 12, "opacity": 1, "color": list(hues),
                "line": {"width": 1.5, "color": colours.background}}))
    chart["layout"]["annotations"].extend(
        _letter(place, letter, hue, shift, colours)
        for place, letter, hue, shift in zip(places, letters, hues, shifts, strict=True))


def _letter(place: Point, letter: str, hue: str, shift: Offset, colours: Palette
            ) -> dict[str, Any]:
    return {"x": place[0], "y": place[1], "xshift": shift[0], "yshift": -shift[1],
            "text": f"<b>{letter}</b>", "showarrow": False, "width": WIDTH - 6,
            "height": HEIGHT - 6, "borderpad": 1, "bgcolor": hue,
            "font": {"size": 12, "color": ink_on(hue, colours)}}


def _plate(point: Point, offset: Offset) -> Box:
    x, y = point[0] + offset[0], point[1] + offset[1]
    return x - WIDTH / 2, y - HEIGHT / 2, x + WIDTH / 2, y + HEIGHT / 2
