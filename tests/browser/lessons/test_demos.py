"""Things to touch that draw charts: by keys, mouse and finger. The others, and what holds of all:
``test_touch.py``."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import as_phone, tap
from tests.browser.settling import focus


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
    focus(slider)
    slider.press("Home")
    expect(told(shown)).to_contain_text("creeps")


def masks_are_all_the_same_where_nothing_is_dropped(shown: Locator) -> None:
    expect(shown.get_by_text("50 of 50 masks")).to_be_visible()
    slider = shown.get_by_role("slider")
    focus(slider)
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
    focus(canvas)
    for _ in range(8):
        canvas.press("ArrowRight")
    expect(told(shown)).to_contain_text("2 pixels: finetune-5")
    expect(shown.get_by_role("slider")).to_have_value("2")


def a_dot_shows_its_curves(shown: Locator) -> None:
    dots = shown.get_by_role("img", name=re.compile("chart of "))
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
    focus(canvas)
    for _ in range(4):
        canvas.press("ArrowDown")
    expect(told(shown)).to_contain_text("Moved 4 down: models-2 reads")
    box = canvas.bounding_box()
    assert box
    shown.page.mouse.move(box["x"] + 19.5 / 28 * box["width"], box["y"] + 14.5 / 28 * box["height"])
    expect(told(shown)).to_contain_text("Moved 5 to the right: models-2 reads")
    shown.get_by_role("button", name="Back to its place").click()
    expect(told(shown)).to_contain_text("In its own place")
