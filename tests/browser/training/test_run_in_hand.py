"""The run in hand goes along through the menu; Back and a reload show what was shown."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.address import expect_query

RUN = "strategy-2@1"
CHOSEN = re.compile(r"strategy-2 · reference 1 · best 99\.\d\d %")
# what tells that the page has come
CONTENTS = {"Network": "What every layer sees", "Errors": "read wrong", "Draw": "Draw a digit",
            "Compare": "Settings that differ", "Runs": "with reference runs",
            "Ladders": "published experiments in", "Train": "Leave the replay"}
PAGES = tuple(CONTENTS)


def test_the_menu_takes_the_run_along(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/errors?run={RUN}")
    shows(page, "Errors")
    for name in PAGES:
        page.get_by_role("link", name=name, exact=True).first.click()
        shows(page, name)
    # each page was one step
    for name in (*reversed(PAGES[:-1]), "Errors"):
        page.go_back()
        shows(page, name)
    page.reload()
    shows(page, "Errors")
    every_filter_is_one_step(page)


def every_filter_is_one_step(page: Page) -> None:
    cell = page.get_by_role("button", name=re.compile(r"^4 read as 9: "))
    true = page.get_by_role("combobox", name="True")
    for shown in ("4", "any"):
        cell.click()
        expect(true).to_have_value(shown)
        at_rest(page)
    for shown in ("4", "any"):
        page.go_back()
        expect(true).to_have_value(shown)
    expect_query(page, true=None, read=None)


def at_rest(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def shows(page: Page, name: str) -> None:
    """The page has come, its address names the run, and so does its head where it has one."""
    expect(page.get_by_text(CONTENTS[name]).first).to_be_visible()
    parameter = "replay" if name == "Train" else "run"
    path = "/" if name == "Ladders" else f"/{name.lower()}"
    page.wait_for_url(lambda url: urlsplit(url).path == path, wait_until="commit")
    expect_query(page, **{parameter: RUN})
    if name not in ("Runs", "Ladders"):
        box = page.get_by_role("combobox", name=re.compile("^(Run|Network)")).first
        expect(box).to_have_value(CHOSEN)
