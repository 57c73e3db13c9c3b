"""Every page, light and dark, wide and narrow: no serious violation of ours, and no mute picture.

axe-core judges what a machine can judge of WCAG 2.2, level AA; its script comes with a package.
"""

from collections.abc import Callable
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS

PAGES = {
    "ladders": "/?step=finetune-6",
    "train": "/train?step=strategy-4",
    "runs": "/runs",
    "network": "/network?step=strategy-4",
    "errors": "/errors?run=strategy-4@1",
    "draw": "/draw?run=strategy-4@1",
    "compare": "/compare?runs=strategy-1@1,strategy-4@1,published:strategy-4",
    "glossary": "/glossary?term=jump",
}
# what a page shows last, as a sign that it is complete
COMPLETE = {
    "ladders": "[data-testid=stPlotlyChart] .main-svg", "train": ".live .main-svg",
    "runs": "h1", "network": "h1", "errors": "h1", "draw": "canvas",
    "compare": ".st-key-compare_times .main-svg", "glossary": ".glossary .wanted",
}
SERIOUS = ("serious", "critical")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
         "resultTypes": ["violations"]}
STREAMLITS_OWN = {
    ("scrollable-region-focusable", "<pre class=\"st-emotion"):
        "st.text scrolls and takes no tabindex; browsers focus such a scroller by themselves",
}
"""Rules that elements of Streamlit break and that we cannot mend: rule, mark in the HTML, why."""
_PLOTS_WITHOUT_WORDS = """() => {
  const found = [];
  const named = (element) => element?.getAttribute("aria-label")
      || element?.getAttribute("aria-labelledby") || element?.getAttribute("alt");
  const visit = (root) => root.querySelectorAll("*").forEach((element) => {
    if (element.shadowRoot) visit(element.shadowRoot);
    if (element.matches(".js-plotly-plot")) {
      let around = element;
      while (around && !named(around)) around = around.parentElement;
      if (!around || around.matches("main, section.stMain, [data-testid=stMain]"))
        found.push(element.closest("[class*=st-key]")?.className ?? element.outerHTML.slice(0, 80));
    }
  });
  visit(document);
  return found;
}"""


def opened(page: Page, url: str, name: str, theme: str, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_default_timeout(2 * PATIENCE_MS)
    page.goto(url + PAGES[name])
    page.locator(COMPLETE[name]).first.wait_for()
    # while Streamlit's script runs, half of the page is faded
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    page.wait_for_timeout(1000)
    return page


def violations(page: Page) -> list[str]:
    """The serious ones that are ours, each in one line."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]} ({' '.join(map(str, node['target']))})"
            for rule in found if rule["impact"] in SERIOUS
            for node in rule["nodes"]
            if not any(rule["id"] == known and mark in node["html"]
                       for known, mark in STREAMLITS_OWN)]


# each theme and each width once in every run of the tests; the other pairs where there is time
@pytest.mark.parametrize(("theme", "width"), [
    ("light", 1440), ("dark", 390),
    pytest.param("dark", 1440, marks=pytest.mark.slow),
    pytest.param("light", 390, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_violation_and_every_plot_is_told_in_words(
        new_page: Callable[[], Page], base_url: str, name: str, theme: str, width: int) -> None:
    page = opened(new_page(), base_url, name, theme, width)
    assert violations(page) == []
    assert cast(list[str], page.evaluate(_PLOTS_WITHOUT_WORDS)) == []
