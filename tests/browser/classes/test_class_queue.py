"""The queue as a teacher and a student with a phone have it before them."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_accessibility import RULES, SERIOUS
from tests.servers.class_server import CODE, KEY, class_server

LONG = {"step": "strategy-4", "set": {"epochs": 15}}


@pytest.fixture(scope="module")
def contexts(browser: Browser, tmp_path_factory: pytest.TempPathFactory
             ) -> Iterator[dict[str, BrowserContext]]:
    """The teacher, Anna with a phone, and Ben; the queue is paused, and each has a run in it."""
    with class_server(tmp_path_factory.mktemp("lesson") / "home") as address:
        bodies = {"teacher": {"teacher": KEY}, "anna": {"code": CODE, "nickname": "Anna"},
                  "ben": {"code": CODE, "nickname": "<b>Ben</b>"}}
        sizes = {"teacher": {"width": 1440, "height": 900}, "anna": {"width": 390, "height": 844},
                 "ben": {"width": 1440, "height": 900}}
        found = {}
        for name, body in bodies.items():
            context = browser.new_context(base_url=address, viewport=sizes[name],  # type: ignore[arg-type]
                                          has_touch=name == "anna")
            context.set_default_timeout(PATIENCE_MS)
            assert context.request.post("/api/join", data=body).ok
            found[name] = context
        assert found["teacher"].request.post("/api/queue/hold", data={"paused": True}).ok
        for name in ("anna", "ben"):
            assert found[name].request.post("/api/runs", data=LONG).ok
        yield found
        for context in found.values():
            context.close()


@pytest.fixture
def teacher(contexts: dict[str, BrowserContext]) -> Page:
    return contexts["teacher"].new_page()


@pytest.fixture
def phone(contexts: dict[str, BrowserContext]) -> Page:
    return contexts["anna"].new_page()


def rows(page: Page) -> Locator:
    return page.locator("section.queue tbody tr")


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []


def test_the_teacher_orders_the_queue_and_a_phone_follows(teacher: Page, phone: Page) -> None:
    teacher.goto("/runs")
    phone.goto("/runs")
    expect(rows(teacher)).to_contain_text(["Run 1", "<b>Ben</b>"])
    expect(phone.locator("section.queue .said")).to_have_text(
        "Nothing trains, 2 wait. Paused by the teacher.")
    expect(phone.locator(".activity")).to_contain_text(
        "you are 1st in the queue · paused by the teacher")
    teacher.get_by_role("button", name="Run 2 starts next").click()
    expect(rows(teacher).first).to_contain_text("Run 2")
    expect(rows(phone).first).to_contain_text("Run 2")
    expect(phone.locator(".activity")).to_contain_text("you are 2nd in the queue")
    teacher.get_by_role("button", name="Fair order again").click()
    expect(rows(phone).first).to_contain_text("Run 1")
    assert_accessible(teacher)
    assert_accessible(phone)


def test_a_student_has_no_button_for_what_is_anothers(phone: Page) -> None:
    phone.goto("/runs")
    expect(rows(phone)).to_have_count(2)
    expect(phone.locator("section.queue .lead")).to_be_hidden()
    expect(phone.get_by_role("button", name="Stop run 1")).to_be_visible()
    expect(phone.get_by_role("button", name="Stop run 2")).to_be_hidden()
    expect(phone.get_by_role("button", name="Name Run 1")).to_be_visible()
    expect(phone.get_by_role("button", name="Name Run 2")).to_have_count(0)
    phone.get_by_label("Choose Run 2").check()
    expect(phone.get_by_role("button", name="Delete")).to_be_disabled()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.goto("/train?run=2")
    expect(phone.locator(".live .headline")).to_have_text(re.compile("^Run 2 · <b>Ben</b>"))
    expect(phone.locator(".live .facts")).to_contain_text(
        "2nd in the queue, behind run 1 (strategy-4, waiting); paused by the teacher")
    expect(phone.locator(".live .controls button:visible")).to_have_count(0)
    phone.goto("/train?run=1")
    expect(phone.locator(".live .controls button[data-verb=stop]")).to_be_visible()


def test_alone_there_is_no_queue_to_see_and_nobody_to_name(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/runs")
    expect(page.locator("section.runs .count")).not_to_be_empty()
    expect(page.locator("section.queue")).to_have_count(0)
    expect(page.locator("section.runs .mine")).to_be_hidden()
    expect(page.locator("th.whose")).to_have_count(0)
