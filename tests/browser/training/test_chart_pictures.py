"""Every chart becomes a titled, opaque picture that is named after its run, and leaves for nowhere.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.runs.records.store import Store, open_store
from tests.browser.training.told_run import ToldRun

RUN = "strategy-4@1"
NAME = "<a href='//b.example'>wider</a> & deeper"


@pytest.fixture(scope="module")
def store(home: Path, base_url: str) -> Iterator[Store]:
    """The server's own."""
    yield open_store(Settings(home=home, database_url=f"sqlite:///{home}/lab.db"))


@pytest.fixture(scope="module")
def run(store: Store, dataset: Dataset) -> int:
    told = ToldRun(store, dataset, epochs=1, num_batches=20)
    told.train(20)
    told.measure(1, 300, is_best=True)
    told.finish()
    store.rename(told.id, NAME)
    return told.id


def saved(page: Page, button: Locator, tmp_path: Path) -> Path:
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def assert_opaque(path: Path, ground: tuple[int, int, int]) -> None:
    pixels = np.asarray(Image.open(path).convert("RGBA"))
    assert (pixels[..., 3] == 255).all()
    assert tuple(pixels[2, 2, :3]) == ground
    title = pixels[20:60, 20:400, :3].astype(int)
    # there are letters in its head
    assert np.abs(title - ground).max() > 100


def text_of(path: Path) -> str:
    assert "<a " not in path.read_text()
    return " ".join(ElementTree.parse(path).getroot().itertext())


@pytest.mark.parametrize(("scheme", "ground"), [("light", (255, 255, 255)), ("dark", (17, 20, 24))])
def test_a_still_chart_is_saved_under_its_title(page: Page, base_url: str, tmp_path: Path,
                                                scheme: str, ground: tuple[int, int, int]) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{base_url}/compare?runs={RUN},strategy-1@1")
    png = page.locator(".st-key-compare_test").get_by_role(
        "button", name=re.compile("Save the chart “Test accuracy: A strategy-4 · .*as PNG"))
    picture = saved(page, png, tmp_path)
    assert re.match(r"test-accuracy-a-strategy-4-reference.*strategy-1.*\.png", picture.name)
    assert_opaque(picture, ground)
    svg = saved(page, page.locator(".st-key-compare_test .svg"), tmp_path)
    assert "Test accuracy: A strategy-4 · reference" in text_of(svg)


def test_a_picture_is_saved_that_was_asked_for_while_its_chart_was_being_drawn(
        page: Page, base_url: str) -> None:
    held: list[Route] = []
    page.route("**/plotly.min.js", lambda route: held.append(route))
    page.goto(f"{base_url}/compare?runs={RUN},strategy-1@1")
    expect(page.locator("script[src*='plotly.min.js']")).to_be_attached()
    button = page.locator(".st-key-compare_test .svg")
    with page.expect_download(timeout=60_000):
        button.dispatch_event("click")
        expect(button).to_be_disabled()
        for route in held:
            route.continue_()


def test_a_run_is_saved_with_its_name_and_score_and_shared_with_nobody(
        page: Page, base_url: str, run: int, tmp_path: Path) -> None:
    page.goto(f"{base_url}/train?run={run}")
    expect(page.locator(".live[data-state=finished]")).to_be_visible()
    bar = page.locator(".live .modebar")
    expect(bar).to_be_attached()
    assert "hare" not in " ".join(bar.locator("[data-title], [aria-label]").evaluate_all(
        "buttons => buttons.map((button) => button.dataset.title ?? button.ariaLabel)"))
    page.locator(".live .chart").hover()
    picture = saved(page, bar.get_by_role("button", name="Save as PNG"), tmp_path)
    assert picture.name == f"run-{run}-quick-try-strategy-2-a-href-b-example-wider-a-deeper.png"
    assert_opaque(picture, (255, 255, 255))
    svg = saved(page, bar.get_by_role("button", name="Save as SVG"), tmp_path)
    words = text_of(svg)
    for part in (f"Run {run}", NAME, "strategy-2", "best 97.00 % after epoch 1"):
        assert part in words


def test_no_chart_of_any_page_offers_to_upload(page: Page, base_url: str, run: int) -> None:
    for path in ("", f"train?run={run}", f"compare?runs={RUN}",
                 f"errors?run={RUN}&show=Feature+map"):
        page.goto(f"{base_url}/{path}")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_attached(timeout=60_000)
        sharing = page.locator(".js-plotly-plot").evaluate_all(
            "plots => plots.map(({ _context: to }) => [to.showSendToCloud, to.plotlyServerURL])")
        assert sharing and all(one == [False, ""] for one in sharing)
