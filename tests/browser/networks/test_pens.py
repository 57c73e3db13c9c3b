"""Digits of real pens, moved point by point over the real canvas, come to the same 28 x 28."""

import json
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import FloatRect, Page, Response, expect

from mnist_core.drawn.drawing import stages_from_strokes
from tests.pen_digits import CANVAS, WHY_NOT, Strokes, pen_digits

RUN = "strategy-4@1"
NUM_DIGITS = 50
ONE_GREY_LEVEL = 1
PATIENCE, LOOK_MS = 200, 50

Answered = tuple[dict[str, Any], dict[str, Any]]
"""What the page asked, and what it was told."""


def on_screen(strokes: Strokes, box: FloatRect) -> Strokes:
    """Whole pixels of the screen: a mouse has no others."""
    return [[[round(box["x"] + x / CANVAS * box["width"]),
              round(box["y"] + y / CANVAS * box["height"])] for x, y in stroke]
            for stroke in strokes]


def on_pad(places: Strokes, box: FloatRect) -> Strokes:
    return [[[(x - box["x"]) / box["width"] * CANVAS, (y - box["y"]) / box["height"] * CANVAS]
             for x, y in stroke] for stroke in places]


def move_the_pen(page: Page, places: Strokes) -> None:
    for stroke in places:
        page.mouse.move(*stroke[0])
        page.mouse.down()
        for place in stroke[1:]:
            page.mouse.move(*place)
        page.mouse.up()


def is_whole(asked: dict[str, Any], strokes: Strokes) -> bool:
    """The question was asked after the pen's last movement."""
    drawn = asked.get("strokes") or []
    return len(drawn) == len(strokes) and bool(
        np.abs(np.subtract(drawn[-1][-1][:2], strokes[-1][-1])).max() < 0.01)


def last_reading(page: Page, answers: list[Answered], strokes: Strokes) -> dict[str, Any]:
    for _ in range(PATIENCE):
        if answers and is_whole(answers[-1][0], strokes):
            # a loop comes by its end before it ends
            page.wait_for_timeout(4 * LOOK_MS)
            return answers[-1][1]
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError("the whole drawing was never read")


def network_input(reading: dict[str, Any]) -> NDArray[np.int64]:
    pixels = b64decode(reading["digits"][0]["stages"]["digit"]["pixels"])
    return np.frombuffer(pixels, np.uint8).reshape(28, 28).astype(np.int64)


@pytest.mark.slow
def test_pens_on_the_canvas_and_in_python_give_the_same_28_x_28(
        page: Page, base_url: str) -> None:
    pens = pen_digits()
    if pens is None:
        pytest.skip(WHY_NOT)
    answers: list[Answered] = []

    def keep(response: Response) -> None:
        if response.url.endswith("/api/predict"):
            answers.append((json.loads(response.request.post_data or "{}"), response.json()))

    page.on("response", keep)
    # room for the whole pad below the page's head, which would take the pen
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{base_url}/draw?run={RUN}")
    pad = page.locator("canvas.ink")
    expect(pad).to_be_visible()
    # a digit in two strokes is one digit here
    page.get_by_text("Several digits").click()
    furthest = []
    for pen in pens[::len(pens) // NUM_DIGITS]:
        box = pad.bounding_box()
        assert box
        places = on_screen(pen.strokes, box)
        strokes = on_pad(places, box)
        answers.clear()
        move_the_pen(page, places)
        seen = network_input(last_reading(page, answers, strokes))
        meant = stages_from_strokes(strokes, width=CANVAS, height=CANVAS, brush=pen.brush).digit
        furthest.append(int(np.abs(seen - meant).max()))
        page.get_by_role("button", name="Clear", exact=True).click()
        expect(page.get_by_text("Nothing drawn yet").first).to_be_visible()
    assert len(furthest) == NUM_DIGITS
    assert max(furthest) <= ONE_GREY_LEVEL, furthest
