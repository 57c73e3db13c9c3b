"""Our digits as a class meets them: drawn, told by a neighbour on a phone, read by networks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import HEIGHT, WIDTH, tap
from tests.browser.strokes import ONE, SEVEN, draw
from tests.servers.class_server import CODE, class_server
from tests.standing_run import standing_for

PageOf = Callable[..., Page]


@pytest.fixture
def page_of(browser: Browser, tmp_path: Path) -> Iterator[PageOf]:
    """A tab of somebody's own browser, in a class that has drawn nothing yet."""
    with class_server(tmp_path / "home") as address:
        contexts = []

        def page_of(body: dict[str, Any], **screen: Any) -> Page:
            contexts.append(browser.new_context(base_url=address, **screen))
            contexts[-1].request.post("/api/join", data=body)
            return contexts[-1].new_page()
        yield page_of
        for context in contexts:
            context.close()


def drawn(page: Page) -> int:
    """Draw what is asked for and keep it; which digit that was."""
    task = page.locator("#digit-task b")
    digit = int(task.inner_text())
    draw(page, SEVEN if digit == 7 else ONE)
    page.get_by_role("button", name="Keep it").click()
    expect(task).not_to_have_text(str(digit))
    return digit


def test_a_class_draws_its_digits_and_sees_who_is_misread(page_of: PageOf) -> None:
    anna = page_of({"code": CODE, "nickname": "<b>Anna</b>"})
    anna.goto("/class_digits")
    first, second = drawn(anna), drawn(anna)
    expect(anna.get_by_text("3 of 10")).to_be_visible()
    expect(anna.get_by_text("Nobody else's digit waits")).to_be_visible()
    # what is drawn and not kept yet outlives another view of the page
    draw(anna, ONE)

    ben = page_of({"code": CODE, "nickname": "Ben"}, has_touch=True,
                  viewport={"width": WIDTH, "height": HEIGHT})
    ben.goto("/class_digits")
    expect(ben.get_by_text("2 digits of others wait.")).to_be_visible()
    number = next(one["id"] for one in anna.request.get("/api/class-digits").json()["drawn"]
                  if one["digit"] == first)
    shown = ben.request.get("/api/class-digits").json()["other"]["id"]
    order = (first, second) if shown == number else (second, first)
    tap(ben.locator(".answers").get_by_role("button", name=str(order[0]), exact=True))
    expect(ben.get_by_text(f"You said: {order[0]}.")).to_be_visible()
    tap(ben.get_by_role("button", name="none of them"))
    expect(ben.get_by_text("1 digit of 1 person is confirmed.")).to_be_visible()

    # what others said comes by itself, and the refused digit is asked for once more
    expect(anna.locator(".own .confirmed")).to_contain_text(f"{order[0]} confirmed")
    expect(anna.locator(".own .refused")).to_contain_text(
        f"{order[1]} was not a digit to a neighbour")
    expect(anna.get_by_text("2 of 10")).to_be_visible()
    expect(anna.get_by_role("button", name="Keep it")).to_be_enabled()

    anna.get_by_text("Writers", exact=True).click()
    row = anna.locator(".compare tbody tr")
    expect(row.locator("bdi")).to_have_text("<b>Anna</b>")
    expect(row.locator("td").nth(0)).to_have_text("2")
    expect(row.locator("td").nth(1)).to_have_text("1")
    anna.get_by_text("Every step and run", exact=True).click()
    anna.get_by_role("button", name="Read them with").click()
    expect(anna.locator(".compare tbody")).to_contain_text(
        standing_for("strategy-4").short_label)
    anna.get_by_text("Draw and confirm", exact=True).click()
    expect(anna.get_by_role("button", name="Keep it")).to_be_enabled()
