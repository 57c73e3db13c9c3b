"""The way into a lesson and its predictions: by keyboard alone, and by a finger at 390 pixels."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_core.lessons.catalogue import TEXTS
from tests.browser.address import expect_query
from tests.browser.phone import as_phone, tap
from tests.servers.serving import call
from tests.waiting import wait_until

ASKED = """
```predict-curve
question = "Sketch the train accuracy with dropout."
run = "with"
measure = "train_accuracy"
low = 80
high = 100
```

```predict-digits
question = "Which of these will it read wrong?"
run = "with"
indices = [0, 1, 2, 3]
```

```predict-field
question = "How wide is what it sees?"
step = "strategy-4"
layer = 5
```

```predict-number
question = "How many test digits are wrong in the end?"
run = "with"
measure = "num_wrong"
low = 0
high = 1000
unit = "digits"
```
"""


@pytest.fixture
def lesson(home: Path, base_url: str) -> Iterator[str]:
    """A lesson of its own with all five kinds of predictions; nobody was there before."""
    text = (TEXTS / "en/fitting/dropout.md").read_text("utf-8")
    before, _, rest = text.partition("# predict\n")
    choice = rest[rest.index("```predict-choice"):]
    choice = choice[:choice.index("```\n", 3) + 4]
    train = rest[rest.index("# train\n"):]
    file = home / "lessons/en/mine/asked.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{before}# predict\n{ASKED}\n{choice}\n{train}".replace(
        'title = "', 'title = "Asked: ', 1), "utf-8")
    # the server looks at its files once a second
    wait_until(lambda: is_there(base_url, "asked"), "the server knows the lesson")
    yield "asked"
    file.unlink()


def is_there(base_url: str, lesson: str) -> bool:
    try:
        return bool(call(f"{base_url}/api/lessons/{lesson}"))
    except HTTPError:
        return False


def kept(base_url: str, lesson: str) -> dict[str, Any]:
    place: dict[str, Any] = call(f"{base_url}/api/lessons/{lesson}")["place"] or {}
    return place


def begin_again(base_url: str, lesson: str) -> None:
    call(f"{base_url}/api/lessons/{lesson}/place", {"part": "question"})


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, target: Locator) -> None:
    """By the Tab key alone, as somebody without a mouse comes there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element.getRootNode().activeElement === element"):
            return
    raise AssertionError("the Tab key does not come there")


def test_a_lesson_is_begun_by_keyboard_and_found_again(
        page: Page, base_url: str, lesson: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    begin_again(base_url, lesson)
    page.goto(f"{base_url}/lessons")
    entry = page.locator("a.entry", has_text="Asked: ")
    expect(entry).to_be_visible()
    tab_to(page, entry)
    press(page, "Enter")
    expect(page.locator("h1", has_text="Asked: ")).to_be_focused()
    expect_query(page, lesson=lesson, part="question")
    on = page.locator(".lesson .on")
    tab_to(page, on)
    press(page, "Enter")
    expect_query(page, lesson=lesson, part="predict")
    expect(page.locator(".lesson h2")).to_be_focused()

    # nobody goes on without: the first question gets the keyboard
    tab_to(page, on)
    press(page, "Enter")
    curve = page.locator("svg.sketched")
    expect(curve).to_be_focused()
    press(page, "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "PageDown")
    expect(curve).to_have_attribute("aria-valuetext", "Epoch 1: 87.9")
    press(page, "End", "ArrowUp", "PageUp")
    digits = page.locator("button.pointer")
    tab_to(page, digits.nth(1))
    press(page, "Space")
    expect(digits.nth(1)).to_have_attribute("aria-pressed", "true")
    field, number = (page.locator(f".{kind} input[type=range]")
                     for kind in ("predict-field", "predict-number"))
    tab_to(page, field)
    press(page, "ArrowLeft")
    expect(field).to_have_attribute("aria-valuetext", "32 pixels")
    tab_to(page, number.locator("xpath=following::input[1]"))
    page.keyboard.type("1200")
    expect(page.locator(".wrong", has_text="from 0 to 1,000")).to_be_visible()
    press(page, "Backspace")
    expect(page.locator(".wrong", has_text="from")).to_have_count(0)
    expect(page.locator(".lesson .status")).to_have_text("Answer every question to go on.")
    choices = page.locator(".choice input")
    tab_to(page, choices.first)
    press(page, "Space", "ArrowDown")
    expect(page.locator(".lesson .status")).to_have_text("")
    expect(page.locator(".made")).to_have_count(5)

    wait_until(lambda: len(kept(base_url, lesson)["predictions"]) == 5, "all is kept")
    found = kept(base_url, lesson)["predictions"]
    assert found["0"][0] == 87.9 and None not in found["0"]
    assert (found["1"], found["2"], found["3"]) == ([1], 32, 120)
    page.goto(f"{base_url}/lessons?lesson={lesson}")
    expect(page.locator(".made")).to_have_count(5)
    expect_query(page, lesson=lesson, part="predict")
    expect(choices.nth(1)).to_be_checked()
    page.go_back()
    expect_query(page, lesson=lesson, part="predict")


def test_predictions_are_made_by_a_finger(page: Page, base_url: str, lesson: str) -> None:
    begin_again(base_url, lesson)
    as_phone(page)
    page.goto(f"{base_url}/lessons?lesson={lesson}&part=compare")
    # what comes after the prediction stays shut
    expect(page.locator(".lesson h2")).to_have_text("Predict")
    curve = page.locator("svg.sketched")
    made = page.locator(".made")
    stroke(page, curve, [(0.2, 0.6), (0.5, 0.4), (0.97, 0.2)])
    expect(made).to_have_count(1)
    tap(page.get_by_role("button", name="None of them"))
    expect(made).to_have_count(2)
    stroke(page, page.locator("canvas.field"), [(0.6, 0.5), (0.75, 0.5)])
    expect(made).to_have_count(3)
    tap(page.locator(".predict-number input[type=range]"))
    expect(made).to_have_count(4)
    tap(page.locator(".choice").nth(2))
    expect(made).to_have_count(5)
    wait_until(lambda: len(kept(base_url, lesson)["predictions"]) == 5, "all is kept")
    found = kept(base_url, lesson)["predictions"]
    assert found["0"] == sorted(found["0"]) and found["1"] == [] and found["2"] == 32
    small = page.locator(".lessons").evaluate("""(section) =>
        [...section.querySelectorAll("button, input, a, select, label.choice")]
        .filter((one) => one.checkVisibility() && !one.closest("label.choice > *"))
        .filter((one) => one.getBoundingClientRect().height < 40 && one.type !== "radio")
        .map((one) => one.outerHTML.slice(0, 80))""")
    assert not small
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # of the parts the one that is open has its name
    names = page.locator(".parts .name").evaluate_all(
        "(all) => all.map((one) => [one.textContent, one.getBoundingClientRect().width > 20])")
    assert [name for name, is_seen in names if is_seen] == ["Predict"]
    # without the server nothing is lost
    page.route("**/api/lessons/*/place", lambda route: route.abort())
    tap(page.locator(".choice").first)
    expect(page.locator(".kept")).not_to_be_empty()
    page.reload()
    expect(page.locator(".choice input").first).to_be_checked()
    page.unroute("**/api/lessons/*/place")
    first = json.dumps(page.locator(".choice input").first.get_attribute("value"))
    wait_until(lambda: json.dumps(kept(base_url, lesson)["predictions"]["4"]) == first,
               "it is sent once the server is back")


def test_the_menu_leads_from_a_lesson_to_the_list(page: Page, base_url: str) -> None:
    as_phone(page)
    page.goto(f"{base_url}/lessons?lesson=pixels")
    expect_query(page, lesson="pixels", part="question")
    tap(page.get_by_role("button", name="Expand sidebar"))
    tap(page.get_by_test_id("stSidebarNavLink").filter(has_text="Lessons"))
    expect(page.locator(".lessons .list h1")).to_be_focused()
    expect_query(page, lesson=None, part=None)
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    page.go_back()
    expect(page.locator(".lesson h1")).to_be_visible()
    expect_query(page, lesson="pixels", part="question")


def stroke(page: Page, target: Locator, shares: list[tuple[float, float]]) -> None:
    """Draw a finger over it; places are shares of its width and height."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    tool = page.context.new_cdp_session(page)
    places = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
              for x, y in shares]
    # slowly, and at rest in the end: the tap after a fling would only stop it
    began = time.time()
    kinds = ["touchStart", *["touchMove"] * len(places)]
    for number, (kind, place) in enumerate(zip(kinds, [*places, places[-1]], strict=True)):
        tool.send("Input.dispatchTouchEvent", {
            "type": kind, "touchPoints": [place], "timestamp": began + 0.2 * number})
    tool.send("Input.dispatchTouchEvent", {
        "type": "touchEnd", "touchPoints": [], "timestamp": began + 0.2 * len(kinds)})
