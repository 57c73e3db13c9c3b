"""A class in the browser: in by keyboard, back after a restart, out when one is removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.people.identity import KNOWN_SECONDS
from mnist_core.base.settings import Settings
from mnist_core.runs.people.removal import remove_people
from mnist_core.runs.people.roster import named, roster
from mnist_core.runs.records.store import open_store
from tests.browser.phone import as_phone
from tests.browser.test_accessibility import ON_A_PHONE, violations
from tests.servers.class_server import class_server
from tests.servers.serving import free_port

FINGER = 40


@contextmanager
def lesson(home: Path, port: int) -> Iterator[str]:
    with class_server(home, port=port) as address:
        yield address


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    home = tmp_path_factory.mktemp("class") / "home"
    with lesson(home, free_port()) as address:
        yield address, home


def join(page: Page, nickname: str) -> None:
    """By keyboard alone, from where the page puts the focus."""
    expect(page.get_by_label("Nickname")).to_be_focused()
    page.keyboard.type(nickname)
    page.keyboard.press("Enter")


def remove(home: Path, nickname: str) -> None:
    store = open_store(Settings(home=home))
    person = named(roster(store.engine), nickname).person
    remove_people(store, [person.id])
    store.close()


@pytest.mark.parametrize("is_phone", [False, True])
def test_joining_takes_a_code_and_a_nickname(new_page: Callable[[], Page], lab: tuple[str, Path],
                                             is_phone: bool) -> None:
    url, _ = lab
    page = new_page()
    if is_phone:
        as_phone(page)
    page.emulate_media(color_scheme="dark" if is_phone else "light")
    page.goto(f"{url}/join?code=7B2026&to=%2Fme")
    assert violations(page) == []
    join(page, "Ada")
    if is_phone:
        # the one of the computer has it
        expect(page.locator("#nickname-problem")).to_contain_text("called Ada already")
        expect(page.get_by_label("Nickname")).to_be_focused()
        assert violations(page) == []
        assert page.evaluate(ON_A_PHONE, FINGER) == []
        page.get_by_role("button", name="Join as Ada 2").click()
    expect(page.get_by_role("heading")).to_contain_text("Welcome, Ada")
    expect(page.get_by_role("link", name="Go to the lab")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".me")).to_be_visible()
    assert violations(page) == []
    if is_phone:
        assert page.evaluate(ON_A_PHONE, FINGER) == []
    # whoever comes here again is told who one is
    page.goto(f"{url}/join?to=%2Fruns")
    expect(page.get_by_role("heading")).to_contain_text("You are Ada")
    assert violations(page) == []
    page.get_by_role("button", name="I am somebody else").click()
    expect(page.get_by_label("Class code")).to_be_focused()
    assert page.get_by_label("Nickname").input_value() == ""


def test_open_pages_of_whoever_is_removed_lead_to_joining(new_page: Callable[[], Page],
                                                          lab: tuple[str, Path]) -> None:
    url, home = lab
    page, other = new_page(), new_page()
    page.goto(f"{url}/join?code=7B2026&to=%2Ftrain")
    join(page, "Bo")
    page.get_by_role("link", name="Go to the lab").click()
    page.locator(".live .main-svg").first.wait_for()
    other.goto(f"{url}/runs")
    other.get_by_role("heading", name="Runs").wait_for()
    remove(home, "Bo")
    for tab in (page, other):
        expect(tab.get_by_role("heading")).to_contain_text("Join the class")


@pytest.mark.slow
def test_other_tabs_of_this_browser_stay_when_other_devices_are_signed_out(
        new_page: Callable[[], Page], lab: tuple[str, Path]) -> None:
    url, _ = lab
    page, other = new_page(), new_page()
    page.goto(f"{url}/join?code=7B2026&to=%2Fme")
    join(page, "Eli")
    page.get_by_role("link", name="Go to the lab").click()
    other.goto(f"{url}/train")
    other.locator(".live .main-svg").first.wait_for()
    page.get_by_role("button", name="Sign out other devices").click()
    page.wait_for_timeout(1000 * KNOWN_SECONDS)
    # its connection has the cookie of before, as the next question shows: it is made anew by itself
    with other.expect_navigation():
        other.get_by_test_id("stTopNavLink").filter(has_text="Runs").click()
    expect(other.get_by_test_id("stTopNavLink").filter(has_text="Eli")).to_be_visible()
    expect(other.get_by_text("You are not in this class")).to_have_count(0)


@pytest.mark.slow
def test_a_restart_in_mid_lesson_asks_nobody_to_join_again(new_page: Callable[[], Page],
                                                          tmp_path: Path) -> None:
    port = free_port()
    page, other, watching = new_page(), new_page(), new_page()
    with lesson(tmp_path / "home", port) as url:
        page.goto(f"{url}/join?code=7B2026&to=%2Fruns")
        join(page, "Cem")
        expect(page.locator("#words-given")).not_to_be_empty()
        words = page.locator("#words-given").inner_text()
        page.get_by_role("link", name="Go to the lab").click()
        page.get_by_role("heading", name="Runs").wait_for()
        other.goto(f"{url}/me")
        other.locator(".me").wait_for()
        watching.goto(f"{url}/train?step=strategy-4")
        watching.locator("button.project").wait_for()
    # Streamlit's own words would send a student to a terminal
    box = page.get_by_test_id("stDialog").locator("h2 + div").first
    box.wait_for()
    assert "this page goes on by itself" in box.evaluate(
        "(box) => getComputedStyle(box, '::after').content")
    expect(page.get_by_text("streamlit run").first).to_be_hidden()
    with lesson(tmp_path / "home", port) as url:
        for tab in (page, other):
            # by itself, both tabs
            expect(tab.locator(".activity .parts").first).to_contain_text("nothing in the queue")
        # what was drawn and said before is there once, and over
        expect(page.locator(".queue .problem")).to_be_hidden()
        expect(watching.locator("button.project")).to_have_count(1)
        assert page.evaluate("fetch('api/me').then((reply) => reply.json())")["nickname"] == "Cem"
        # another device comes back with the words
        page.context.clear_cookies()
        page.goto(f"{url}/join")
        page.get_by_text("I was here before").click()
        page.get_by_label("My three words").fill(words.upper())
        page.get_by_role("button", name="Come back").click()
        expect(page.get_by_test_id("stTopNavLink").filter(has_text="Cem")).to_be_visible()
