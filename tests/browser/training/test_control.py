"""A run under control: one batch that shows itself, the same truth in every tab, and its end."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.servers.serving import call
from tests.waiting import wait_until

SMALL = {"num_train": 6000, "batch_size": 64, "epochs": 30}
# a worker gives way to everything else on a busy machine
START_SECONDS = 300
PANEL = ".live .one-batch"


def started(base_url: str, **settings: Any) -> int:
    run: int = call(f"{base_url}/api/runs", {"step": "strategy-4", "set": {**SMALL, **settings}})[
        "id"]
    return run


def shown(base_url: str, run: int) -> dict[str, Any]:
    answer: dict[str, Any] = call(f"{base_url}/api/runs/{run}")
    return answer


@pytest.mark.slow
def test_one_batch_shows_itself_in_every_tab_and_after_a_reload(
        page: Page, base_url: str, new_page: Callable[[], Page]) -> None:
    run = started(base_url)
    page.goto(f"{base_url}/train?run={run}")
    wait_until(lambda: shown(base_url, run)["position"] > 10, "it trains", START_SECONDS)
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    expect(page.locator(PANEL)).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator(".live[data-state=paused]")).to_be_visible()
    expect(page.locator(PANEL)).to_be_visible()
    first = the_batch_is_that_of_the_run(page, base_url, run)

    page.get_by_role("button", name="One batch").click()
    expect(page.locator(".batch-title")).not_to_have_text(first)
    second = the_batch_is_that_of_the_run(page, base_url, run)

    other = new_page()
    for tab in (page, other):
        tab.goto(f"{base_url}/train?run={run}")
        expect(tab.locator(".batch-title")).to_have_text(second, timeout=60_000)
    other.keyboard.press("r")
    for tab in (page, other):
        expect(tab.locator(".live[data-state=running]")).to_be_visible()
        expect(tab.locator(PANEL)).to_be_hidden()
    other.keyboard.press("s")
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()
    other.close()


def the_batch_is_that_of_the_run(page: Page, base_url: str, run: int) -> str:
    """Returns its title."""
    look = call(f"{base_url}/api/runs/{run}/batch")["look"]
    assert look["position"] == shown(base_url, run)["position"] - 1
    expect(page.locator(".batch-title")).to_contain_text(
        f"Batch {look['batch']} of 94 in epoch {look['epoch']}")
    wrong, now_wrong = look["num_wrong"]
    expect(page.locator(".batch-facts")).to_contain_text(
        f"Loss {look['loss'][0]:.4f} → {look['loss'][1]:.4f} · {wrong} → {now_wrong} of 64 wrong")
    expect(page.locator(".batch-digits li")).to_have_count(64)
    expect(page.locator(".batch-counts li > span")).to_have_text([
        str(count) for count in look["counts"]])
    tokens = [layer["token"] for layer in look["layers"]]
    assert tokens[:2] == ["conv3x3(12)", "bn"]
    expect(page.locator(".layer-steps code")).to_have_text(tokens)
    return page.locator(".batch-title").inner_text()


@pytest.mark.slow
def test_a_batch_stands_beside_the_curves_of_the_projector(page: Page, base_url: str) -> None:
    run = started(base_url)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base_url}/train?run={run}&view=projector")
    wait_until(lambda: shown(base_url, run)["position"] > 10, "it trains", START_SECONDS)
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(PANEL)).to_be_visible()
    batch, chart = (page.locator(part).bounding_box() for part in (PANEL, ".live .chart"))
    assert batch and chart
    assert batch["x"] + batch["width"] <= chart["x"]
    assert chart["height"] > 550 and chart["width"] > 700
    page.keyboard.press("s")
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()


@pytest.mark.slow
def test_a_run_that_is_started_from_far_below_comes_into_view(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4&num_train=6000&epochs=30")
    expect(page.locator(".consequences .digits canvas")).to_have_count(32)
    page.get_by_text("Find a learning rate").scroll_into_view_if_needed()
    expect(page.locator(".live .headline")).not_to_be_in_viewport()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("run="))
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    expect(page.locator(".live .headline")).to_be_in_viewport()


def test_a_run_that_is_started_before_the_chart_stands_is_followed(
        page: Page, base_url: str) -> None:
    asked: list[Route] = []
    page.route("**/plotly.min.js", lambda route: asked.append(route))
    page.goto(f"{base_url}/train?step=strategy-4&num_train=6000&epochs=30")
    expect(page.locator(".consequences .digits canvas")).to_have_count(32)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("run="))
    expect(page.get_by_role("textbox", name="Note")).to_be_visible()
    for request in asked:
        request.continue_()
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    expect(page.locator(".live .chart .main-svg").first).to_be_visible()


def test_a_queued_run_says_behind_whom_and_is_told_when_it_is_its_turn(
        page: Page, base_url: str) -> None:
    ahead = started(base_url)
    waiting = started(base_url, epochs=1)
    page.goto(f"{base_url}/train?run={waiting}")
    facts = page.locator(".live .facts")
    expect(facts).to_contain_text(f"1st in the queue, behind run {ahead} (strategy-4")
    call(f"{base_url}/api/runs/{ahead}/stop", {})
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    expect(facts).not_to_contain_text("in the queue")
    call(f"{base_url}/api/runs/{waiting}/stop", {})


@pytest.mark.slow
def test_after_a_run_comes_its_analysis_what_to_try_next_a_name_and_an_undo(
        page: Page, base_url: str) -> None:
    run = started(base_url, epochs=1, num_train=1000)
    wait_until(lambda: shown(base_url, run)["state"] == "finished", "it is finished", START_SECONDS)
    page.goto(f"{base_url}/train?run={run}")
    expect(page.get_by_text("reached in 0 of 1 epoch")).to_be_visible()
    expect(page.get_by_text("No epoch reaches 99.40 %")).to_be_visible()
    expect(page.get_by_text("Test set: Average loss")).to_be_visible()
    tried = page.get_by_role("link", name="Race it against this change")
    # one epoch of 1,000 digits: all of both first, and whatever else the run had changed
    expect(tried).to_have_attribute("href", re.compile(r"step=strategy-4&batch_size=64$"))

    page.get_by_role("textbox", name="Name").fill("the first of all")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Note").fill("too few digits")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: row(base_url, run)["note"] == "too few digits", "the note is kept", 20)
    newest = max(each["id"] for each in call(f"{base_url}/api/runs"))
    assert newest == run, "keeping a note started another run"
    page.get_by_role("button", name="Delete this run").click()
    page.wait_for_url(re.compile("/runs"))
    expect(page.locator(".runs .undo")).to_contain_text(f"Run {run} is deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".runs tbody")).to_contain_text("the first of all")
    assert shown(base_url, run)["state"] == "finished"
    page.get_by_role("link", name=f"Run {run}", exact=True).click()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("too few digits")


def row(base_url: str, run: int) -> dict[str, Any]:
    rows = call(f"{base_url}/api/run-list")["rows"]
    found: dict[str, Any] = next(each for each in rows if each["key"] == str(run))
    return found


def test_with_nothing_chosen_the_box_of_runs_says_new_run(page: Page, base_url: str) -> None:
    run = started(base_url)
    call(f"{base_url}/api/runs/{run}/stop", {})
    page.goto(f"{base_url}/train?step=strategy-4")
    expect(page.get_by_text("New run", exact=True).or_(
        page.get_by_placeholder("New run"))).to_be_visible()
