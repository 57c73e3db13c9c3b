"""A whole lesson in the browser, from the prediction to its solved task, with real training."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.lessons.catalogue import TEXTS
from tests.browser.phone import as_phone
from tests.browser.settling import focus
from tests.browser.test_accessibility import violations
from tests.servers.serving import call, dashboard
from tests.waiting import wait_until

LONGER = {"epochs = 2\n": "epochs = 1\n", "num_train = 10000": "num_train = 600",
          "at_least = 98.5": "at_least = 3"}
TRAINED_MS = 240_000


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("lesson") / "home"
    folder = home / "lessons/en/mine"
    folder.mkdir(parents=True)
    text = (TEXTS / "en/fitting/dropout.md").read_text("utf-8")
    for long, short in LONGER.items():
        assert long in text
        text = text.replace(long, short)
    (folder / "short.md").write_text(text, "utf-8")
    with dashboard(home, MNIST_DATABASE_URL="", MNIST_DEVICE="cpu", MNIST_SLOTS="2") as address:
        yield address


def test_a_lesson_from_the_prediction_to_its_solved_task(
        new_page: Callable[[], Page], url: str) -> None:
    page = new_page()
    page.goto(f"{url}/lessons?lesson=short&part=predict")
    curve = page.locator("svg.sketched")
    focus(curve)
    page.keyboard.press("ArrowUp")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Next", exact=True).click()

    page.get_by_role("button", name="Train now").click()
    runs = page.locator(".race-runs li")
    expect(runs).to_have_count(2)
    expect(page.locator(".race .told")).to_contain_text("All done", timeout=TRAINED_MS)
    for run in range(2):
        expect(runs.nth(run)).to_contain_text("% of the test digits")
    expect(page.locator(".race-chart svg.chart .line")).to_have_count(2)
    expect(page.get_by_text("the same first weights and get the same digits")).to_be_visible()
    assert violations(page) == []
    # who comes back finds the race as it was
    page.reload()
    expect(page.locator(".race .told")).to_contain_text("All done")
    page.get_by_role("button", name="Next", exact=True).click()

    # the race stands above what was predicted of it
    expect(page.locator(".race-chart svg.chart .line")).to_have_count(2)
    expect(runs).to_have_count(2)
    compared = page.locator(".compared")
    expect(compared.locator(".off").first).to_contain_text("after epoch 1")
    expect(compared.locator("svg.chart .line.guess")).to_have_count(1)
    expect(compared.get_by_text("You said: Neither")).to_be_visible()
    expect(compared.get_by_text("no other run reads right")).to_have_count(2)
    digits = compared.locator(".only-right li")
    for text in digits.all_inner_texts():
        assert re.match(r"a (\d)\nread as (?!\1)\d$", text), text
    at_once = digits.count()
    more = compared.get_by_role("button", name=re.compile("^Show")).first
    more.click()
    expect(more).to_be_hidden()
    assert digits.count() > at_once
    assert violations(page) == []
    as_phone(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Next", exact=True).click()

    expect(page.get_by_role("heading", name="What the figures say")).to_be_hidden()
    page.get_by_role("textbox", name="Your sentence").fill("A part of it is switched off.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="What the figures say")).to_be_visible()
    expect(page.locator(".claim:visible").first).not_to_be_empty()
    assert violations(page) == []
    page.get_by_role("button", name="Next", exact=True).click()

    # what the lesson trained is not work of one's own, unless somebody points at it
    expect(page.locator(".task .checked")).to_contain_text("What a lesson trained is left out")
    page.get_by_label("Which run").select_option(index=1)
    expect(page.locator(".task .verdict")).to_have_text("Solved.")
    expect(page.locator(".task .met")).to_have_count(3)
    page.get_by_role("button", name="Show a hint (1 of 3)").click()
    expect(page.locator(".task .hints li")).to_have_count(1)
    assert "step=nets-4" in (page.get_by_role("link", name="page Train").get_attribute("href")
                             or "")
    page.get_by_role("link", name="page Train").click()
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.locator(".task .verdict")).to_have_text("Solved.")
    assert violations(page) == []
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("button", name="All lessons").last).to_be_visible()
    # the page shows what it has not heard the server's answer to yet
    wait_until(lambda: call(f"{url}/api/lessons/short")["place"]["is_finished"], "it is finished")
    place = call(f"{url}/api/lessons/short")["place"]
    assert place["task_run"] in place["runs"].values()
    assert place["explanation"] == "A part of it is switched off." and place["num_hints"] == 1
