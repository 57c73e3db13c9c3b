"""network.html, opened from the disk with the network cut: it reads as the lab does, and learns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Page, Route, expect
from torch import nn

from mnist_core.data.mnist import Dataset, Split
from mnist_core.data.normalise import normalise
from mnist_core.drawn.drawing import stages_from_strokes
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.network_page.page import network_html
from mnist_core.ladders import STEPS
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import reference_runs
from tests.browser.phone import as_phone
from tests.browser.settling import focus
from tests.browser.strokes import SEVEN
from tests.browser.test_accessibility import FINGER, ON_A_PHONE, unseen_stops, violations
from tests.exported_runs import untrained_run
from tests.pen_digits import CANVAS, WHY_NOT, PenDigit, Strokes, pen_digits
from tests.unit.export.test_network_scripts import random_networks

RUN = "strategy-4@1"
NUM_TEST_DIGITS = 1_000
BRUSH = 20.0
APART = 0.7  # pixels of the pad: points that are closer are not drawn
CLOSE = 1e-4
ONE_GREY_LEVEL = 1
# draws stroke by stroke; what the page shows after each: ten shares, and the 28 x 28
_DRAW = """async (strokes) => {
  const canvas = document.querySelector("canvas.ink");
  const seen = document.querySelector(".seen canvas").getContext("2d");
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const tell = (type, [clientX, clientY]) => canvas.dispatchEvent(
    new PointerEvent(type, { pointerId: 7, button: 0, clientX, clientY, bubbles: true }));
  const answer = document.querySelector(".answer");
  // a large network reads once the pen rests
  const isLarge = () => Number(answer.dataset.milliseconds) > 100;
  const told = () => !isLarge() ? frame() : new Promise((resolve) => {
    new MutationObserver((_, observer) => { observer.disconnect(); resolve(); })
      .observe(answer, { attributeFilter: ["data-milliseconds"] });
  });
  document.querySelector(".clear").click();
  const shown = [];
  for (const stroke of strokes) {
    tell("pointerdown", stroke[0]);
    for (const place of stroke.slice(1)) tell("pointermove", place);
    tell("pointerup", stroke.at(-1));
    await told();
    shown.push({
      shares: [...document.querySelectorAll(".bars li")].map((bar) => Number(bar.dataset.share)),
      digit: document.querySelector(".answer .digit").textContent,
      pixels: [...seen.getImageData(0, 0, 28, 28).data].filter((_, place) => place % 4 === 0),
    });
  }
  return shown;
}"""


@pytest.fixture(scope="module")
def run(dataset: Dataset) -> ExportedRun:
    test = Split(dataset.test.images[:NUM_TEST_DIGITS], dataset.test.labels[:NUM_TEST_DIGITS])
    found, = (run for run in reference_runs() if run.key == RUN)
    return exported_run(found, Dataset(dataset.train, test, dataset.source))


@pytest.fixture(scope="module")
def file(run: ExportedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("taken home") / "network.html"
    file.write_bytes(network_html(run))
    return file


@pytest.fixture
def page(new_page: Callable[[], Page], file: Path) -> Iterator[Page]:
    with opened(new_page, file) as page:
        yield page


@contextmanager
def opened(new_page: Callable[[], Page], file: Path) -> Iterator[Page]:
    """The open file; whatever it asks for is refused, and fails the test."""
    page = new_page()
    asked: list[str] = []
    problems: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url == file.as_uri():
            return route.continue_()
        asked.append(route.request.url)
        return route.abort()

    page.route("**/*", refuse)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text)
            if message.type == "error" else None)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(file.as_uri())
    yield page
    assert (asked, problems) == ([], [])


@dataclass(frozen=True, slots=True)
class Shown:
    """After a stroke: probabilities [10], and the 28 x 28 pixels in a row."""

    shares: NDArray[np.float64]
    digit: int
    pixels: NDArray[np.int64]


def drawn(page: Page, strokes: Strokes) -> list[tuple[Shown, Strokes]]:
    """What the page shows after each stroke, and the strokes until then as its pad has them."""
    box = page.locator("canvas.ink").bounding_box()
    assert box
    left, top, side = box["x"], box["y"], box["width"]
    places = [[[left + x / CANVAS * side, top + y / CANVAS * side] for x, y in apart(stroke)]
              for stroke in strokes]
    on_pad = [[[(x - left) / side * CANVAS, (y - top) / side * CANVAS] for x, y in stroke]
              for stroke in places]
    shown = cast(list[dict[str, Any]], page.evaluate(_DRAW, places))
    return [(Shown(np.array(now["shares"]), int(now["digit"]), np.array(now["pixels"])),
             on_pad[:number]) for number, now in enumerate(shown, start=1)]


def apart(stroke: list[list[float]]) -> list[list[float]]:
    kept = [stroke[0]]
    for point in stroke[1:]:
        if np.hypot(*np.subtract(point, kept[-1])) > APART:
            kept.append(point)
    return kept


def check_pens(page: Page, run: ExportedRun, pens: list[PenDigit]) -> None:
    assert run.network
    num_read = 0
    for pen in pens:
        for shown, strokes in drawn(page, pen.strokes):
            digit = stages_from_strokes(strokes, width=CANVAS, height=CANVAS, brush=BRUSH).digit
            assert np.abs(shown.pixels - digit.ravel()).max() <= ONE_GREY_LEVEL
            shares = probabilities(run, run.network, digit)
            np.testing.assert_allclose(shown.shares, shares, rtol=0, atol=CLOSE)
            assert shown.digit == shares.argmax()
            num_read += 1
    assert num_read >= len(pens)


def probabilities(run: ExportedRun, network: nn.Sequential,
                  digit: NDArray[np.uint8]) -> NDArray[np.float32]:
    image = normalise(torch.from_numpy(digit.copy())[None], run.recipe.normalisation)
    with torch.no_grad():
        shares: NDArray[np.float32] = network(image.reshape(1, 1, 28, 28)).softmax(1)[0].numpy()
    return shares


def pens(num: int) -> list[PenDigit]:
    found = pen_digits()
    if found is None:
        pytest.skip(WHY_NOT)
    return found[::len(found) // num]


def test_thirty_pens_stroke_by_stroke_are_read_as_in_the_lab(page: Page, run: ExportedRun) -> None:
    check_pens(page, run, pens(30))


@pytest.mark.slow
def test_three_hundred_pens_stroke_by_stroke_are_read_as_in_the_lab(
        page: Page, run: ExportedRun) -> None:
    check_pens(page, run, pens(300))


@pytest.mark.slow
@pytest.mark.parametrize("layers", [*(step.recipe.layers for step in STEPS.values()),
                                    *random_networks()])
def test_the_network_of_every_step_and_random_ones_read_as_in_pytorch(
        new_page: Callable[[], Page], tmp_path: Path, layers: str) -> None:
    """Every layer of the notation, each with random weights; all steps have the same pad."""
    run, file = untrained_run(Recipe(layers=layers)), tmp_path / "network.html"
    file.write_bytes(network_html(run))
    with opened(new_page, file) as page:
        check_pens(page, run, pens(3))
        page.close()


def test_a_digit_is_drawn_by_keys_and_taken_back(page: Page) -> None:
    focus(page.locator("canvas.ink"))
    words = page.locator(".answer .words")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    for _ in range(14):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(page.locator(".answer .digit")).to_have_text("1")
    expect(page.locator(".answer .spoken")).to_have_text("Read as 1, 100 % sure")
    page.keyboard.press("u")
    expect(words).to_have_text("Nothing drawn yet")
    page.keyboard.press("r")
    expect(page.locator(".bars .top")).to_contain_text("1")
    page.keyboard.press("Delete")
    expect(words).to_have_text("Nothing drawn yet")


def test_a_tap_on_the_true_digit_teaches_it_until_it_forgets(page: Page, run: ExportedRun) -> None:
    wrong = page.locator(".misread button").first
    if not wrong.count():
        pytest.skip("needs the digits that the reference runs were measured on")
    wrong.click()
    true = (wrong.get_attribute("aria-label") or "")[0]
    digit, card = page.locator(".answer .digit"), page.locator(".taught li")
    expect(digit).not_to_have_text(true)
    before = digit.inner_text()
    page.get_by_role("button", name=true, exact=True).click()
    expect(digit).to_have_text(true)
    expect(card).to_contain_text(f"Before: {before}")
    expect(card).to_contain_text(f"Now: {true}")
    expect(page.locator(".outcome")).to_contain_text("1 of 1 taught drawing right")
    expect(page.locator(".outcome")).to_contain_text("Of the 10 test digits")
    expect(page.locator(".answer .note")).to_contain_text("As you taught it.")
    page.get_by_role("button", name="Forget all").click()
    expect(digit).to_have_text(before)
    expect(page.locator(".answer .note")).not_to_contain_text("taught")
    expect(card).to_have_count(0)


def test_a_layer_is_enlarged_and_left_by_keys(page: Page) -> None:
    page.get_by_role("button", name="7, test digit").click()
    focus(page.get_by_role("button", name="1 · conv3x3(12)"))
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("12 maps of 26 × 26")
    expect(sheet.get_by_role("button", name="Previous")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("heading")).to_have_text("2 · relu")
    ink = sheet.locator("canvas").evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
        ".data.filter((value, place) => place % 4 === 0 && value > 200).length")
    assert ink > 0
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_finger_draws_on_a_phone_where_all_is_large_enough(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    as_phone(page).reload()
    tool = page.context.new_cdp_session(page)
    pad = page.locator("canvas.ink")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    for number, (x, y) in enumerate(SEVEN):
        tool.send("Input.dispatchTouchEvent", {
            "type": "touchMove" if number else "touchStart",
            "touchPoints": [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}]})
    tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".answer .digit")).to_have_text("7")
    page.locator(".truths button").nth(1).click()
    expect(page.locator(".taught li")).to_have_count(1)
    assert cast(list[str], page.evaluate(ON_A_PHONE, FINGER)) == []
    assert violations(page) == []


def test_on_a_desk_it_has_no_violation_and_every_focus_is_seen(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="7, test digit").click()
    page.get_by_role("button", name="Dark colours").click()
    assert violations(page) == []
    page.get_by_role("button", name="Light colours").click()
    assert violations(page) == []
    assert unseen_stops(page, num=24) == []
    page.get_by_role("button", name="1 · conv3x3(12)").click()
    assert violations(page) == []
