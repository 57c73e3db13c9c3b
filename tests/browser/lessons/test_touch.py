"""Things to touch: by mouse, keyboard and finger, each without asking the server again."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_core import scripts
from mnist_core.data.mnist import Dataset
from mnist_core.demos.demos import DEMOS, begun_demo
from mnist_core.reference.records import reference_runs
from mnist_core.scripts.inline import inlined
from tests.browser.phone import as_phone, tap
from tests.browser.settling import focus
from tests.browser.test_accessibility import violations


def chosen(page: Page, kind: str) -> Locator:
    """The demo, chosen in the list."""
    page.locator(f".demos nav a[href$='demo={kind}']").click()
    demo = page.locator(f".demo[data-kind={kind}][data-ready]")
    expect(demo).to_be_visible()
    return demo


def test_layers_filters_pooling_norm_and_mixes_follow_the_hand(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url)
            if "/api/demos/" in request.url else None)
    page.goto(f"{base_url}/touch?demo=filter")
    demo = page.locator(".demo[data-kind=filter][data-ready]")
    told = demo.locator(".demo-told")
    expect(told).to_contain_text("At row 16, column 21 the nine products add up to −3.26.")
    digit = demo.get_by_label(re.compile("Arrow keys move it"))
    focus(digit)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(told).to_contain_text("At row 15, column 20")
    expect(demo).to_contain_text("3 of 676 places")
    digit.hover(position={"x": 5, "y": 5})
    expect(told).to_contain_text("At row 1, column 1")
    demo.get_by_role("button", name="Fill the whole map").click()
    expect(demo).to_contain_text("676 of 676 places")

    demo = chosen(page, "growing-field")
    expect(page).to_have_url(re.compile("demo=growing-field"))
    for _ in range(2):
        demo.get_by_role("button", name="Next layer").click()
    expect(demo.locator(".demo-told")).to_have_text("maxpool2: one value sees 6 x 6 pixels.")
    expect(demo).to_contain_text("5 + (2 − 1) × jump 1 = 6")
    expect(demo.get_by_role("radio", name="maxpool2: 6 pixels wide")).to_be_checked()

    demo = chosen(page, "pooling")
    demo.get_by_role("button", name="Right").click()
    expect(demo).to_contain_text("Moved by 1 pixel to the right and 0 pixels down")
    demo.get_by_role("button", name="Back to its place").click()
    expect(demo).to_contain_text("Move the digit to see")

    demo = chosen(page, "batch-norm")
    told = demo.locator(".demo-told")
    before = told.inner_text()
    demo.get_by_role("button", name="Put there: a digit in negative").click()
    expect(told).not_to_have_text(before)
    demo.get_by_role("radio", name="Eval: those kept from training").check()
    before = told.inner_text()
    demo.get_by_role("button", name="Put there: an empty picture").click()
    expect(told).to_have_text(before)

    demo = chosen(page, "one-by-one")
    demo.get_by_role("slider", name="Map 3").press("ArrowRight")
    expect(demo.locator(".demo-told")).to_contain_text("1 of 14 weights are not the trained ones")
    demo.get_by_role("button", name="Trained weights").click()
    expect(demo.locator(".demo-told")).to_contain_text("These are the trained weights of mix 1")
    assert len(asked) == 5, "each demo asks once"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_demo_is_fit_for_all(page: Page, base_url: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{base_url}/touch")
    for kind in DEMOS:
        chosen(page, kind)
        assert violations(page) == [], kind


def test_a_finger_moves_the_filter_and_the_glossary_leads_here(page: Page, base_url: str) -> None:
    as_phone(page)
    page.goto(f"{base_url}/glossary?term=kernel")
    tap(page.locator("#term-kernel a.touch").first)
    demo = page.locator(".demo[data-kind=filter][data-ready]")
    expect(demo).to_be_visible()
    tap(demo.get_by_label(re.compile("Arrow keys move it")))
    expect(demo.locator(".demo-told")).to_contain_text(re.compile(r"At row 1[34], column 1[34]"))


def test_a_page_without_a_server_has_its_data_inside(
        new_page: Callable[[], Page], dataset: Dataset, tmp_path: Path) -> None:
    runs = {run.key: run for run in reference_runs()}
    inside = [{"kind": kind, "caption": f"About {kind}.",
               "shown": begun_demo(kind, {}, runs.__getitem__, dataset).now()}
              for kind in DEMOS]
    module = os.path.relpath(Path(scripts.__path__[0]) / "demos" / "demo.js", tmp_path)
    entry = tmp_path / "entry.js"
    entry.write_text(f'import {{ showDemo }} from "./{module}";\n'
                     f"for (const demo of {json.dumps([*inside, {'kind': 'filter'}])})\n"
                     "  showDemo(document.body.appendChild(document.createElement('div')), demo);",
                     "utf-8")
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><title>Demos</title><body>"
                    f"<script>{inlined(entry)}</script>", "utf-8")
    page, troubles = new_page(), list[str]()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url)
            if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    expect(page.locator(".demo[data-ready]")).to_have_count(len(inside))
    # what only a server could show is left out
    expect(page.locator(".demo").last).to_be_hidden()
    page.get_by_role("button", name="Next layer").click()
    expect(page.get_by_text("one value sees 5 x 5 pixels")).to_be_visible()
    # what is measured first, too
    page.locator(".demo[data-kind=learning-rate]").get_by_role("button", name="Right").click()
    expect(page.get_by_text(re.compile("^Rate .* arrives"))).to_be_visible()
    assert not troubles
