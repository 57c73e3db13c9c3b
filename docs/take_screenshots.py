"""The pictures of the README, from the real app: ``make screenshots``.

Trains strategy-4 for three epochs on whatever MNIST is here, and takes every page, in the states
that it can be in, at 1440 and 390 pixels, light and dark; and of what can be taken home the files
that a browser opens.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, HOW_TO_GET_IT
from tests.browser.strokes import SEVEN, draw
from tests.serving import call, dashboard

FOLDER = Path(__file__).parent / "screenshots"
SIZES = {1440: 1000, 390: 844}
THEMES = ("light", "dark")
PAGES = {
    "ladders": "/?ladder=finetune",
    "step": "/?step=strategy-4",
    "network": "/network?step=strategy-4&view=sees&layer=18",
    "layers": "/network?step=strategy-4",
    "editor": "/network?step=nets-6&view=edit",
    "errors": "/errors?run={run}",
    "changes": "/errors?run=strategy-4@1&show=changes",
    "hard": "/errors?run=strategy-4@1&show=hard",
    "digit": "/errors?run=strategy-4@1&digit=9729",
    "errors-projector": "/errors?run=strategy-4@1&view=projector",
    "draw": "/draw?run={run}",
    "runs": "/runs",
    "compare": "/compare?runs=strategy-1@1,strategy-4@1,finetune-6@1,published:strategy-4",
    "projector": "/train?run={run}&view=projector",
    "result": "/train?run={run}",
    "recipe": "/train?step=strategy-4&dropout=0.05",
    "glossary": "/glossary?term=receptive-field",
}
TRAIN = "/train?run={run}"
REFERENCE = "strategy-4@1"
TAKEN_HOME = ("network.html", "report.html")


def main() -> None:
    if CHROMIUM is None:
        sys.exit(HOW_TO_GET_IT)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, dashboard(Path(home) / "home") as address, \
            sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        run = call(f"{address}/api/runs", {"step": "strategy-4", "set": {"epochs": 3}})["id"]
        _train_page(browser, address, run)
        for theme in THEMES:
            for width in SIZES:
                for name, path in PAGES.items():
                    page = _open(browser, address + path.format(run=run), width, theme)
                    if name == "draw":
                        draw(page, SEVEN)
                        page.wait_for_timeout(1000)
                    _save(page, f"{name}-{theme}-{width}")
        _taken_home(browser, Path(home) / "taken-home")
        browser.close()


def _train_page(browser: Browser, address: str, run: int) -> None:
    """The Train page in mid-run, four times, each time once the second epoch is measured."""
    pages = {f"train-{theme}-{width}": _open(browser, address + TRAIN.format(run=run), width, theme)
             for theme in THEMES for width in SIZES}
    for name, page in pages.items():
        page.wait_for_function(
            "document.querySelector('.live .chart')?.data?.[5].y.length >= 2", timeout=600_000)
        _save(page, name)
    last = _open(browser, address + TRAIN.format(run=run), 1440, "light")
    last.wait_for_selector(".live[data-state=finished]", timeout=600_000)
    last.context.close()


def _taken_home(browser: Browser, folder: Path) -> None:
    """The exported files of a reference run, as whoever has no lab opens them."""
    subprocess.run([sys.executable, "-m", "mnist_core", "export", REFERENCE, str(folder),
                    "--only", ",".join(TAKEN_HOME)], check=True)
    for theme in THEMES:
        for width in SIZES:
            for name in TAKEN_HOME:
                page = _open(browser, (folder / name).as_uri(), width, theme)
                if name == "network.html":
                    page.get_by_role("button", name="7, test digit").click()
                _save(page, f"{name.removesuffix('.html')}-at-home-{theme}-{width}")


def _open(browser: Browser, url: str, width: int, theme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]},
                                  color_scheme="dark" if theme == "dark" else "light")
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(4000)
    return page


def _save(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main()
