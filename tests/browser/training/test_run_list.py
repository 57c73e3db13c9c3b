"""The list of all runs, with as many as a class leaves behind in a term."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.deleted import delete_runs, purge
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.journal import Journal
from tests.browser.settling import focus
from tests.servers.serving import dashboard

NUM_RUNS = 500
STEPS = ("strategy-4", "finetune-6", "nets-2")
STATES = ("finished", "finished", "stopped", "failed")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """500 runs: run 7 is Anna's, and the newest of all is held by this process."""
    home = tmp_path_factory.mktemp("list") / "home"
    store = open_store(Settings(home=home, data_dir=None, _env_file=None))
    with Session(store.engine) as session:
        for number, step_id, state in zip(range(1, NUM_RUNS), cycle(STEPS), cycle(STATES)):
            step = find_step(step_id)
            recipe = apply(step.recipe, {"seed": number % 20 + 1})
            session.add(RunRow(
                step_id=step_id, name="", recipe=recipe.to_json(), state=state, created=1.7e9,
                parameters=step.published.parameters, num_batches=469, num_train=60_000,
                position=7035, epochs_done=15, best_epoch=15,
                best_test_accuracy=98 + number * 37 % 150 / 100))
        session.commit()
    store.rename(7, "Anna's try")
    store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker=str(this_process()))
    return store


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    assert store.engine.url.database
    with dashboard(Path(store.engine.url.database).parent) as address:
        yield address


@pytest.fixture
def page(new_page: Callable[[], Page], address: str) -> Iterator[Page]:
    page = new_page()
    page.goto(f"{address}/runs")
    expect_runs(page, NUM_RUNS)
    yield page
    page.close()


def expect_runs(page: Page, num: int) -> None:
    expect(page.locator(".runs .count")).to_have_text(f"{num} runs")


def rows(page: Page) -> Locator:
    return page.locator(".runs tbody tr[data-key]")


def titles(page: Page) -> list[str]:
    return page.locator(".runs tbody .title").all_inner_texts()


def pick(page: Page, *runs: int) -> None:
    for run in runs:
        page.get_by_role("checkbox", name=f"Choose Run {run}", exact=True).check()


def test_the_newest_come_first_and_a_search_finds_the_oldest(page: Page) -> None:
    assert titles(page)[:2] == ["Run 500", "Run 499"]
    page.keyboard.press("/")
    page.keyboard.type("anna")
    expect(page.locator(".runs .count")).to_have_text("1 of 500 runs")
    assert titles(page) == ["Run 7"]
    page.get_by_role("searchbox").fill("Failed finetune")
    expect(rows(page)).not_to_have_count(1)
    assert len(titles(page)) > 20
    assert set(rows(page).locator(".step").all_inner_texts()) == {"finetune-6"}
    assert set(rows(page).locator(".state").all_inner_texts()) == {"failed"}


def test_the_keyboard_keeps_its_place_where_another_row_changes(page: Page, store: Store) -> None:
    box = page.get_by_role("checkbox", name="Choose Run 498", exact=True)
    focus(box)
    store.rename(497, "renamed meanwhile")
    expect(page.locator(".runs tbody").get_by_text("renamed meanwhile")).to_be_visible()
    expect(box).to_be_focused()
    store.rename(497, "")


def test_any_run_can_be_scrolled_to_and_only_rows_around_it_are_in_the_page(page: Page) -> None:
    assert len(titles(page)) < NUM_RUNS
    table = page.locator(".runs table")
    expect(table).to_have_attribute("aria-rowcount", str(NUM_RUNS + 1))
    page.locator(".runs tbody").last.evaluate("body => body.scrollIntoView({block: 'end'})")
    expect(rows(page).last.locator(".title")).to_have_text("Run 1")
    expect(rows(page).last).to_have_attribute("aria-rowindex", str(NUM_RUNS + 1))
    # the pages between were never asked for, and hold their place
    assert len(titles(page)) < NUM_RUNS
    page.locator(".runs table").evaluate("table => table.scrollIntoView()")
    expect(page.get_by_role("link", name="Run 500", exact=True)).to_be_in_viewport()


def test_everything_that_was_found_is_chosen_whether_it_was_seen_or_not(page: Page) -> None:
    page.get_by_role("searchbox").fill("strategy")
    expect(page.locator(".runs .count")).to_have_text("168 of 500 runs")
    assert len(titles(page)) == 100
    page.get_by_role("checkbox", name="Choose all that were found").check()
    expect(page.locator(".runs .chosen")).to_contain_text("168 runs chosen")
    # what was chosen stays so while something else is searched for
    page.get_by_role("searchbox").fill("anna")
    expect(page.locator(".runs .count")).to_have_text("1 of 500 runs")
    page.get_by_role("checkbox", name="Choose Run 7", exact=True).uncheck()
    expect(page.locator(".runs .chosen")).to_contain_text("167 runs chosen")


def test_a_run_that_somebody_starts_appears_by_itself_and_an_unchanged_list_is_not_sent_again(
        page: Page, store: Store) -> None:
    with page.expect_response(lambda answer: "/api/run-list" in answer.url) as asked_again:
        pass
    assert asked_again.value.status == 304
    new = store.create(find_step("nets-2").recipe, step_id="nets-2", name="new here", worker="b")
    Journal(store, new.lease).leave("stopped")
    try:
        expect(rows(page).first).to_contain_text("new here")
        expect_runs(page, NUM_RUNS + 1)
    finally:
        delete_runs(store, [new.id])
        purge(store, older_than_seconds=0)
    expect_runs(page, NUM_RUNS)


def test_filters_and_order_are_in_the_link(page: Page, address: str) -> None:
    page.get_by_label("Step").select_option("nets-2")
    page.get_by_label("State").select_option("failed")
    page.get_by_role("button", name="Best test %").click()
    expect(page.get_by_role("columnheader", name="Best test %")).to_have_attribute(
        "aria-sort", "descending")
    expect(page.locator(".runs .count")).to_contain_text(" of 500 runs")
    best = [float(text) for text in rows(page).locator(".best").all_inner_texts()]
    assert best == sorted(best, reverse=True)
    assert len(best) > 20
    before = titles(page)
    page.wait_for_url(f"{address}/runs?step=nets-2&state=failed&sort=-best")
    page.reload()
    expect(rows(page)).to_have_count(len(before))
    assert titles(page) == before
    page.get_by_role("button", name="Best test %").click()
    expect(page.get_by_role("columnheader", name="Best test %")).to_have_attribute(
        "aria-sort", "ascending")
    assert rows(page).locator(".best").all_inner_texts() == [f"{value:.2f}" for value in best[::-1]]


def test_a_run_is_renamed_where_it_stands(page: Page, store: Store) -> None:
    page.get_by_role("button", name="Name Run 490", exact=True).click()
    field = page.get_by_role("textbox", name="Name of Run 490")
    field.fill("with <b>bold</b> hopes")
    field.press("Enter")
    renamed = page.get_by_role("button", name="Rename Run 490, now with <b>bold</b> hopes")
    expect(renamed).to_contain_text("with <b>bold</b> hopes")
    assert store.run(490).name == "with <b>bold</b> hopes"
    renamed.click()
    page.get_by_role("textbox", name="Name of Run 490").fill("never")
    page.keyboard.press("Escape")
    expect(renamed).to_be_visible()
    assert store.run(490).name == "with <b>bold</b> hopes"


def test_many_are_deleted_at_once_but_none_that_trains_and_undo_brings_all_back(
        page: Page, store: Store) -> None:
    pick(page, 500)
    # a range: everything between the two
    page.get_by_role("checkbox", name="Choose Run 480", exact=True).click(modifiers=["Shift"])
    expect(page.locator(".runs .chosen")).to_contain_text("21 runs chosen")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect_runs(page, NUM_RUNS - 20)
    expect(page.get_by_role("alert").filter(has_text="Run 500 is held by its worker and stays")
           ).to_be_visible()
    assert titles(page)[:2] == ["Run 500", "Run 479"]
    assert len(store.runs()) == NUM_RUNS - 20

    # another tab, or the same after a reload, can undo it too
    page.reload()
    expect(page.locator(".runs .undo")).to_contain_text("20 runs are deleted.")
    page.get_by_role("button", name="Undo").click()
    expect_runs(page, NUM_RUNS)
    expect(page.locator(".runs .undo")).to_be_hidden()
    assert store.run(490).state in STATES


def test_two_to_eight_can_be_compared(page: Page, address: str) -> None:
    pick(page, 499)
    compare = page.locator(".runs .chosen .compare")
    expect(compare).not_to_have_attribute("href", re.compile("."))
    # what was chosen stays chosen while the other is searched for
    page.get_by_role("searchbox").fill("anna")
    pick(page, 7)
    expect(compare).to_have_attribute("href", f"{address}/compare?runs=499,7")
    page.get_by_role("searchbox").fill("")
    expect_runs(page, NUM_RUNS)
    page.get_by_role("checkbox", name="Choose all that were found").check()
    expect(page.locator(".runs .chosen")).to_contain_text("500 runs chosen")
    expect(compare).not_to_have_attribute("href", re.compile("."))
    page.get_by_role("button", name="Choose none").click()
    expect(page.locator(".runs .chosen")).to_be_hidden()


def test_a_click_opens_the_run_and_the_list_follows_what_happens(page: Page, store: Store) -> None:
    expect(rows(page).first).to_contain_text("running")
    Journal(store, store.run(500).lease).leave("finished")
    expect(rows(page).first).to_contain_text("finished")
    page.get_by_role("searchbox").fill("anna")
    page.get_by_role("link", name="Run 7", exact=True).click()
    page.wait_for_url(re.compile(r"/train\?.*run=7"))
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()


def typed_into(page: Page, box: Locator, words: str) -> None:
    box.click()
    box.fill(words)
    # until it is offered, Enter would choose what was in the box before
    expect(page.get_by_text(f"Add: {words}", exact=True)).to_be_visible()
    box.press("Enter")


@pytest.mark.slow
def test_a_box_finds_any_run_by_its_number_or_its_words(page: Page, address: str) -> None:
    page.goto(f"{address}/train?step=strategy-4")
    box = page.get_by_role("combobox", name="Run", exact=True)
    box.click()
    expect(page.get_by_role("option", name="Run 499 ·")).to_be_visible()
    expect(page.get_by_text("The newest of 500 runs.")).to_be_visible()
    typed_into(page, box, "123")
    expect(box).to_have_value(re.compile("^Run 123 "))
    expect(page).to_have_url(re.compile(r"run=123\b"))
    typed_into(page, box, "ANNA")
    expect(box).to_have_value(re.compile("^Run 7 "))
    expect(page.get_by_text("1 of 500 runs have these words.")).to_be_visible()
    page.get_by_role("button", name="List all").click()
    expect(page.get_by_text("The newest of 500 runs.")).to_be_visible()
    typed_into(page, box, "no such words")
    expect(page.get_by_text("No run to choose here is like “no such words”.")).to_be_visible()
