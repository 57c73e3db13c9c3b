"""The main job as a person does it: pick, change, train, leave, come back, look, draw."""

import math
import re

from playwright.sync_api import Locator, Page, expect

from mnist_core.data.mnist import Dataset
from tests.browser.strokes import ONE, ZERO, draw
from tests.servers.serving import call

CHART = ".live .chart"
RUN_ENDS_MS = 150_000
# a part of the real set on which two cores need about ten seconds an epoch
RECIPE = "step=strategy-4&num_train=12000&epochs=3"


def test_the_main_job(page: Page, base_url: str, dataset: Dataset) -> None:
    run = start_a_changed_step(page, base_url)
    the_curve_grows_without_a_rebuild_and_keeps_a_zoom(page)
    reloading_shows_the_whole_curve_while_the_run_goes_on(page)
    pause_stops_within_a_second_and_resume_goes_on(page)
    the_verdict_shows_after_the_end(page)
    the_errors_page_shows_digits_of_this_run(page, base_url, run)
    if not dataset.source.is_sample:
        a_drawn_one_and_a_drawn_zero_are_read_right(page, base_url, run)


def start_a_changed_step(page: Page, base_url: str) -> int:
    page.goto(f"{base_url}/train?{RECIPE}")
    set_number(page, "Dropout", "0.05")
    set_number(page, "Batch size", "64")
    expect(page.get_by_text("dropout 0.1").first).to_contain_text("0.05")
    expect(page.locator(CHART)).to_be_visible()
    page.evaluate(f"document.querySelector('{CHART}').mark = 'the first one'")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"run=\d+"))
    match = re.search(r"run=(\d+)", page.url)
    assert match
    recipe = call(f"{base_url}/api/runs/{match[1]}")["recipe"]
    assert recipe["dropout"] == 0.05
    assert recipe["batch_size"] == 64
    return int(match[1])


def the_curve_grows_without_a_rebuild_and_keeps_a_zoom(page: Page) -> None:
    wait_for_points(page, 5)
    before = num_points(page)
    drag_across(page, page.locator(f"{CHART} .nsewdrag").first)
    zoomed = x_range(page)
    assert zoomed[1] - zoomed[0] < 2.5
    wait_for_points(page, before + 20)
    assert page.evaluate(f"document.querySelector('{CHART}').mark") == "the first one"
    assert x_range(page) == zoomed


def reloading_shows_the_whole_curve_while_the_run_goes_on(page: Page) -> None:
    before = position(page)
    page.reload()
    wait_for_points(page, before)
    first = page.evaluate(f"document.querySelector('{CHART}').data[0].x[0]")
    assert math.isclose(first, 1 / 188, rel_tol=1e-6)
    assert num_points(page) == position(page) >= before
    page.wait_for_function(f"{position_js()} > {position(page) + 3}")


def pause_stops_within_a_second_and_resume_goes_on(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".live[data-state=paused]")).to_be_visible(timeout=1000)
    stopped_at = position(page)
    page.wait_for_timeout(1000)
    assert position(page) == stopped_at
    page.get_by_role("button", name="Resume").click()
    page.wait_for_function(f"{position_js()} > {stopped_at}")


def the_verdict_shows_after_the_end(page: Page) -> None:
    expect(page.locator(".live[data-state=finished]")).to_be_visible(timeout=RUN_ENDS_MS)
    # in the live element too, for the projector
    expect(page.get_by_test_id("stAlert").get_by_text("with 9,436 parameters")).to_be_visible()
    expect(page.get_by_text("Test set: Average loss")).to_be_visible()
    accuracies = page.evaluate(f"document.querySelector('{CHART}').data[5].y")
    assert len(accuracies) == 3
    assert num_points(page) == position(page) == 3 * 188


def the_errors_page_shows_digits_of_this_run(page: Page, base_url: str, run: int) -> None:
    best = call(f"{base_url}/api/runs/{run}")["best_test_accuracy"]
    page.goto(f"{base_url}/errors?run={run}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("read wrong")
    wrong, of = (int(number.replace(",", "")) for number in
                 re.findall(r"[\d,]+", heading.inner_text())[:2])
    assert wrong == round(of * (1 - best / 100))
    digits = page.get_by_role("button", name=re.compile(r"Test digit \d+: \d read as \d"))
    expect(digits.first).to_be_visible()
    assert digits.count() >= min(wrong, 20)


def a_drawn_one_and_a_drawn_zero_are_read_right(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/draw?run={run}")
    draw(page, ONE)
    expect(page.locator("[aria-live]").filter(has_text=re.compile("1")).first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    draw(page, ZERO)
    expect(page.locator("[aria-live]").filter(has_text=re.compile("0")).first).to_be_visible()


def set_number(page: Page, label: str, value: str) -> None:
    field = page.get_by_role("spinbutton", name=label)
    field.fill(value)
    field.press("Enter")
    # the link holds a changed setting as soon as its control does
    name = label.lower().replace(" ", "_")
    page.wait_for_url(re.compile(f"{name}={re.escape(value)}"))


def drag_across(page: Page, target: Locator) -> None:
    box = target.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    page.mouse.up()


def x_range(page: Page) -> list[float]:
    found: list[float] = page.evaluate(f"document.querySelector('{CHART}').layout.xaxis.range")
    return found


def num_points(page: Page) -> int:
    return int(page.evaluate(f"document.querySelector('{CHART}').data[0].x.length"))


def position_js() -> str:
    return f"Number(document.querySelector('{CHART}')?.dataset.batches ?? 0)"


def position(page: Page) -> int:
    return int(page.evaluate(position_js()))


def wait_for_points(page: Page, num: int) -> None:
    page.wait_for_function(f"document.querySelector('{CHART}')?.data?.[0].x.length >= {num}",
                           timeout=120_000)
