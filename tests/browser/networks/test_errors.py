"""The Errors page as a person uses it: one digit opened, thousands on the wall, four rooms."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.address import expect_query, query
from tests.browser.settling import focus
from tests.servers.serving import call
from tests.waiting import wait_until

TRAINING_SECONDS = 400
WINDOW = 700
"""The wall keeps fewer elements than this in the page."""


def trained(base_url: str, step: str, settings: dict[str, object]) -> int:
    run: int = call(f"{base_url}/api/runs", {"step": step, "set": settings})["id"]
    wait_until(lambda: call(f"{base_url}/api/runs/{run}")["state"] == "finished",
               f"run {run} is finished", TRAINING_SECONDS)
    return run


@pytest.fixture(scope="module")
def good(base_url: str) -> int:
    """strategy-2 after one epoch on a few thousand digits: it reads most digits."""
    return trained(base_url, "strategy-2", {"num_train": 4_000, "batch_size": 32, "lr": 0.05,
                                            "epochs": 1, "device": "cpu"})


@pytest.fixture(scope="module")
def bad(base_url: str) -> int:
    """strategy-1, the step before, that has learned next to nothing."""
    return trained(base_url, "strategy-1", {"num_train": 64, "batch_size": 32, "lr": 1e-6,
                                            "epochs": 1, "device": "cpu"})


def digits(page: Page) -> Locator:
    return page.locator(".digit")


def tray(page: Page) -> Locator:
    return page.get_by_role("complementary", name="The opened digit")


def index_of(digit: Locator) -> str:
    return str(re.findall(r"digit (\d+)", digit.get_attribute("aria-label") or "")[0])


def test_an_opened_digit_tells_everything_without_a_rerun(
        page: Page, base_url: str, good: int, bad: int) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{base_url}/errors?run={good}")
    expect(digits(page).nth(2)).to_be_visible()
    page.wait_for_timeout(2_000)
    sent.clear()

    digits(page).nth(2).click()
    opened = tray(page)
    expect(opened.get_by_label("Probability of each class").get_by_role("listitem")
           ).to_have_count(10)
    expect(opened.locator(".maps canvas")).to_have_count(3)
    expect(opened.get_by_text("Exact: the 4 × 4 map")).to_be_visible()
    expect(opened.locator(".alike canvas")).to_have_count(8)
    expect(opened.get_by_text(re.compile("training digits searched"))).to_be_visible()
    expect(opened.locator(".ladder li")).to_contain_text([f"Run {bad} · strategy-1", "(this)"])
    expect_query(page, digit=index_of(digits(page).nth(2)))
    assert not sent, "the page's script was run again"


def test_a_link_opens_any_digit_and_closing_it_leaves_the_link(
        page: Page, base_url: str, good: int) -> None:
    right = call(f"{base_url}/api/trained/{good}/map", {})
    while "read" not in right:
        right = call(f"{base_url}/api/trained/{good}/map", {})
    index = next(index for index, true, read in zip(right["index"], right["true"], right["read"],
                                                    strict=True) if true == read)
    page.goto(f"{base_url}/errors?run={good}&digit={index}")
    expect(tray(page).get_by_text(f"test digit {index}")).to_be_visible()
    expect(tray(page).get_by_text("read right")).to_be_visible()
    expect(tray(page).locator(".maps canvas")).to_have_count(2)
    page.get_by_label("Close the opened digit").click()
    expect(tray(page)).to_be_hidden()
    expect_query(page, digit=None)


def test_keys_leaf_through_the_digits_once_one_is_open(
        page: Page, base_url: str, good: int) -> None:
    page.goto(f"{base_url}/errors?run={good}")
    focus(digits(page).first)
    page.keyboard.press("Enter")
    for place in (1, 2):
        page.keyboard.press("ArrowRight")
        expect(digits(page).nth(place)).to_be_focused()
        expect(tray(page).get_by_text(f"test digit {index_of(digits(page).nth(place))}")
               ).to_be_visible()
    page.keyboard.press("Escape")
    expect(tray(page)).to_be_hidden()
    expect(digits(page).nth(2)).to_be_focused()


def test_a_filter_keeps_the_opened_digit_in_the_link(
        page: Page, base_url: str, good: int) -> None:
    page.goto(f"{base_url}/errors?run={good}")
    digits(page).first.click()
    page.wait_for_url(re.compile("digit="))
    opened = query(page)["digit"][0]
    page.get_by_text("Row %", exact=True).click()
    page.wait_for_url(re.compile("cells=shares"))
    expect(tray(page)).to_be_visible()
    # said again once the page is drawn
    expect_query(page, digit=opened)


def test_thousands_of_errors_are_one_wall_with_few_elements(
        page: Page, base_url: str, bad: int) -> None:
    page.goto(f"{base_url}/errors?run={bad}&sort=by+index")
    expect(page.get_by_text("the first 4,000 are shown")).to_be_visible()
    focus(digits(page).first)
    page.keyboard.press("End")
    expect(page.locator('.digit[data-place="3999"]')).to_be_focused()
    expect(page.locator('.digit[data-place="3999"]')).to_be_in_viewport()
    assert digits(page).count() < WINDOW
    page.keyboard.press("Home")
    expect(page.locator('.digit[data-place="0"]')).to_be_focused()
    expect(page.locator('.digit[data-place="0"]')).to_be_in_viewport()
    assert digits(page).count() < WINDOW


def test_the_wheel_reaches_the_middle_of_the_wall(page: Page, base_url: str, bad: int) -> None:
    page.goto(f"{base_url}/errors?run={bad}&sort=by+index")
    expect(digits(page).first).to_be_visible()
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight / 2)")
    middle = page.locator('.digit[data-place="2000"]')
    expect(middle).to_be_attached()
    assert digits(page).count() < WINDOW
    middle.click()
    expect(tray(page).get_by_text(f"test digit {index_of(middle)}")).to_be_visible()


def test_recall_and_precision_stand_beside_the_matrix(
        page: Page, base_url: str, good: int) -> None:
    page.goto(f"{base_url}/errors?run={good}")
    expect(page.get_by_title(re.compile(r"^Recall of \d: [\d.]+ %$"))).to_have_count(10)
    expect(page.get_by_title(re.compile(r"^Precision of \d: "))).to_have_count(10)
    the_projector_enlarges_what_matters(page, "errors")
    page.goto(f"{base_url}/draw?run={good}")
    expect(page.locator(".ink")).to_be_visible()
    the_projector_enlarges_what_matters(page, "draw")


def the_projector_enlarges_what_matters(page: Page, name: str) -> None:
    menu = page.locator("header.stAppHeader")
    page.get_by_role("button", name="Projector").click()
    page.wait_for_url(re.compile(rf"/{name}\?.*view=projector"))
    expect(menu).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_count(0)
    # drawing needs its place
    expect(page.get_by_role("heading", level=1)).to_be_visible(visible=name != "draw")
    page.set_viewport_size({"width": 1920, "height": 1080})
    # of 12.8 pixels, the smallest that matter, 30
    page.wait_for_function(
        "document.documentElement.style.getPropertyValue('--enlarged') === '2.344'")
    page.reload()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("!location.search.includes('view')")
    expect(menu).to_be_visible()


def test_hard_for_everyone_and_only_here(page: Page, base_url: str, good: int, bad: int) -> None:
    page.goto(f"{base_url}/errors?run={bad}")
    page.get_by_text("Hard for everyone", exact=True).click()
    page.wait_for_url(re.compile("show=hard"))
    if "sample" in call(f"{base_url}/api/health")["data"]:
        # the reference runs, which read well, were measured on the full test set
        expect(page.get_by_text("No other network that reads at least 95 %")).to_be_visible()
        return
    expect(page.get_by_text("misread by more than half of the networks")).to_be_visible()
    expect(digits(page).first).to_contain_text(re.compile(r"\d+/\d+"))
    page.get_by_text(re.compile("^Wrong only here")).click()
    expect(page.get_by_text("misread by this network and by no other")).to_be_visible()
    expect(digits(page).first).to_be_visible()


def test_what_a_step_fixed_and_what_it_broke(
        page: Page, base_url: str, good: int, bad: int) -> None:
    page.goto(f"{base_url}/errors?run={good}&show=Fixed+and+broken&before={bad}")
    expect(page.get_by_text(f"From Run {bad} · strategy-1 · quick try to Run {good} · strategy-2 · "
                            "quick try")).to_be_visible()
    expect(digits(page).first).to_contain_text("was ")
    page.get_by_text(re.compile("^Wrong in both")).click()
    expect(page.get_by_text("wrong before and now")).to_be_visible()
    # the link names the group, not how many digits are in it today
    expect_query(page, change="still")
    page.goto(page.url)
    expect(page.get_by_text("wrong before and now")).to_be_visible()


def test_a_point_of_the_feature_map_opens_its_digit(page: Page, base_url: str, good: int) -> None:
    page.goto(f"{base_url}/errors?run={good}&show=Feature+map")
    chart = page.locator(".feature-map .chart")
    expect(chart).to_have_attribute("aria-label", re.compile("of them are misread"))
    # the first point of the errors' trace, where Plotly draws it
    at = chart.evaluate("""chart => {
        const { xaxis, yaxis, _size } = chart._fullLayout;
        const { x, y } = chart.data.at(-1);
        return [_size.l + xaxis.d2p(x[0]), _size.t + yaxis.d2p(y[0])];
    }""")
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + at[0] - 3, box["y"] + at[1])
    page.mouse.move(box["x"] + at[0], box["y"] + at[1])
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    expect(tray(page).get_by_text(re.compile("test digit"))).to_be_visible()
    page.wait_for_url(re.compile("digit="))
