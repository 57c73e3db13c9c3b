"""The Compare page as a person uses it: runs come and go, and two of them are told apart."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.compare.difference import FIRST
from mnist_core.reference.records import reference_runs
from tests.browser.address import expect_query
from tests.servers.serving import call

PUBLISHED = "published:strategy-1,published:strategy-4"
REFERENCES = ("strategy-1@1", "strategy-3@1", "strategy-4@1")
needs_references = pytest.mark.skipif(
    not {run.key for run in reference_runs()}.issuperset(REFERENCES), reason="no reference runs")


def chip(page: Page, text: str) -> Locator:
    return page.locator(".chips li").filter(has_text=text)


def add(page: Page, text: str) -> None:
    """By keyboard, as the box is typed into."""
    box = page.get_by_role("combobox", name="Add a run")
    box.fill(text)
    page.get_by_role("option").filter(has_text=text).first.click()


def test_a_link_without_runs_shows_some_and_names_them(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare")
    expect(page.locator(".chips li").nth(1)).to_be_visible()
    page.wait_for_url(re.compile(r"runs="))
    expect(page.get_by_role("heading", level=1)).to_contain_text("after")


def test_the_others_keep_their_letters_and_colours(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs=published:strategy-1,published:strategy-2,"
              "published:strategy-4")
    last = chip(page, "strategy-4 · published")
    expect(last).to_contain_text("C")
    colour = last.locator(".letter").evaluate("element => getComputedStyle(element).background")
    chip(page, "strategy-2 · published").get_by_role("button", name="Remove B").click()
    expect(page.locator(".chips li")).to_have_count(2)
    expect(last).to_contain_text("C")
    assert last.locator(".letter").evaluate(
        "element => getComputedStyle(element).background") == colour
    expect_query(page, runs="published:strategy-1,,published:strategy-4")

    add(page, "nets-6 · published")
    expect(chip(page, "nets-6 · published")).to_contain_text("B")
    expect_query(page, runs="published:strategy-1,published:nets-6,published:strategy-4")
    page.reload()
    expect(chip(page, "nets-6 · published")).to_contain_text("B")


def test_after_the_last_run_the_page_says_what_to_do(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs=published:nets-6")
    page.get_by_role("button", name="Remove A").click()
    expect(page.get_by_text("Nothing is compared yet")).to_be_visible()
    page.get_by_role("button", name="Models 1 to 4").click()
    expect(page.locator(".chips li")).to_have_count(4)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("after 15 epochs, 99"))


def test_a_link_to_no_run_is_told_in_one_sentence(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs=99999,{PUBLISHED}")
    expect(page.get_by_role("alert").filter(has_text="There is no run 99999")).to_be_visible()
    expect(page.locator(".chips li")).to_have_count(2)
    expect(chip(page, "strategy-1 · published")).to_contain_text("B")


def test_only_what_differs_is_in_the_table(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs=published:models-3,published:models-4")
    table = page.get_by_role("region", name="Settings that differ").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("×0.1 every 6 epochs")
    expect(page.get_by_text("Which digits each read wrong after 15 epochs")).to_be_visible()


@needs_references
def test_two_runs_are_held_against_each_other_digit_by_digit(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs={','.join(REFERENCES)}&pair=AC")
    sentence = page.get_by_text(re.compile(
        r"C \(strategy-4 · reference 1\) gets \d+ digits right that A \(strategy-1 · reference 1\) "
        r"gets wrong, and the reverse \d+: that is more than chance \(p < 0\.001\)"))
    expect(sentence).to_be_visible()
    num = re.findall(r"gets (\d+) digits right", sentence.inner_text())[0]
    page.get_by_text(f"only C right, {num}").click()
    page.wait_for_url(re.compile("right=C"))
    expect(page.get_by_text("Read right by C (strategy-4 · reference 1)")).to_be_visible()
    digits = page.get_by_role("button", name=re.compile(r"Test digit \d+: \d read as \d"))
    expect(digits).to_have_count(FIRST)
    page.get_by_role("button", name=f"Show all {num}").click()
    expect(digits).to_have_count(int(num))
    digit = digits.first
    digit.click()
    index = re.findall(r"digit (\d+)", digit.get_attribute("aria-label") or "")[0]
    page.wait_for_url(re.compile(f"digit={index}"))
    expect(page.get_by_text("Other runs read")).to_be_visible()


@needs_references
def test_the_pair_and_the_epoch_are_in_the_link(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare?runs={','.join(REFERENCES[:3])}&pair=AB")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("A is behind B after")
    page.get_by_role("radiogroup", name="Second").get_by_role("radio", name="C").click()
    page.wait_for_url(re.compile("pair=AC"))
    page.get_by_role("radio", name="the best").click()
    page.wait_for_url(re.compile("epoch=best"))
    expect(title).to_contain_text("A is behind C at their best")
    page.reload()
    expect(title).to_contain_text("A is behind C at their best")
    expect(page.get_by_role("radiogroup", name="Second").get_by_role("radio", name="C")
           ).to_be_checked()


@pytest.mark.slow
def test_a_run_that_trains_is_drawn_anew_after_each_epoch(page: Page, base_url: str) -> None:
    number = call(f"{base_url}/api/runs", {"step": "strategy-2", "set": {
        "num_train": 3_000, "batch_size": 32, "lr": 0.05, "epochs": 2, "device": "cpu"}})["id"]
    page.goto(f"{base_url}/compare?runs={number},{PUBLISHED}")
    expect(chip(page, f"Run {number}")).to_contain_text("%", timeout=300_000)
    expect(page.get_by_role("region", name="What each run reached")).to_contain_text(
        "of 2 epochs", timeout=300_000)
