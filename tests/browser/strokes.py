"""Digits drawn with the mouse on the pad of the Draw page."""

import math

from playwright.sync_api import Page

from tests.browser.settling import box_at_rest

Stroke = list[tuple[float, float]]
"""Points as shares of the pad's width and height."""

ONE: Stroke = [(0.52, 0.2 + 0.06 * step) for step in range(11)]
ZERO: Stroke = [(0.5 + 0.2 * math.sin(turn / 4), 0.5 - 0.3 * math.cos(turn / 4))
                for turn in range(27)]
SEVEN: Stroke = [*((0.3 + 0.04 * step, 0.25) for step in range(11)),
                 *((0.7 - 0.025 * step, 0.25 + 0.055 * step) for step in range(1, 11))]


def draw(page: Page, stroke: Stroke) -> None:
    """One stroke on the pad, as a mouse makes it."""
    box = box_at_rest(page.locator("canvas").first)
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()
