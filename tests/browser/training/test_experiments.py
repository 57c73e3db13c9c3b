"""Experiments as a student meets them: asked on Train, watched, answered in words."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.settling import focus
from tests.browser.test_accessibility import RULES, SERIOUS

TINY = "conv3x3(4) bn relu maxpool2 drop(.1) conv3x3(4) bn relu gap conv1x1(10) flatten"
QUICK = (f"step=strategy-4&layers={TINY.replace(' ', '+')}&batch_size=16&num_train=300&epochs=1"
         "&held_out=100")


def row(page: Page, name: str) -> Locator:
    return page.locator(f".form .row[data-name='{name}']")


def test_is_dropout_worth_it(page: Page, base_url: str) -> None:
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{base_url}/train?{QUICK}")
    page.get_by_role("button", name="Vary settings").click()
    page.get_by_role("button", name="Vary Dropout").click()
    values = page.get_by_label("Dropout: values to try")
    values.fill("0 1.5")
    expect(row(page, "dropout").locator(".note")).to_contain_text("Dropout is tried at 1.5")
    start = page.locator(".form .start")
    expect(start).to_be_disabled()
    values.fill("0 0.2")
    values.press("Tab")
    seeds = page.locator(".form .asking .seeds input")
    seeds.fill("2")
    seeds.press("Tab")
    expect(page).to_have_url(re.compile(r"vary\.dropout=0%2C0\.2.*vary\.plan\.seeds=2"))
    expect(page.locator(".form .cost .words")).to_contain_text("2 trials x 2 seeds = 4 runs")
    expect(page.locator(".form .cost .power")).to_contain_text("you need")
    page.reload()
    expect(page.get_by_label("Dropout: values to try")).to_have_value("0, 0.2")
    expect(seeds).to_have_value("2")
    expect(start).to_have_text("Start experiment")
    page.get_by_label("Question", exact=True).fill("Is dropout worth it?")
    start.click()
    expect(page.get_by_role("heading", name="Is dropout worth it?")).to_be_visible()
    expect(page.locator(".experiments .counts")).to_contain_text("4 of 4 runs over",
                                                                 timeout=300_000)
    expect(page.locator(".experiments .headline")).to_contain_text("dropout")
    expect(page.locator(".experiments figure .plot[data-drawn]").first).to_be_visible()

    # watched from the beginning: there was no curve to draw yet
    curves = page.locator(".experiments figure", has=page.get_by_role("heading", name="Curves"))
    expect(curves).to_be_visible()
    curves.scroll_into_view_if_needed()
    expect(curves.locator(".plot[data-drawn]")).to_be_visible()

    for name, file in (("Page to print", "report.html"), ("Table of runs (CSV)", "trials.csv")):
        expect(page.get_by_role("link", name=name)).to_have_attribute(
            "href", re.compile(rf"/api/sweeps/\d+/{re.escape(file)}$"))

    # one trial, by the keyboard, in all pictures
    number = page.get_by_role("button", name="Trial 2: mark it in all pictures")
    focus(number)
    page.keyboard.press("Enter")
    expect(number).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".experiments .chosen")).to_contain_text("2 seeds")
    expect(page).to_have_url(re.compile("trial=2"))
    expect(number).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".experiments .chosen")).to_be_hidden()

    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []

    # what was chosen belongs to this experiment
    page.get_by_label("Choose trial 2 to compare").check()
    expect(page.locator(".experiments .compared")).to_contain_text("1 chosen")
    page.get_by_role("link", name="All experiments").click()
    page.get_by_role("link", name="Is dropout worth it?").click()
    expect(number).to_be_visible()
    expect(page.locator(".experiments .compared")).to_be_empty()
    assert troubles == []


def test_an_experiment_is_paused_and_deleted_with_a_question(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?{QUICK}&num_train=3000&epochs=4&vary.dropout=0,0.1,0.2"
              "&vary.plan.seeds=1")
    start = page.locator(".form .start")
    expect(start).to_have_text("Start experiment")
    start.click()
    expect(page.get_by_role("heading", name="Which dropout on strategy-4?")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".experiments .counts")).to_contain_text("paused")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".experiments .counts")).to_contain_text("stopped")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(".experiments .list > *").first).to_be_visible()
    expect(page.locator(".experiments .list").get_by_text("Which dropout on strategy-4?")
           ).to_have_count(0)
