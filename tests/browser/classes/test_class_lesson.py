"""A lesson with a class: given by the teacher, predicted by two, a fan on the projector."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.settling import focus
from tests.browser.test_accessibility import RULES, SERIOUS
from tests.servers.class_server import CODE, KEY, LESSON, class_server, with_lesson

FROM_AFAR = 24
"""Pixels of 1080, for words beside a chart."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # no slot is taken: what is compared are recorded runs
    with class_server(tmp_path_factory.mktemp("class-lesson") / "home") as address:
        yield with_lesson(address)


def joined(browser: Browser, address: str, body: dict[str, str], **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE_MS)
    assert context.request.post("/api/join", data=body).ok
    return context


@pytest.fixture
def pages(browser: Browser, address: str) -> Iterator[tuple[Page, Page, Page]]:
    """The teacher's page, a student's, and another one's on a phone."""
    contexts = [
        joined(browser, address, {"teacher": KEY}, viewport={"width": 1440, "height": 900}),
        joined(browser, address, {"code": CODE, "nickname": "Ada"},
               viewport={"width": 1440, "height": 900}),
        joined(browser, address, {"code": CODE, "nickname": "Zeno"}, has_touch=True,
               viewport={"width": 390, "height": 844})]
    teacher, student, phone = (context.new_page() for context in contexts)
    yield teacher, student, phone
    for context in contexts:
        context.close()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).click()


def sketch(page: Page, keys: str) -> None:
    """By the keyboard: each epoch gets a value."""
    chart = page.locator(".curve-chart svg.chart").first
    focus(chart)
    for epoch in range(3):
        if epoch:
            page.keyboard.press("ArrowRight")
        page.keyboard.press(keys)
        page.keyboard.press(keys)


def draw_with_a_finger(page: Page) -> None:
    chart = page.locator(".curve-chart svg.chart").first
    chart.evaluate("(chart) => chart.scrollIntoView({ block: 'center' })")
    box = chart.bounding_box()
    assert box
    tool = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + (0.2 + 0.06 * place) * box["width"],
               "y": box["y"] + (0.6 - 0.02 * place) * box["height"]} for place in range(13)]
    tool.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [points[0]]})
    for point in points[1:]:
        tool.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def part_of(board: Page, name: str) -> Locator:
    return board.locator(".tile").filter(has_text=name).locator(".part")


def test_a_class_predicts_and_the_projector_shows_the_fan_without_names(
        pages: tuple[Page, Page, Page]) -> None:
    teacher, student, phone = pages
    student.goto("/draw")
    phone.goto("/draw")
    teacher.goto(f"/lessons?lesson={LESSON}")
    teacher.get_by_role("button", name="Offer to everybody").click()
    for page in (student, phone):
        expect(page.locator(".activity .offer bdi")).to_contain_text("lesson · Dropout")
        page.get_by_role("link", name="Open", exact=True).click()
        go_on(page)
    student.get_by_label("Train accuracy", exact=True).check()
    sketch(student, "ArrowUp")
    go_on(student)
    phone.get_by_label("Test accuracy, or both are the same").tap()
    draw_with_a_finger(phone)

    # the board says who is where
    teacher.goto("/board")
    expect(part_of(teacher, "Ada")).to_contain_text("trains")
    expect(part_of(teacher, "Zeno")).to_contain_text("predicts")
    expect(teacher.locator(".board .lesson .where")).to_have_text("1 predicts · 1 trains")
    teacher.get_by_role("button", name="Predictions and explanations").click()

    view = teacher.locator(".class-lesson")
    expect(view.locator(".bars .num")).to_have_text(["1 of 2", "1 of 2"])
    view.get_by_role("button", name="Prediction 2").click()
    expect(view.locator(".fan path.one")).to_have_count(2)
    expect(view.locator(".fan path.came")).to_have_count(0)
    teacher.keyboard.press("f")
    size = view.locator(".said").evaluate("(said) => parseFloat(getComputedStyle(said).fontSize)")
    assert size >= FROM_AFAR * 900 / 1080
    view.get_by_role("button", name="Show what came").click()
    expect(view.locator(".fan path.came")).to_have_count(1)
    expect(view.locator(".said")).to_contain_text("measured on the recorded run")
    expect(view).not_to_contain_text("Ada")
    expect(view).not_to_contain_text("Zeno")
    assert "view=projector" in teacher.url
    teacher.keyboard.press("Escape")

    # an explanation is covered, shown, and hidden for good
    go_on(student)
    go_on(student)
    student.locator(".own-sentence textarea").fill("<b>Half</b> of it sleeps")
    student.locator(".own-sentence .keep").click()
    view.get_by_role("button", name="Explanations (1)").click()
    expect(view.get_by_text("of it sleeps")).to_have_count(0)
    view.get_by_role("button", name="Show it").click()
    expect(view.locator(".explanations .text")).to_have_text("<b>Half</b> of it sleeps")
    found = Axe().run(teacher, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    view.get_by_role("button", name="Hide: ").click()
    expect(view.locator(".explanations li")).to_have_count(0)
    expect(view).to_contain_text("1 hidden")
    view.get_by_role("button", name="End the lesson").click()
    expect(view).to_contain_text("The class is at no lesson")


def test_own_lessons_are_imported_replaced_and_deleted_on_the_page(
        browser: Browser, address: str) -> None:
    context = joined(browser, address, {"teacher": KEY}, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/lessons")
    own = page.locator(".own-lessons")
    source = context.request.get("/api/own-lessons/copy?lesson=dropout").body()
    mine = source.replace(b"Dropout: is it worth it?", b"Mine <i>alone</i>")

    def bring(name: str, data: bytes) -> None:
        own.locator(".file").set_input_files(
            {"name": name, "mimeType": "text/markdown", "buffer": data})
    bring("mine.md", mine.replace(b"```task", b"```exec"))
    expect(own.locator(".said")).to_contain_text("Nothing of mine.md was imported")
    expect(own.locator(".said .mistakes")).to_contain_text("unknown block `exec`")
    bring("mine.md", mine)
    expect(own.locator(".files .name").first).to_have_text("Mine <i>alone</i>")
    # the list above has it, too
    expect(page.locator(".lessons .list")).to_contain_text("Mine <i>alone</i>")
    bring("mine.md", mine.replace(b"Mine", b"Ours"))
    own.get_by_role("button", name="Replace it").click()
    expect(own.locator(".files .name").first).to_have_text("Ours <i>alone</i>")
    own.get_by_role("button", name="Delete", exact=True).first.click()
    own.get_by_role("button", name="Delete it").click()
    expect(own.locator(".files > li")).to_have_count(1)
    expect(page.locator(".lessons .list")).not_to_contain_text("alone")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    context.close()
    student = joined(browser, address, {"code": CODE, "nickname": "Curious"})
    page = student.new_page()
    page.goto("/lessons")
    expect(page.locator(".lessons .list h2").first).to_be_visible()
    expect(page.locator(".own-lessons")).to_have_count(0)
    student.close()
