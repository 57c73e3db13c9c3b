"""The live element: what a person sees of a run, keeps of it, plays again and shows to a class."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.runs.records.store import Store, open_store
from tests.browser.training.told_run import ToldRun
from tests.waiting import wait_until

CHART = ".live .chart"
PER_EPOCH = 16
BATCHES = 2 * PER_EPOCH
NUM_WRONG = (120, 60)


@pytest.fixture(scope="module")
def store(home: Path, base_url: str) -> Store:
    """The one that the dashboard reads."""
    return open_store(Settings(home=home))


@pytest.fixture(scope="module")
def run(store: Store, dataset: Dataset) -> int:
    """A finished run of two epochs, of which the second was the better."""
    told = ToldRun(store, dataset, epochs=2, num_batches=PER_EPOCH)
    for epoch, num_wrong in enumerate(NUM_WRONG, 1):
        told.train(PER_EPOCH)
        # long enough that its replay is not over before anybody can touch it
        told.measure(epoch, num_wrong, is_best=True, seconds=150)
    told.finish()
    return told.id


def percent(num_wrong: int, dataset: Dataset) -> str:
    return f"{100 - 100 * num_wrong / len(dataset.test):.2f} %"


def open_run(page: Page, base_url: str, run: int, **link: str) -> None:
    query = "".join(f"&{name}={value}" for name, value in link.items())
    page.goto(f"{base_url}/train?run={run}{query}")
    expect(page.locator(f"{CHART} .main-svg").first).to_be_visible()


def in_chart(page: Page, expression: str) -> Any:
    return page.evaluate(f"(chart => {expression})(document.querySelector('{CHART}'))")


def wait_for_chart(page: Page, condition: str) -> None:
    page.wait_for_function(f"(chart => chart?.layout && {condition})"
                           f"(document.querySelector('{CHART}'))")


def wait_for_points(page: Page, num: int) -> None:
    wait_for_chart(page, f"chart.data[0].x.length === {num}")


def zoom(page: Page) -> None:
    """Drag from a quarter of the chart's width to its half."""
    box = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=5)
    page.mouse.up()
    wait_for_chart(page, "chart.layout.xaxis.range[0] > 0.1")


def test_the_chart_says_its_figures_and_marks_the_best_epoch(
        page: Page, base_url: str, run: int, dataset: Dataset) -> None:
    open_run(page, base_url, run)
    wait_for_points(page, BATCHES)
    best = percent(NUM_WRONG[1], dataset)
    words = page.locator(CHART).get_attribute("aria-label") or ""
    assert f"test accuracy {best}. Best: {best} after epoch 2. Target 99.4 %." in words
    assert "Published: best test accuracy" in words
    assert in_chart(page, "chart.data[11].text") == [f"best {best}"]
    assert in_chart(page, "chart.layout.shapes[1].x0") == 2
    assert in_chart(page, "chart.data[6].y.length") > 5, "the published log is not a ghost"


def test_ten_mistakes_lead_to_the_errors_page(
        page: Page, base_url: str, run: int) -> None:
    open_run(page, base_url, run)
    mistakes = page.locator(".live .mistakes a")
    expect(mistakes).to_have_count(10)
    expect(page.locator(".live .mistakes p")).to_contain_text(
        f"Worst of {NUM_WRONG[1]} mistakes after epoch 2")
    digit = re.findall(r"digit (\d+)", mistakes.last.get_attribute("aria-label") or "")[0]
    mistakes.last.click()
    page.wait_for_url(re.compile(rf"/errors\?.*run={run}"))
    expect(page.get_by_text(f"test digit {digit}", exact=False)).to_be_visible()


def test_a_run_grows_while_it_is_watched_and_nothing_is_rebuilt(
        page: Page, base_url: str, store: Store, dataset: Dataset) -> None:
    told = ToldRun(store, dataset, epochs=3, num_batches=PER_EPOCH)
    told.train(PER_EPOCH)
    open_run(page, base_url, told.id)
    wait_for_points(page, PER_EPOCH)
    in_chart(page, "chart.querySelector('.main-svg').mark = 'the first one'")
    zoom(page)
    zoomed = in_chart(page, "chart.layout.xaxis.range")
    told.measure(1, NUM_WRONG[0], is_best=True)
    told.train(5)
    wait_for_points(page, PER_EPOCH + 5)
    expect(page.locator(".live .headline")).to_have_text(
        f"Run {told.id} · quick try · training · epoch 2 of 3, batch 5 of {PER_EPOCH}")
    expect(page.locator(".live .spoken")).to_contain_text(
        f"Epoch 1 of 3: test accuracy {percent(NUM_WRONG[0], dataset)}")
    expect(page.locator(".live .mistakes p")).to_contain_text("after epoch 1")
    assert in_chart(page, "chart.layout.xaxis.range") == zoomed
    told.train(PER_EPOCH - 5)
    told.measure(2, NUM_WRONG[1], is_best=True)
    expect(page.locator(".live .mistakes p")).to_contain_text("after epoch 2")
    assert in_chart(page, "chart.querySelector('.main-svg').mark") == "the first one"
    told.stop()
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()


def test_headline_and_status_line_say_one_state_at_every_moment(
        page: Page, base_url: str, store: Store, dataset: Dataset) -> None:
    told = ToldRun(store, dataset, epochs=1, num_batches=PER_EPOCH)
    told.train(5)
    open_run(page, base_url, told.id)
    wait_for_points(page, 5)
    line = page.locator(".activity .parts")
    expect(line).to_contain_text(f"training run {told.id}")
    line.evaluate("""(line) => {
        const headline = document.querySelector(".live .headline");
        window.seen = [];
        new MutationObserver(() => seen.push([headline.textContent, line.textContent]))
            .observe(headline, { childList: true, characterData: true, subtree: true });
    }""")
    told.train(PER_EPOCH - 5)
    expect(line).to_contain_text(f"testing run {told.id}")
    told.measure(1, NUM_WRONG[0], is_best=True)
    told.stop()
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()
    seen = page.evaluate("seen")
    words = [(headline.split(" · ")[2].split()[0], shown.split()[0] if shown else "")
             for headline, shown in seen]
    assert {word for word, _ in words} >= {"testing", "stopped"}
    assert all(word == shown or (word == "stopped" and f"run {told.id}" not in shown)
               for (word, shown) in words)


def test_a_zoom_into_a_long_run_shows_every_batch(
        page: Page, base_url: str, store: Store, dataset: Dataset) -> None:
    told = ToldRun(store, dataset, epochs=2, num_batches=3_000)
    told.train(3_000)
    open_run(page, base_url, told.id)
    wait_for_chart(page, "chart.data[0].x.length > 1000")
    assert in_chart(page, "chart.data[0].x.length") <= 2_002, "it is not thinned"
    zoom(page)
    wait_for_chart(page, "chart.data[0].x.length > 2200")
    inside = in_chart(page, """chart.data[0].x.filter(x => chart.layout.xaxis.range[0] <= x
        && x <= chart.layout.xaxis.range[1])""")
    steps = [after - before for before, after in itertools.pairwise(inside)]
    assert all(step == pytest.approx(1 / 3_000) for step in steps)
    # it goes on where it was
    told.train(10)
    wait_for_chart(page, "chart.dataset.batches === '3010'")
    at = in_chart(page, "chart.data[1].x")
    assert at == sorted(at) and at[-1] == pytest.approx(3_010 / 3_000)
    told.stop()


def test_zoom_scale_and_hidden_curves_survive_a_reload(
        page: Page, base_url: str, run: int) -> None:
    open_run(page, base_url, run)
    wait_for_points(page, BATCHES)
    page.get_by_role("button", name="linear").click()
    wait_for_chart(page, "chart.layout.yaxis.type === 'linear'")
    page.locator(f"{CHART} .legendtoggle").nth(0).click()
    wait_for_chart(page, "chart.data[0].visible === 'legendonly'")
    zoom(page)
    zoomed = in_chart(page, "chart.layout.xaxis.range")

    page.reload()
    wait_for_points(page, BATCHES)
    assert in_chart(page, "chart.layout.xaxis.range") == pytest.approx(zoomed)
    assert in_chart(page, "chart.layout.yaxis.type") == "linear"
    assert in_chart(page, "chart.data[0].visible") == "legendonly"
    expect(page.get_by_role("button", name="linear")).to_have_attribute("aria-pressed", "true")

    box = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 40)
    wait_for_chart(page, "chart.layout.xaxis.range[0] === 0")


def test_a_replay_is_paused_and_goes_on(page: Page, base_url: str) -> None:
    # a reference run of minutes
    page.goto(f"{base_url}/train?step=strategy-4&replay=strategy-4@1&speed=1")
    page.get_by_role("button", name="Pause Space").click()
    page.get_by_role("button", name="Play Space").click()
    expect(page.get_by_role("button", name="Pause Space")).to_be_visible()


def test_a_replay_that_was_asked_for_twice_is_one_and_back_plays_it_again(
        page: Page, base_url: str) -> None:
    held: list[Route] = []
    page.route("**/api/trained/*/curve", lambda route: held.append(route))
    page.goto(f"{base_url}/train?step=strategy-4")
    again = page.get_by_role("button", name="Replay the reference run")
    again.click()
    again.dispatch_event("click")

    def are_both_asked_for() -> bool:
        page.wait_for_timeout(20)
        return len(held) == 2
    wait_until(are_both_asked_for, "both are asked for")
    for route in held:
        route.continue_()
    page.unroute("**/api/trained/*/curve")
    page.get_by_role("button", name="Pause Space").click()
    slider = page.get_by_label("Moment of the replay")
    stands = slider.input_value()
    page.wait_for_timeout(400)
    assert slider.input_value() == stands
    page.wait_for_function("location.search.includes('replay')")
    page.get_by_role("button", name="Leave the replay").click()
    page.wait_for_function("!location.search.includes('replay')")
    expect(page.locator(".live .headline")).not_to_contain_text("replay")
    page.goto(f"{base_url}/train?step=strategy-4&replay=strategy-4@1")
    page.get_by_role("button", name="Leave the replay").click()
    page.wait_for_function("!location.search.includes('replay')")
    page.go_back()
    expect(page.locator(".live[data-replay=on]")).to_be_visible()


def test_a_finished_run_is_played_again_as_it_came(
        page: Page, base_url: str, run: int, dataset: Dataset) -> None:
    open_run(page, base_url, run)
    page.get_by_role("button", name="Replay", exact=True).click()
    page.wait_for_url(re.compile(f"replay={run}"))
    expect(page.locator(".live .headline")).to_contain_text("replay")
    page.get_by_role("button", name="Pause Space").click()
    expect(page.get_by_role("button", name="Play Space")).to_be_visible()

    slider = page.get_by_label("Moment of the replay")
    middle = float(slider.get_attribute("max") or 0) * 0.75
    slider.evaluate("(slider, value) => { slider.value = value; slider.oninput(); }", middle)
    # three quarters of the time: in the second epoch, the first is measured
    wait_for_chart(page, "chart.data[5].y.length === 1 && chart.data[0].x.length < 32")
    slider.evaluate("(slider) => { slider.value = 0; slider.oninput(); }")
    wait_for_points(page, 0)

    page.get_by_label("Speed of the replay").select_option("50")
    page.wait_for_url(re.compile("speed=50"))
    page.keyboard.press("Escape")
    page.locator(".live .headline").click()
    page.keyboard.press("Space")
    wait_for_points(page, BATCHES)
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    assert in_chart(page, "chart.data[5].y") == pytest.approx(
        [100 - 100 * num / len(dataset.test) for num in NUM_WRONG])

    page.get_by_role("button", name="Leave the replay").click()
    expect(page.locator(".live .headline")).to_have_text(f"Run {run} · quick try · finished")
    page.wait_for_function("!location.search.includes('replay')")


@pytest.mark.slow
def test_a_link_opens_a_replay_in_the_projector_view(page: Page, base_url: str, run: int) -> None:
    open_run(page, base_url, run, replay=str(run), speed="50", view="projector")
    expect(page.locator(".live.projector")).to_be_visible()
    expect(page.get_by_label("Speed of the replay")).to_have_value("50")
    wait_for_points(page, BATCHES)


def test_one_key_shows_the_projector_view_and_escape_leaves_it(
        page: Page, base_url: str, run: int) -> None:
    open_run(page, base_url, run)
    wait_for_points(page, BATCHES)
    before = page.locator(CHART).bounding_box()
    page.keyboard.press("f")
    page.wait_for_url(re.compile("view=projector"))
    view = page.locator(".live.projector")
    size = page.viewport_size
    box = view.bounding_box()
    assert size and box and before
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    # nothing is cut off, and nothing of the page shows through
    wait_for_chart(page, f"chart.getBoundingClientRect().bottom <= {size['height']}")
    wait_for_chart(page, "Math.abs(chart.querySelector('.main-svg').getBoundingClientRect().width"
                         " - chart.clientWidth) < 2")
    assert page.evaluate("document.elementFromPoint(20, 20).closest('.live') !== null")
    expect(view.locator(".figure")).to_have_text(re.compile(r"\d\d\.\d\d %"))
    expect(view.locator(".verdict")).to_contain_text(re.compile(r"after epoch \d+ · .*9,"))
    expect(view.locator(".mistakes a")).to_have_count(10)
    expect(view.locator(".about")).to_contain_text("strategy-2")
    assert in_chart(page, "chart.data[11].mode") == "markers", "nothing is written onto the curves"

    page.set_viewport_size({"width": 1920, "height": 1080})
    wait_for_chart(page, "chart.layout.font.size === 30")
    for part in (".facts", ".about", ".verdict", ".mistakes a", ".project"):
        assert view.locator(part).first.evaluate(
            "part => parseFloat(getComputedStyle(part).fontSize)") >= 30, part
    page.get_by_role("button", name="On a phone").click()
    expect(page.locator(".phone-code")).to_contain_text("HOST=0.0.0.0 make run")
    page.keyboard.press("Escape")
    expect(view).to_be_visible()
    page.set_viewport_size(size)

    page.reload()
    expect(view).to_be_visible()
    wait_for_points(page, BATCHES)
    page.keyboard.press("Escape")
    expect(view).to_have_count(0)
    page.wait_for_function("!location.search.includes('view')")
    wait_for_chart(page, f"Math.abs(chart.clientWidth - {before['width']}) < 20")


def test_a_replay_of_nothing_is_one_sentence(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4&replay=nobody@7")
    expect(page.get_by_role("alert").filter(
        # a joiner that nobody sees parts what Markdown would take for an address
        has_text=re.compile("There is no reference run nobody@.?7"))).to_be_visible()
    expect(page.locator(f"{CHART} .main-svg").first).to_be_visible()
