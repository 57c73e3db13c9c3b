"""The teacher's board beside a phone: read from the last row, offered within two seconds."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.settling import focus
from tests.browser.test_accessibility import RULES, SERIOUS
from tests.servers.class_server import CODE, KEY, class_server

NUM_STUDENTS = 30
OFFER_SECONDS = 2.0
FROM_AFAR = 30
"""Pixels of 1080."""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with class_server(tmp_path_factory.mktemp("lesson") / "home") as address:
        yield address


def joined(browser: Browser, lesson: str, body: dict[str, str], **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=lesson, **options)
    context.set_default_timeout(PATIENCE_MS)
    assert context.request.post("/api/join", data=body).ok
    return context


@pytest.fixture
def board(browser: Browser, lesson: str) -> Iterator[Page]:
    context = joined(browser, lesson, {"teacher": KEY}, viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto("/board")
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, lesson: str) -> Iterator[Page]:
    context = joined(browser, lesson, {"code": CODE, "nickname": "<b>Zoë</b>"}, has_touch=True,
                     viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/draw")
    yield page
    context.close()


def test_an_offer_comes_to_a_phone_and_takes_nothing_from_it(board: Page, phone: Page) -> None:
    expect(board.locator(".tile")).to_have_count(1)
    expect(board.locator(".tile .name")).to_have_text("<b>Zoë</b>")
    expect(board.locator(".tile .place")).to_have_text("Draw · strategy-4")
    pen = phone.locator("section.pad canvas").first
    focus(pen)
    offer = phone.locator(".activity .offer")
    board.get_by_label("A step, a lesson, or the number of a run").fill("strategy-4")
    at = time.monotonic()
    board.get_by_role("button", name="Offer to everybody").click()
    expect(offer).to_be_visible()
    assert time.monotonic() - at < OFFER_SECONDS
    expect(pen).to_be_focused()
    phone.get_by_role("button", name="Not now").tap()
    expect(offer).to_be_hidden()
    board.get_by_role("button", name="End").click()
    expect(board.locator(".offered")).to_be_hidden()
    # another one is another offer
    board.get_by_label("A step, a lesson, or the number of a run").fill("nets-3")
    board.get_by_role("button", name="Offer to everybody").click()
    phone.get_by_role("link", name="Open", exact=True).tap()
    expect(phone.locator(".st-key-opened-step")).to_be_visible()
    expect(board.locator(".tile .place")).to_have_text("Ladders · nets-3")
    expect(offer).to_be_hidden()


def test_thirty_are_read_from_the_last_row_by_number_alone(
        board: Page, browser: Browser, lesson: str) -> None:
    for number in range(NUM_STUDENTS):
        joined(browser, lesson, {"code": CODE, "nickname": f"Secret {number}"}).close()
    tiles = board.locator(".tile")
    expect(tiles.filter(has_text="Secret")).to_have_count(NUM_STUDENTS)
    num = tiles.count()
    board.get_by_role("button", name="Numbers").click()
    expect(board.get_by_text("Secret")).to_have_count(0)
    only_own = board.get_by_label("Students see only their own runs")
    only_own.check()
    board.reload()
    expect(only_own).to_be_checked()
    only_own.uncheck()
    board.get_by_role("button", name="Projector").click()
    last = tiles.last.bounding_box()
    assert last and last["y"] + last["height"] <= 1080
    for part in (".name", ".state"):
        size = tiles.first.locator(part).evaluate(
            "(part) => parseFloat(getComputedStyle(part).fontSize)")
        assert size >= FROM_AFAR
    board.keyboard.press("Escape")
    found = Axe().run(board, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    tiles.first.locator(".name").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_role("button", name="Remove from the class").click()
    dialog.get_by_role("button", name="Remove for good").click()
    expect(tiles).to_have_count(num - 1)
