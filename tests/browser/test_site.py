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
from tests.browser.settling import focus
from tests.browser.test_accessibility import RULES
from tests.standing_run import standing_for

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
    focus(dot)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("4 LR schedule")
    page.get_by_role("link", name="Report of our training").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        standing_for("strategy-4").short_label)
    page.go_back()
    page.get_by_role("link", name="← 3 Augmentation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 Augmentation")


def test_a_lesson_is_played_from_a_file_and_found_again(page: Page, site: Path) -> None:
    look(page, site / "steps" / "strategy-4" / "index.html", 390, "light")
    page.get_by_role("link", name="The lesson of this step").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")
    page.get_by_label("They are within 2 points").check()
    chart = page.locator(".predict-curve [tabindex='0']").first
    focus(chart)
    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Train now")).to_be_hidden()
    page.get_by_label("How long the recording takes").select_option("show the end at once")
    page.get_by_role("button", name="Watch a recording").click()
    expect(page.get_by_text("finished: 99.53 % of the test digits")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("It came out so.")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Your sentence").fill("<b>Large</b> first.")
    page.get_by_role("button", name="Keep it").click()
    page.goto(page.url.partition("#")[0])
    expect(page.get_by_role("heading", level=2)).to_have_text("Explain")
    expect(page.get_by_label("Your sentence")).to_have_value("<b>Large</b> first.")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("A task is checked by the lab")).to_be_visible()
    expect(page.get_by_text("ask whoever gave you this site")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_have_text("Explain")
    page.get_by_role("link", name="All lessons").click()
    expect(page.locator("[data-lesson=strategy-4]")).to_contain_text("at Explain")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_fits_and_breaks_no_rule(page: Page, site: Path, width: int, scheme: Scheme
                                            ) -> None:
    look(page, site / "index.html", width, scheme)
    for step_id in STEPS:
        look(page, site / "steps" / step_id / "index.html", width, scheme)
    for lesson in (site / "lessons").iterdir():
        look(page, lesson, width, scheme)
