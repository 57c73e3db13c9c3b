"""The digit wall and the drawing pad, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.address import expect_query
from tests.browser.settling import focus
from tests.browser.strokes import ONE, SEVEN, draw
from tests.servers.serving import call
from tests.waiting import wait_until

DIGIT = re.compile(r"Test digit \d+: \d read as \d")


@pytest.fixture(scope="module")
def run(base_url: str) -> int:
    """strategy-2 after one epoch on a few thousand digits: it errs, and reads a clear digit."""
    settings = {"num_train": 4_000, "batch_size": 32, "lr": 0.05, "epochs": 1, "device": "cpu"}
    number: int = call(f"{base_url}/api/runs", {"step": "strategy-2", "set": settings})["id"]
    wait_until(lambda: call(f"{base_url}/api/runs/{number}")["state"] == "finished",
               f"run {number} is finished", 120)
    return number


def digits(page: Page) -> Locator:
    return page.get_by_role("button", name=DIGIT)


def cell(page: Page, true: int, read: int) -> Locator:
    """A cell of the matrix."""
    return page.get_by_role("button", name=re.compile(f"^{true} read as {read}: "))


def test_a_click_on_a_cell_shows_its_digits_and_another_one_all(
        page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/errors?run={run}")
    expect(digits(page).first).to_be_visible()
    name = digits(page).first.get_attribute("aria-label") or ""
    true, read = (int(text) for text in re.findall(r": (\d) read as (\d)", name)[0])
    everything = digits(page).count()

    cell(page, true, read).click()
    page.wait_for_url(re.compile(f"true={true}&read={read}"))
    told = cell(page, true, read).get_attribute("aria-label") or ""
    num_in_cell = int(re.findall(r": ([\d,]+)", told)[0].replace(",", ""))
    expect(digits(page)).to_have_count(num_in_cell)
    assert 0 < num_in_cell < everything

    cell(page, true, read).click()
    expect(digits(page)).to_have_count(everything)
    expect_query(page, true=None)


def test_arrow_keys_move_through_the_matrix_and_enter_picks_a_cell(
        page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/errors?run={run}")
    focus(cell(page, 0, 1))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(cell(page, 2, 1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("true=2&read=1"))
    expect(cell(page, 2, 1)).to_have_attribute("aria-pressed", "true")
    expect(cell(page, 2, 1)).to_be_focused()


def test_arrow_keys_reach_every_digit_and_enter_opens_it(
        page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/errors?run={run}")
    focus(digits(page).first)
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
    # more than once: a widget bound to the address used to take the run out of it now and then
    for _ in range(2):
        page.get_by_role("link", name="Errors").click()
        expect(digits(page).first).to_be_visible()
        page.wait_for_url(re.compile(rf"run={run}\b"))
        page.get_by_role("link", name="Draw").click()
        expect(page.locator(".big")).to_have_text("7")
        page.wait_for_url(re.compile(rf"run={run}\b"))


def test_undo_and_clear_and_raw_resize(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/draw?run={run}")
    small = [(0.05 + x / 3, 0.05 + y / 3) for x, y in SEVEN]
    draw(page, small)
    expect(page.locator(".big")).to_have_text("7")
    page.get_by_text("Raw resize", exact=True).click()
    expect(page.get_by_text("Cropped and centred, the same drawing reads 7")).to_be_visible()
    page.get_by_text("Raw resize", exact=True).click()
    draw(page, ONE)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".big")).to_have_text("7")
    page.get_by_role("button", name="Clear", exact=True).click()
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
