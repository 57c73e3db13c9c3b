"""The digit wall and the drawing pad, by mouse and by keyboard."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.strokes import ONE, SEVEN, draw
from tests.serving import call
from tests.waiting import wait_until

DIGIT = re.compile(r"Test digit \d+: \d read as \d")
CELL = """([row, column]) => {
  const chart = document.querySelector(".js-plotly-plot"), box = chart.getBoundingClientRect();
  const { xaxis, yaxis } = chart._fullLayout;
  return [box.left + xaxis._offset + xaxis.c2p(column), box.top + yaxis._offset + yaxis.c2p(row)];
}"""

# Plotly takes a click for one on the cell that it saw the mouse over last, a moment ago
HEAR_HOVERS = """() => {
  const chart = document.querySelector(".js-plotly-plot");
  chart.on("plotly_hover", ({ points }) => {
    chart.dataset.hovered = points.map((point) => point.customdata).find(Boolean)?.join() ?? "";
  });
}"""


@pytest.fixture(scope="module")
def run(base_url: str) -> int:
    """strategy-2 after one epoch on a few thousand digits: it errs, and reads a clear digit."""
    settings = {"num_train": 4_000, "batch_size": 32, "lr": 0.05, "epochs": 1, "device": "cpu"}
    number: int = call(f"{base_url}/api/runs", {"step": "strategy-2", "set": settings})["id"]
    wait_until(lambda: call(f"{base_url}/api/runs/{number}")["state"] == "finished",
               f"run {number} is finished", 120)
    return number


def link(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def digits(page: Page) -> Locator:
    return page.get_by_role("button", name=DIGIT)


def steady_place(page: Page, true: int, read: int) -> tuple[float, float]:
    """Where a cell is, once the page has stopped making room for what comes beside it."""
    places: list[tuple[float, float]] = []

    def stands_still() -> bool:
        x, y = page.evaluate(CELL, [true, read])
        places.append((x, y))
        page.wait_for_timeout(300)
        return len(places) > 1 and places[-2:] == [places[-1]] * 2
    wait_until(stands_still, "the matrix stands still", 20)
    return places[-1]


def click(page: Page, true: int, read: int) -> None:
    """Click a cell of the matrix, once Plotly has noticed that the mouse is over it."""
    expect(page.locator(".js-plotly-plot .nsewdrag").first).to_be_visible()
    x, y = steady_place(page, true, read)
    page.mouse.move(5, 5)
    page.evaluate(HEAR_HOVERS)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.wait_for_function(
        f"document.querySelector('.js-plotly-plot').dataset.hovered === '{true},{read}'")
    page.mouse.click(x, y)


def test_a_click_on_a_cell_shows_its_digits_and_another_one_all(
        page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/errors?run={run}")
    expect(digits(page).first).to_be_visible()
    name = digits(page).first.get_attribute("aria-label") or ""
    true, read = (int(text) for text in re.findall(r": (\d) read as (\d)", name)[0])
    everything = digits(page).count()

    click(page, true, read)
    page.wait_for_url(re.compile(f"true={true}&read={read}"))
    expect(digits(page)).to_have_count(
        page.get_by_role("button", name=f": {true} read as {read},").count())
    assert 0 < digits(page).count() < everything

    click(page, true, read)
    expect(digits(page)).to_have_count(everything)
    assert "true" not in link(page)


def test_arrow_keys_reach_every_digit_and_enter_opens_it(
        page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/errors?run={run}")
    digits(page).first.focus()
    page.keyboard.press("End")
    expect(digits(page).last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(digits(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    number = re.findall(r"digit (\d+)", digits(page).nth(1).get_attribute("aria-label") or "")[0]
    expect(page.get_by_text(f"test digit {number}")).to_be_visible()
    page.wait_for_url(re.compile(f"digit={number}"))
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"test digit {number}")).to_be_hidden()


def test_a_drawing_outlives_a_rerun_and_another_page(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/draw?run={run}")
    draw(page, SEVEN)
    expect(page.locator(".spoken")).to_have_text(re.compile("Read as 7"))
    page.get_by_text("last", exact=True).click()
    page.wait_for_url(re.compile("weights=last"))
    expect(page.locator(".big")).to_have_text("7")
    page.get_by_role("link", name="Errors").click()
    expect(digits(page).first).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".big")).to_have_text("7")
    assert link(page)["run"] == [str(run)]


def test_undo_and_clear_and_raw_resize(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/draw?run={run}")
    small = [(0.05 + x / 3, 0.05 + y / 3) for x, y in SEVEN]
    draw(page, small)
    expect(page.locator(".big")).to_have_text("7")
    page.get_by_text("Raw resize").click()
    expect(page.get_by_text("Cropped and centred, the same drawing reads 7")).to_be_visible()
    page.get_by_text("Raw resize").click()
    draw(page, ONE)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".big")).to_have_text("7")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing drawn yet")).to_be_visible()


def test_a_digit_can_be_drawn_with_the_keyboard(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/draw?run={run}")
    pad = page.get_by_label("Drawing area")
    pad.press("ArrowDown")
    pad.press(" ")
    for _ in range(18):
        pad.press("ArrowDown")
    pad.press(" ")
    expect(page.locator(".spoken")).to_have_text(re.compile("Read as 1"))
    pad.press("Delete")
    expect(page.get_by_text("Nothing drawn yet")).to_be_visible()
