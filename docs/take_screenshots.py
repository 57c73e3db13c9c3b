"""The pictures of the README, from the real app: ``make screenshots``.

Trains strategy-4 for three epochs on whatever MNIST is here, and takes every page, in the states
that it can be in, at 1440 and 390 pixels, light and dark; and of what can be taken home the files
that a browser opens. ``python -m docs.take_screenshots errors draw`` takes these alone.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, HOW_TO_GET_IT
from tests.browser.strokes import SEVEN, draw
from tests.servers.serving import call, dashboard

FOLDER = Path(__file__).parent / "screenshots"
SIZES = {1440: 1000, 390: 844}
THEMES = ("light", "dark")
PAGES = {
    "ladders": "/?ladder=finetune",
    "step": "/?step=strategy-4",
    "network": "/network?step=strategy-4&view=sees&layer=18",
    "layers": "/network?step=strategy-4",
    "editor": "/network?step=nets-6&view=edit",
    "errors": "/errors?run=strategy-4@1",
    "changes": "/errors?run=strategy-4@1&show=changes",
    "hard": "/errors?run=strategy-4@1&show=hard",
    "digit": "/errors?run=strategy-4@1&digit=9729",
    "errors-projector": "/errors?run=strategy-4@1&view=projector",
    "draw": "/draw?run=strategy-4@1",
    "runs": "/runs",
    "compare": "/compare?runs=strategy-1@1,strategy-4@1,finetune-6@1,published:strategy-4",
    "projector": "/train?run={run}&view=projector",
    "result": "/train?run={run}",
    "recipe": "/train?step=strategy-4&dropout=0.05",
    "glossary": "/glossary?term=receptive-field",
}
TRAIN = "train"
REFERENCE = "strategy-4@1"
TAKEN_HOME = {"network.html": "network-at-home", "report.html": "report-at-home"}
# a machine that does other things as well takes its time
PATIENCE_MS, TRAIN_MS = 180_000, 3_600_000
MOST_LOOKS, BETWEEN_LOOKS_MS = 8, 2_000


def main(*asked: str) -> None:
    """Take all pictures, or those whose pages are named."""
    if CHROMIUM is None:
        sys.exit(HOW_TO_GET_IT)
    names = asked or (TRAIN, *PAGES, *TAKEN_HOME.values())
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, dashboard(Path(home) / "home") as address, \
            sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        run = 0
        if any("{run}" in PAGES.get(name, "{run}") for name in names):
            run = call(f"{address}/api/runs", {"step": "strategy-4", "set": {"epochs": 3}})["id"]
            _train_page(browser, f"{address}/train?run={run}")
        for name, path in PAGES.items():
            if name in names:
                _all_ways(browser, name, address + path.format(run=run))
        if any(name in names for name in TAKEN_HOME.values()):
            _taken_home(browser, Path(home) / "taken-home")
        browser.close()


def _all_ways(browser: Browser, name: str, url: str) -> None:
    for theme in THEMES:
        for width in SIZES:
            page = _open(browser, url, width, theme)
            if name == "draw":
                draw(page, SEVEN)
                _wait_until_it_stands(page)
            elif name == TAKEN_HOME["network.html"]:
                page.get_by_role("button", name="7, test digit").click()
                # on a phone it stands below the answer
                page.evaluate("scrollTo(0, 0)")
            _save(page, f"{name}-{theme}-{width}")


def _train_page(browser: Browser, url: str) -> None:
    """The Train page in mid-run, each time once the second epoch is measured; then wait for the
    end."""
    pages = {f"{TRAIN}-{theme}-{width}": _open(browser, url, width, theme)
             for theme in THEMES for width in SIZES}
    for name, page in pages.items():
        page.wait_for_function(
            "document.querySelector('.live .chart')?.data?.[5].y.length >= 2", timeout=TRAIN_MS)
        _save(page, name)
    last = _open(browser, url, 1440, "light")
    last.wait_for_selector(".live[data-state=finished]", timeout=TRAIN_MS)
    last.context.close()


def _taken_home(browser: Browser, folder: Path) -> None:
    """The exported files of a reference run, as whoever has no lab opens them."""
    subprocess.run([sys.executable, "-m", "mnist_core", "export", REFERENCE, str(folder),
                    "--only", ",".join(TAKEN_HOME)], check=True)
    for file, name in TAKEN_HOME.items():
        _all_ways(browser, name, (folder / file).as_uri())


def _open(browser: Browser, url: str, width: int, theme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]},
                                  color_scheme="dark" if theme == "dark" else "light")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    if url.startswith("http"):
        page.wait_for_selector("[data-test-script-state=notRunning]")
    _wait_until_it_stands(page)
    return page


def _wait_until_it_stands(page: Page) -> None:
    """Until two looks are the same, since charts and pictures come after the page; one that
    follows a run never stands, and is good after some."""
    before = b""
    for _ in range(MOST_LOOKS):
        page.wait_for_timeout(BETWEEN_LOOKS_MS)
        look = page.screenshot()
        if look == before:
            return
        before = look


def _save(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
