"""The report as a browser shows and prints it: two pages of A4 at most, to be heard as well."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from mnist_core.data.mnist import Dataset
from mnist_core.export.exported_run import exported_run
from mnist_core.export.report.page import report_html
from mnist_core.reference.records import reference_runs
from tests.browser.test_accessibility import RULES

KEYS = ("strategy-4@1", "finetune-0@1", "nets-6@1")


@pytest.mark.parametrize("key", KEYS)
def test_a_report_prints_on_two_pages_and_breaks_no_rule(
        key: str, new_page: Callable[[], Page], tmp_path: Path, dataset: Dataset) -> None:
    file = tmp_path / "report.html"
    run = next(run for run in reference_runs() if run.key == key)
    # with pictures where the digits are at hand; without them the network need not read any
    same = dataset.source.description == run.source
    exported = replace(exported_run(run, None), data=dataset if same else None)
    file.write_bytes(report_html(exported))
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()] and not told
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not Axe().run(page, options=RULES).response["violations"]
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    # Chromium writes the objects of a PDF as plain text
    assert 1 <= printed.count(b"/Type /Page\n") <= 2
