"""The quiz in the browser: before by keyboard and after by touch, on with it after a reload."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.phone import as_phone, tap
from tests.browser.test_accessibility import ON_A_PHONE, violations

FINGER = 40


def is_kept(question: int) -> Callable[[Response], bool]:
    """Whether the server has taken an answer to this question."""
    return lambda response: (response.url.endswith("/answer") and response.ok
                             and (response.request.post_data_json or {})["question"] == question)


def test_before_by_keyboard_and_after_by_touch(new_page: Callable[[], Page], base_url: str) -> None:
    page = new_page()
    page.goto(f"{base_url}/lessons")
    page.get_by_role("link", name="Quiz before not taken yet").click()
    begin = page.get_by_role("button", name="Begin: before the lessons")
    # whoever followed the link begins with Enter
    expect(begin).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 1 of 12")).to_be_visible()
    for number in range(1, 13):
        expect(page.get_by_role("heading", name=f"Question {number} of 12")).to_be_visible()
        page.keyboard.press("2")
        expect(page.locator(".choice[aria-pressed=true]")).to_have_count(1)
        if number == 4:
            # squares on a digit
            assert violations(page) == []
        if number == 7:
            page.reload()
            expect(page.get_by_role("heading", name="Question 7 of 12")).to_be_visible()
            expect(page.locator(".steps .answered")).to_have_text([*"1234567"])
        page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    expect(page.get_by_role("button", name="I do not know")).to_have_attribute(
        "aria-pressed", "true")
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".results > li")).to_have_count(12)
    expect(page.locator(".results .why").first).not_to_be_empty()
    assert violations(page) == []

    phone = new_page()
    as_phone(phone)
    phone.emulate_media(color_scheme="dark")
    phone.goto(f"{base_url}/quiz?stage=after")
    # it moves while the page is filled, which a click waits for
    phone.get_by_role("button", name="Begin: after the lessons").click()
    for number in range(1, 12):
        expect(phone.get_by_role("heading", name=f"Question {number} of 12")).to_be_visible()
        tap(phone.locator(".choice").first)
        expect(phone.locator(".choice[aria-pressed=true]")).to_have_count(1)
        if number in (2, 4, 7):
            # a table, a digit with squares, a chart
            assert phone.evaluate(ON_A_PHONE, FINGER) == []
        tap(phone.get_by_role("button", name="Next"))
    tap(phone.locator(".choice").first)
    tap(phone.get_by_role("button", name="Finish"))
    tap(phone.get_by_role("button", name="Back to the quizzes"))
    gain = phone.locator(".gain")
    expect(gain).to_contain_text("of 12 were right before")
    expect(gain.locator("tbody tr")).to_have_count(3)
    assert violations(phone) == []
    assert phone.evaluate(ON_A_PHONE, FINGER) == []
    expect(phone.get_by_role("button", name="Take it again")).to_be_visible()
    # the lessons say what came of both
    phone.goto(f"{base_url}/lessons")
    for stage in ("before", "after"):
        link = phone.get_by_role("link", name=re.compile(rf"Quiz {stage} \d+ of 12 right"))
        expect(link).to_have_attribute("href", re.compile(f"stage={stage}$"))


def test_an_answer_that_the_server_did_not_get_is_sent_with_the_next(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/quiz")
    # the one before the lessons is taken once
    page.get_by_role("button", name=re.compile("^(Begin|Take it again): ")).first.click()
    expect(page.get_by_role("heading", name="Question 1 of 12")).to_be_visible()
    page.route("**/api/quiz/*/answer", lambda route: route.abort())
    page.locator(".choice").first.click()
    expect(page.locator(".problem")).to_contain_text("does not answer")
    page.unroute("**/api/quiz/*/answer")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Question 2 of 12")).to_be_visible()
    with page.expect_response(is_kept(0)), page.expect_response(is_kept(1)):
        page.locator(".choice").first.click()
    page.reload()
    expect(page.locator(".steps .answered")).to_have_text(["1", "2"])
