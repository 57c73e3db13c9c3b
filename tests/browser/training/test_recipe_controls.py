"""The left side of the Train page, and what is seen before a run starts."""

import re
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.address import query
from tests.servers.serving import call

# small enough for a search to end within seconds on two busy cores
TINY = "conv3x3(4) bn relu maxpool2 conv3x3(4) bn relu gap conv1x1(10) flatten"
QUICK = f"step=strategy-4&layers={TINY.replace(' ', '+')}&batch_size=16"


def control(page: Page, label: str) -> Locator:
    return page.get_by_role("spinbutton", name=label, exact=True)


def set_to(page: Page, label: str, value: str, name: str) -> None:
    control(page, label).fill(value)
    control(page, label).press("Enter")
    page.wait_for_url(re.compile(f"[?&]{re.escape(name)}={re.escape(value)}(&|$)"))


def test_why_nothing_was_started_stands_until_something_is_changed(
        page: Page, base_url: str) -> None:
    sentence = "This run would take about 45 min here, and a run may take 30 min."
    page.route("**/api/runs", lambda route: route.fulfill(status=400, json={"error": sentence})
               if route.request.method == "POST" else route.continue_())
    page.goto(f"{base_url}/train?step=strategy-4")
    page.get_by_role("button", name="Start", exact=True).click()
    why = page.locator(".why-not")
    expect(why).to_have_text(sentence)
    with page.expect_response("**/api/queue/wait"):
        pass
    page.wait_for_timeout(200)
    expect(why).to_have_text(sentence)
    set_to(page, "Batch size", "128", "batch_size")
    expect(why).to_have_text("")


def test_a_change_is_marked_said_and_linked_and_can_be_taken_back(page: Page,
                                                                  base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    set_to(page, "Dropout", "0.05", "dropout")
    set_to(page, "Batch size", "128", "batch_size")
    said = page.get_by_text("dropout 0.1 → 0.05, batch 256 → 128")
    expect(said).to_be_visible()
    expect(page.locator(".row.changed")).to_have_count(2)
    page.reload()
    expect(said).to_be_visible()
    expect(control(page, "Batch size")).to_have_value("128")
    page.get_by_role("button", name="Dropout: back to the step's value, 0.1").click()
    expect(page.locator(".row.changed")).to_have_count(1)
    expect(said).to_be_hidden()
    page.get_by_role("button", name="Back to the step", exact=True).click()
    expect(page.get_by_text("As published, nothing changed.")).to_be_visible()
    expect(control(page, "Batch size")).to_have_value("256")
    page.go_back()
    expect(control(page, "Batch size")).to_have_value("128")


def test_another_optimiser_has_its_own_controls_and_each_remembers_its_values(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    set_to(page, "Momentum", "0.8", "optimiser.momentum")
    optimiser = page.get_by_role("combobox", name="Optimiser")
    optimiser.select_option("adamw")
    page.wait_for_url(re.compile("optimiser=adamw"))
    expect(control(page, "Beta 2")).to_have_value("0.999")
    expect(control(page, "Weight decay")).to_have_value("0.01")
    expect(control(page, "Momentum")).to_be_hidden()
    optimiser.select_option("sgd")
    expect(control(page, "Momentum")).to_have_value("0.8")
    expect(control(page, "Learning rate")).to_have_value("0.1")


def test_a_wrong_value_is_marked_at_its_field_and_the_page_stays(page: Page,
                                                                 base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    expect(page.locator(".consequences .parameters")).to_have_text("9,436")
    start = page.get_by_role("button", name="Start", exact=True)
    row = page.locator("[data-name='optimiser.lr']")
    for typed, sentence in (("0", "Learning rate is 0; it must be more than 0 and at most 10."),
                            ("fast", "Learning rate is “fast”, which is not a number")):
        control(page, "Learning rate").fill(typed)
        control(page, "Learning rate").press("Enter")
        expect(row.locator(".note")).to_contain_text(sentence)
        expect(page.locator(".why-not")).to_contain_text(sentence)
        expect(start).to_be_disabled()
        expect(page.locator(".consequences .parameters")).to_have_text("9,436")
    control(page, "Learning rate").fill("0,05")
    control(page, "Learning rate").press("Enter")
    expect(control(page, "Learning rate")).to_have_value("0.05")
    expect(start).to_be_enabled()
    expect(row.locator(".note")).to_be_hidden()


def test_what_is_typed_survives_menu_back_and_reload_and_is_what_starts(page: Page,
                                                                        base_url: str) -> None:
    page.goto(f"{base_url}/train?{QUICK}&num_train=1000")
    expect(control(page, "Dropout")).to_be_disabled()
    control(page, "Momentum").fill("0.7")
    # at once: before anything could be sent
    page.get_by_role("link", name="Runs").first.click()
    page.wait_for_url(re.compile("/runs"))
    page.get_by_role("link", name="Train").first.click()
    expect(control(page, "Momentum")).to_have_value("0.7")
    control(page, "Weight decay").fill("0,001")
    page.reload()
    expect(control(page, "Weight decay")).to_have_value("0.001")
    control(page, "Learning rate").fill("0.03")
    page.get_by_role("link", name="Network").first.click()
    page.wait_for_url(re.compile("/network"))
    page.go_back()
    expect(control(page, "Learning rate")).to_have_value("0.03")
    control(page, "Epochs").fill("1")
    page.get_by_role("button", name="Start", exact=True).click()
    started = recipe_of_the_run(page, base_url)
    assert started["epochs"] == 1
    assert started["optimiser"] == {"kind": "sgd", "lr": 0.03, "momentum": 0.7, "nesterov": False,
                                    "weight_decay": 0.001}


def test_a_quick_try_is_shorter_and_says_so(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?{QUICK}&num_train=2000&epochs=1000")
    words = page.locator(".quick-words")
    expect(words).to_have_text(re.compile(r"^\d+ epochs? of [\d,]+ digits, about (\d+ s|1 min)$"),
                               timeout=120_000)
    told = words.inner_text()
    page.get_by_role("button", name="Quick try").click()
    started = recipe_of_the_run(page, base_url)
    assert told.startswith(f"{started['epochs']} epoch")
    assert f"of {started['num_train']:,} digits" in told
    expect(page.locator(".live .headline")).to_contain_text("quick try")


@pytest.mark.slow
def test_what_stands_above_start_is_what_starts_twenty_times_under_load(
        page: Page, base_url: str) -> None:
    with ExitStack() as load:
        for _ in range(6):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            load.callback(busy.wait)
            load.callback(busy.kill)
        for number in range(20):
            page.goto(f"{base_url}/train?{QUICK}")
            rate = round(0.01 + number / 1000, 3)
            control(page, "Learning rate").fill(str(rate))
            control(page, "Epochs").fill("1")
            control(page, "Training digits").fill("10")
            # a rerun in between
            page.get_by_role("button", name="Save as own recipe").click()
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Start", exact=True).click()
            started = recipe_of_the_run(page, base_url)
            assert (started["optimiser"]["lr"], started["epochs"], started["num_train"]) == (
                rate, 1, 10)


def recipe_of_the_run(page: Page, base_url: str) -> dict[str, Any]:
    """That of the run that the page shows as soon as it does."""
    page.wait_for_url(re.compile(r"run=\d+"))
    recipe: dict[str, Any] = call(f"{base_url}/api/runs/{query(page)['run'][0]}")["recipe"]
    return recipe


def test_consequences_follow_a_slider_while_it_moves(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    expect(page.locator(".consequences .parameters")).to_have_text("9,436")
    expect(page.locator(".consequences .digits canvas")).to_have_count(32)
    before = pixels(page)
    slider = page.locator("[data-name='affine.translate'] .slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2, steps=4)
    advice = page.locator(".consequences .advice")
    expect(advice).to_contain_text("of the ink out of the frame")
    # nothing is written into the link before the slider is let go
    assert "affine.translate" not in query(page)
    page.mouse.up()
    page.wait_for_url(re.compile("affine.translate=0.4"))
    after = pixels(page)
    assert [digit["original"] for digit in after] == [digit["original"] for digit in before]
    assert [digit["seen"] for digit in after] != [digit["seen"] for digit in before]


def test_a_phone_shows_the_consequences_at_its_foot_while_controls_are_moved(
        page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base_url}/train?step=strategy-4&rotation=30")
    page.locator("[data-group=augmentation] > summary").click()
    bar = page.locator(".consequences-bar")
    expect(bar).to_be_in_viewport()
    expect(bar).to_contain_text("9,436 parameters")
    as_it_was = page.evaluate(BAR_JS)
    set_to(page, "Rotation, ± degrees", "5.5", "rotation.degrees")
    page.wait_for_function(f"before => {BAR_JS} !== before", arg=as_it_was)
    bar.click()
    expect(page.locator(".consequences .parameters")).to_be_in_viewport()
    expect(bar).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 200})
    expect(bar).to_be_hidden()


def test_shake_draws_the_same_digits_anew(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    expect(page.locator(".consequences .digits canvas")).to_have_count(32)
    page.wait_for_timeout(500)
    before, seen_before = pixels(page), page.evaluate(SEEN_JS)
    page.get_by_role("button", name="Shake").click()
    page.wait_for_function(f"before => {SEEN_JS} !== before", arg=seen_before)
    assert [digit["original"] for digit in pixels(page)] == [
        digit["original"] for digit in before]
    page.goto(f"{base_url}/train?step=strategy-1")
    expect(page.get_by_text("This recipe shows them as they are.")).to_be_visible()
    expect(page.get_by_role("button", name="Shake")).to_be_hidden()


def test_the_rates_of_the_whole_run_are_drawn_and_told(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=finetune-6")
    expect(page.locator(".consequences .rates")).to_have_attribute(
        "aria-label", re.compile(r"Learning rate from 0.0006 over 0.015 in epoch 5 to 6e-8 at the "
                                 r"end; momentum from 0.95 to 0.95"))


@pytest.mark.slow
def test_the_time_comes_from_a_probe_and_says_so(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?{QUICK}&epochs=3")
    expect(page.locator(".consequences .time")).to_contain_text(
        re.compile(r"About .* an epoch with its test, from [\d,]+ batches timed on "
                   r"\d+ CPU thread.*, and .* to start"),
        timeout=120_000)


@pytest.mark.slow
def test_an_own_recipe_is_saved_chosen_duplicated_and_deleted(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4&dropout=0.05")
    page.get_by_role("button", name="Save as own recipe").click()
    page.get_by_role("textbox", name="Name").fill("less dropout")
    page.get_by_role("textbox", name="Name").press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"recipe=\d+"))
    saved = re.search(r"recipe=\d+", page.url)
    assert saved
    step = page.get_by_role("combobox", name="Step")
    expect(step).to_have_value(re.compile("less dropout · own recipe from strategy-4"))
    page.goto(f"{base_url}/train?step=strategy-4&{saved[0]}")
    expect(control(page, "Dropout")).to_have_value("0.05")
    set_to(page, "Dropout", "0.2", "dropout")
    expect(page.get_by_role("button", name="Own recipe, changed")).to_be_visible()
    page.reload()
    expect(control(page, "Dropout")).to_have_value("0.2")
    page.get_by_role("button", name="Own recipe, changed").click()
    page.get_by_role("button", name="Duplicate").click()
    expect(step).to_have_value(re.compile("less dropout copy"))
    expect(control(page, "Dropout")).to_have_value("0.05")
    page.get_by_role("button", name="Own recipe").click()
    page.get_by_role("button", name="Delete").click()
    expect(step).to_have_value(re.compile("LR schedule"))
    # what the controls say is kept
    expect(control(page, "Dropout")).to_have_value("0.05")


def test_the_finder_draws_its_curve_and_its_rate_is_applied(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?{QUICK}")
    page.get_by_text("Find a learning rate").click()
    page.get_by_role("button", name="Find", exact=True).click()
    curve = page.locator(".finder .curve")
    page.wait_for_function("document.querySelector('.finder .curve').dataset.points > 10",
                           timeout=120_000)
    apply = page.get_by_role("button", name=re.compile(r"^Apply [\d.e-]+$"))
    expect(apply.first).to_be_visible(timeout=120_000)
    expect(curve).to_have_attribute("aria-label", re.compile("recommended"))
    rate = apply.first.inner_text().removeprefix("Apply ")
    apply.first.click()
    expect(control(page, "Learning rate")).to_have_value(rate)
    page.wait_for_url(re.compile("optimiser.lr="))


@pytest.mark.slow
def test_a_search_can_be_stopped(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    page.get_by_text("Find a learning rate").click()
    page.get_by_role("button", name="Find", exact=True).click()
    page.wait_for_function("document.querySelector('.finder .curve').dataset.points > 1",
                           timeout=120_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".finder .status")).to_have_text(re.compile(r"Stopped after \d+ batches"))
    page.wait_for_timeout(1500)
    stopped = page.locator(".finder .curve").get_attribute("data-points")
    page.wait_for_timeout(1500)
    assert page.locator(".finder .curve").get_attribute("data-points") == stopped


BAR_JS = "document.querySelector('.consequences-bar canvas').toDataURL()"
SEEN_JS = ("JSON.stringify([...document.querySelectorAll('.digits .seen')]"
           ".map(one => one.toDataURL()))")


def pixels(page: Page) -> list[dict[str, str]]:
    """Every shown digit, as it is and as the recipe shows it, as data addresses."""
    shown: list[dict[str, str]] = page.evaluate(
        "[...document.querySelectorAll('.digits .pair')].map(pair => ({"
        "original: pair.querySelector('.original').toDataURL(), "
        "seen: pair.querySelector('.seen').toDataURL()}))")
    return shown
