"""The site as a browser shows it, opened from a folder: in every width, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from mnist_core.export.archive import write_files
from mnist_core.ladders import STEPS
from mnist_core.site.files import site_files
from tests.browser.test_accessibility import RULES

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    write_files(site_files(None), folder)
    return folder


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A page that fails its test when it asks a server, or is told that something is wrong."""
    page = new_page()
    page.on("request", lambda request: pytest.fail(f"it asks {request.url}")
            if not request.url.startswith(("file:", "data:", "blob:")) else None)
    page.on("console", lambda message: pytest.fail(message.text)
            if message.type == "error" else None)
    return page


def look(page: Page, file: Path, width: int, scheme: Scheme) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not [(found["id"], found["nodes"][0]["html"]) for found in violations]


def test_a_dot_of_the_chart_leads_to_its_step_by_the_keyboard_too(page: Page, site: Path) -> None:
    look(page, site / "index.html", 390, "dark")
    dot = page.get_by_role("link", name="strategy-4 · LR schedule: 99.53 %, 9,436 parameters")
    dot.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("4 LR schedule")
    page.get_by_role("link", name="Report of our training").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("strategy-4 · reference 1")
    page.go_back()
    page.get_by_role("link", name="← 3 Augmentation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 Augmentation")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_fits_and_breaks_no_rule(page: Page, site: Path, width: int, scheme: Scheme
                                            ) -> None:
    look(page, site / "index.html", width, scheme)
    for step_id in STEPS:
        look(page, site / "steps" / step_id / "index.html", width, scheme)
