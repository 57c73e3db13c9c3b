"""Things to touch that draw charts: by keys, mouse and finger, and those that are measured first
in a page that has no server. The others, and what holds of all: ``test_touch.py``."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import load
from mnist_core.demos.demos import begun_demo
from mnist_core.reference.records import reference_runs
from mnist_core.scripts.inline import inlined
from tests.browser.phone import as_phone, tap

MEASURED = ("learning-rate", "augmentation")
RUNS = {run.key: run for run in reference_runs()}


def demo(page: Page, base_url: str, kind: str) -> Locator:
    """In the page that is open, as somebody goes from one to the next."""
    if "/touch" in page.url:
        page.locator(f'.demos a[href*="demo={kind}"]').click()
    else:
        page.goto(f"{base_url}/touch?demo={kind}")
    shown = page.locator(f'.demo[data-kind="{kind}"]')
    expect(shown.and_(page.locator("[data-ready]"))).to_be_visible()
    return shown


def told(shown: Locator) -> Locator:
    return shown.locator(".demo-told")


def test_four_answer_to_mouse_and_keys(page: Page, base_url: str) -> None:
    a_rate_creeps_arrives_or_jumps_out(demo(page, base_url, "learning-rate"))
    masks_are_all_the_same_where_nothing_is_dropped(demo(page, base_url, "dropout"))
    a_dot_shows_its_curves(demo(page, base_url, "parameters-gap"))
    a_moved_digit_changes_both_scores(demo(page, base_url, "global-pooling"))


def a_rate_creeps_arrives_or_jumps_out(shown: Locator) -> None:
    for name, happens in (("Too small", "creeps"), ("Right", "arrives"),
                          ("Too large", "jumps out")):
        shown.get_by_role("button", name=name).click()
        expect(told(shown)).to_contain_text(happens)
        expect(shown.get_by_role("img", name=re.compile(happens))).to_be_visible()
    slider = shown.get_by_role("slider", name="Learning rate")
    slider.focus()
    slider.press("Home")
    expect(told(shown)).to_contain_text("creeps")


def masks_are_all_the_same_where_nothing_is_dropped(shown: Locator) -> None:
    expect(shown.get_by_text("50 of 50 masks")).to_be_visible()
    slider = shown.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(told(shown)).to_contain_text(re.compile(
        r"At 0\.00 the 50 masks read (\d) \(50×\)\. Their mean is \1 with (\d+) %; "
        r"the whole network says \1 with \2 %\."))
    before = told(shown).text_content()
    slider.press("End")
    expect(told(shown)).not_to_have_text(before or "")


def test_a_digit_is_changed_under_a_finger(page: Page, base_url: str) -> None:
    shown = demo(as_phone(page), base_url, "augmentation")
    canvas = shown.get_by_role("application")
    tap(shown.get_by_text("Move", exact=True))
    expect(told(shown)).to_contain_text("0 pixels: finetune-5")
    canvas.focus()
    for _ in range(8):
        canvas.press("ArrowRight")
    expect(told(shown)).to_contain_text("2 pixels: finetune-5")
    expect(shown.get_by_role("slider")).to_have_value("2")


def a_dot_shows_its_curves(shown: Locator) -> None:
    dots = shown.get_by_role("img", name=re.compile("chart of 31"))
    # the one network with millions of parameters, far from all others
    box = dots.bounding_box()
    assert box
    dots.click(position={"x": 0.95 * box["width"], "y": 0.08 * box["height"]})
    expect(told(shown)).to_contain_text("finetune-0 · reference 1: 6,379,786 parameters")
    expect(shown.get_by_role("combobox")).to_have_value("finetune-0@1")
    shown.get_by_role("combobox").select_option("models-1@1")
    expect(told(shown)).to_contain_text("0.42 points better on new digits")


def a_moved_digit_changes_both_scores(shown: Locator) -> None:
    canvas = shown.get_by_role("application")
    canvas.focus()
    for _ in range(4):
        canvas.press("ArrowDown")
    expect(told(shown)).to_contain_text("Moved 4 down: models-2 reads")
    box = canvas.bounding_box()
    assert box
    shown.page.mouse.move(box["x"] + 19.5 / 28 * box["width"], box["y"] + 14.5 / 28 * box["height"])
    expect(told(shown)).to_contain_text("Moved 5 to the right: models-2 reads")
    shown.get_by_role("button", name="Back to its place").click()
    expect(told(shown)).to_contain_text("In its own place")


@pytest.fixture(scope="module")
def serverless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demos that are measured first, and all their data."""
    dataset = load(read_settings())
    data = [begun_demo(kind, {}, RUNS.__getitem__, dataset).now() for kind in MEASURED]
    script = inlined(Path(__file__).with_name("demo_page.js"))
    page = tmp_path_factory.mktemp("page") / "demos.html"
    text = json.dumps(data).replace("<", "\\u003c")
    page.write_text('<!doctype html><meta charset="utf-8"><title>Demos</title><body>'
                    f'<script id="shown" type="application/json">{text}</script>'
                    f"<script>{script}</script>", "utf-8")
    return page


def test_what_is_measured_first_can_lie_in_a_page_without_a_server(
        serverless: Path, new_page: Callable[[], Page]) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serverless.as_uri())
    expect(page.locator(".demo[data-ready]")).to_have_count(len(MEASURED))
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_text(re.compile("^Rate .* arrives"))).to_be_visible()
    assert asked == [serverless.as_uri()]
