"""Every page, light and dark, wide and narrow: no serious violation of ours, no mute picture; on a
phone nothing that is cut or too small for a finger, elsewhere a focus that can be seen.

axe-core judges what a machine can judge of WCAG 2.2, level AA; its script comes with a package.
"""

from collections.abc import Callable
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.navigation.page_list import PAGES
from tests.browser.conftest import PATIENCE_MS
from tests.browser.phone import WIDTH, as_phone
from tests.waiting import wait_until

ADDRESSES = {
    "ladders": "/?step=finetune-6",
    "lessons": "/lessons?lesson=dropout&part=predict",
    "train": "/train?step=strategy-4",
    "runs": "/runs",
    "experiments": "/experiments",
    "network": "/network?step=strategy-4",
    "errors": "/errors?run=strategy-4@1",
    "draw": "/draw?run=strategy-4@1",
    "compare": "/compare?runs=strategy-1@1,strategy-4@1,published:strategy-4",
    "touch": "/touch?demo=filter",
    "glossary": "/glossary?term=jump",
    "quiz": "/quiz",
}
# what a page shows last, as a sign that it is complete
COMPLETE = {
    "ladders": ".st-key-ladder_chart .main-svg", "train": ".live .main-svg",
    "lessons": ".prediction", "runs": "h1", "network": "h1", "errors": "h1", "draw": "canvas",
    "compare": ".st-key-compare_times .plot", "touch": ".demo[data-ready]",
    "glossary": ".glossary .wanted", "experiments": ".experiments .list > *",
    "quiz": ".quiz .card",
}
DRAWN_IN_SIGHT = {"ladders": ".st-key-ladder_chart"}
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

FINGER = 40  # pixels
ON_A_PHONE = """(finger) => {
  const found = matchMedia("(pointer: coarse)").matches ? [] : ["this is not a phone"];
  const targets = "a[href], button, input, select, textarea, summary, [role=button], [role=radio]";
  // links in running text are as high as it is; the matrix has boxes that choose the same
  const apart = "p a, li a, td a, th a, dd a, label a, figcaption a, h4 a, table.matrix button, "
    + "[data-testid=stSkipToContent], [type=range], [type=file], [data-testid=stSlider] input";
  const visit = (root) => root.querySelectorAll("*").forEach((element) => {
    if (element.shadowRoot) visit(element.shadowRoot);
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
    if (element.matches("kbd")) found.push(`a key: ${element.textContent}`);
    if (!element.matches(targets) || element.matches(apart)) return;
    const touched = element.matches("input") && element.closest("label") || element;
    // of a bar in several lines a part without round corners would look cut
    if (element.matches("[role=radio]") && getComputedStyle(element).borderTopRightRadius === "0px")
      found.push(`an open end: ${element.textContent}`);
    const { right, width, height } = touched.getBoundingClientRect();
    if (right > 0 && width > 1 && Math.min(width, height) < finger - 0.5)
      found.push(`${width} x ${height}: ${element.outerHTML.slice(0, 120)}`);
  });
  visit(document);
  const over = document.documentElement.scrollWidth - window.innerWidth;
  return over > 0 ? [`${over} pixels too wide`, ...found] : found;
}"""
# remembers how what has the focus looks with it; tells what had it before, if that looks the same
_LOOK = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const lookOf = (element) => {
    const looks = [];
    for (let around = element; around && looks.length < 6; around = around.parentElement) {
      const { outline, boxShadow, borderColor } = getComputedStyle(around);
      looks.push(`${outline} ${boxShadow} ${borderColor}`);
    }
    return looks.join("; ");
  };
  const before = window.focusedBefore;
  window.focusedBefore = { element, look: lookOf(element) };
  const isStop = before && before.element !== document.body && before.element !== element;
  return isStop && lookOf(before.element) === before.look
    ? before.element.outerHTML.slice(0, 160) : null;
}"""

# until nothing was drawn for a while; what moves all the time is waited for a second
_QUIET = """() => new Promise((quiet) => {
  const done = () => { seen.disconnect(); quiet(); };
  let calm = setTimeout(done, 250);
  const seen = new MutationObserver(() => {
    clearTimeout(calm);
    calm = setTimeout(done, 250);
  });
  seen.observe(document.body,
    { subtree: true, childList: true, attributes: true, characterData: true });
  setTimeout(done, 1000);
})"""


def opened(page: Page, url: str, name: str, theme: str, width: int) -> Page:
    if width == WIDTH:
        as_phone(page)
    else:
        page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_default_timeout(2 * PATIENCE_MS)
    page.goto(url + ADDRESSES[name])
    complete = page.locator(COMPLETE[name]).first
    if name in DRAWN_IN_SIGHT:
        def is_drawn() -> bool:
            # its address leads far below it, and a slow page goes there late
            page.locator(DRAWN_IN_SIGHT[name]).scroll_into_view_if_needed()
            return complete.is_visible()
        wait_until(is_drawn, f"{DRAWN_IN_SIGHT[name]} is drawn")
    complete.wait_for()
    # while Streamlit's script runs, half of the page is faded
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    page.evaluate(_QUIET)
    return page


def violations(page: Page) -> list[str]:
    """The serious ones that are ours, each in one line."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]} ({' '.join(map(str, node['target']))})"
            for rule in found if rule["impact"] in SERIOUS
            for node in rule["nodes"]
            if not any(rule["id"] == known and mark in node["html"]
                       for known, mark in STREAMLITS_OWN)]


def unseen_stops(page: Page, num: int = 18) -> list[str]:
    """Those of the first stops of the Tab key that look the same with the focus and without."""
    unseen: list[str | None] = []
    for _ in range(num):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(_LOOK))
    return [stop for stop in unseen if stop]


# each theme and each width once in every run of the tests; the other pairs where there is time
@pytest.mark.parametrize(("theme", "width"), [
    ("light", 1440), ("dark", 390),
    pytest.param("dark", 1440, marks=pytest.mark.slow),
    pytest.param("light", 390, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_no_serious_violation_and_every_plot_is_told_in_words(
        new_page: Callable[[], Page], base_url: str, name: str, theme: str, width: int) -> None:
    page = opened(new_page(), base_url, name, theme, width)
    assert violations(page) == []
    assert cast(list[str], page.evaluate(_PLOTS_WITHOUT_WORDS)) == []
    if width == WIDTH:
        assert cast(list[str], page.evaluate(ON_A_PHONE, FINGER)) == []
    else:
        assert unseen_stops(page) == []
