"""What people type and what addresses bring along is text on every page: no link, no picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, expect

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.runs.records.new_run import MAX_NAME
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.saved.own_recipes import OwnRecipes
from tests.browser.training.told_run import ToldRun
from tests.servers.serving import call

# what Markdown, Streamlit on top of it, Plotly and HTML would make something of
HOSTILE = "![i](//b.example/i)[a](http://b.example)<a href=//b.example>$x$:red[r]:smile: 80"
TURNED = "\u202eabc :material/home: https://b.example `code` <b>\n# x -> www.b.example"
NOTE = f"{HOSTILE}\n{TURNED}"
MARKS = ("a[href*='b.example'], img[src*='b.example'], image[href*='b.example'], "
         ".katex, .stMarkdownColoredText:text-is('r')")


@dataclass(frozen=True)
class Named:
    """Runs with such names, and an own recipe."""

    finished: int
    interrupted: int
    recipe: int


@pytest.fixture(scope="module")
def store(home: Path, base_url: str) -> Iterator[Store]:
    """The server's own."""
    yield open_store(Settings(home=home, database_url=f"sqlite:///{home}/lab.db"))


@pytest.fixture(scope="module")
def named(store: Store, dataset: Dataset) -> Iterator[Named]:
    assert len(HOSTILE) == MAX_NAME
    finished = ToldRun(store, dataset, epochs=1, num_batches=20)
    finished.train(20)
    finished.measure(1, 300, is_best=True)
    finished.finish()
    interrupted = ToldRun(store, dataset, epochs=2, num_batches=20)
    interrupted.train(5)
    interrupted.interrupt(f"It broke: {NOTE}")
    for run, name in ((finished, TURNED), (interrupted, HOSTILE)):
        store.rename(run.id, name)
        store.annotate(run.id, NOTE)
    own = OwnRecipes(store.engine)
    recipe = own.add(HOSTILE[20:], "strategy-2", find_step("strategy-2").recipe)
    yield Named(finished.id, interrupted.id, recipe.id)
    own.delete(recipe)


def settled(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_test_id("stMain").get_by_text("nothing in the queue").or_(
        page.get_by_test_id("stMain").get_by_text("training run")).first).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    # what elements make of it comes a moment later
    page.wait_for_timeout(300)
    assert page.locator(MARKS).count() == 0, page.locator(MARKS).first.evaluate(
        "element => element.outerHTML")
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_name_is_text_wherever_it_is_shown(page: Page, base_url: str, named: Named) -> None:
    run, other = named.finished, named.interrupted
    offer = page.locator(".st-key-interrupted")
    for path in ("", "runs", f"network?run={run}", f"errors?run={run}", f"draw?run={run}",
                 f"compare?runs={run},strategy-1%401", f"train?run={run}&recipe={named.recipe}"):
        settled(page, f"{base_url}/{path}")
        # every page offers the interrupted run, by the name that was typed
        expect(offer).to_contain_text(HOSTILE)
    settled(page, f"{base_url}/train?run={other}")
    expect(page.get_by_role("alert").filter(has_text="It broke: ![i]").first).to_be_visible()
    settled(page, f"{base_url}/runs")
    rows = page.locator(".runs tbody")
    expect(rows).to_contain_text(HOSTILE)
    expect(rows).to_contain_text("www.b.example")
    # the boxes show it as it is, too
    settled(page, f"{base_url}/draw?run={run}")
    box = page.get_by_role("combobox", name="Run")
    expect(box).to_have_value(re.compile("`code` <b> # x -> www.b.example"))
    box.click()
    expect(page.get_by_role("option").filter(has_text="www.b.example").first).to_be_visible()
    assert page.locator(MARKS).count() == 0


PARAMETERS = {
    "": ("step", "ladder"), "runs": ("q", "state", "step", "sort"),
    "train": ("step", "run", "recipe", "replay", "view", "speed", "layers", "dropout", "lr"),
    "network": ("step", "run", "recipe", "layers", "with", "view", "layer", "digit", "weights"),
    "errors": ("run", "show", "true", "read", "sort", "digit", "epoch", "pair", "cells"),
    "draw": ("run", "beside", "weights", "drawing"),
    "compare": ("runs", "pair", "epoch", "right", "digit")}


@pytest.mark.parametrize("page_name", PARAMETERS)
def test_a_parameter_is_text_on_every_page(page: Page, base_url: str, page_name: str) -> None:
    everything = urlencode(dict.fromkeys(PARAMETERS[page_name], HOSTILE))
    settled(page, f"{base_url}/{page_name}?{everything}")


@pytest.mark.parametrize("path", [
    f"train?run={quote(HOSTILE)}", f"train?replay={quote(HOSTILE)}",
    f"network?layers={quote(HOSTILE)}", f"network?layers=conv3x3({quote(TURNED)})",
    f"?step={quote(TURNED)}"])
def test_one_wrong_parameter_is_quoted_as_it_is(page: Page, base_url: str, path: str) -> None:
    settled(page, f"{base_url}/{path}")
    told = page.get_by_role("alert").filter(has_text=re.compile(r"!\[i\]\(|abc :"))
    expect(told.first).to_be_visible()


def test_a_box_that_finds_nothing_says_so_in_plain_text(page: Page, base_url: str,
                                                        named: Named) -> None:
    answer = call(f"{base_url}/api/runs/{named.finished}/name", {"name": HOSTILE})
    assert answer is not None
    settled(page, f"{base_url}/train?run={named.finished}")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value(HOSTILE)
