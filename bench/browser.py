"""A real Chromium that says when a page of the dashboard has come to rest."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--no-first-run"]
PATIENCE_MS = 60_000
QUIET_MS = 200

# Streamlit writes the state of its script and stale elements into the page; components may live
# in shadow trees, which a plain querySelector does not see.
_WATCH = """
window.bench = {
  find(root, marker) {
    if (root.querySelector(marker)) return true;
    for (const element of root.querySelectorAll("*"))
      if (element.shadowRoot && this.find(element.shadowRoot, marker)) return true;
    return false;
  },
  isQuiet(marker) {
    const app = document.querySelector('[data-testid="stApp"]');
    return app?.dataset.testScriptState === "notRunning"
      && !document.querySelector('[data-stale="true"]') && this.find(document, marker);
  },
  settled([marker, quietMs]) {
    const now = performance.now();
    if (!this.isQuiet(marker)) this.since = null;
    else this.since ??= now;
    return this.since !== null && now - this.since > quietMs ? this.since : false;
  },
  answered(quietMs) {
    const quiet = performance.now() - this.heard;
    return this.heard > this.asked && quiet > quietMs ? this.heard - this.asked : false;
  },
};
// the script of a page answers through its one websocket, and through nothing else
window.WebSocket = class extends WebSocket {
  constructor(...words) {
    super(...words);
    this.addEventListener("message", () => { window.bench.heard = performance.now(); });
  }
};
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def visitor(browser: Browser) -> Page:
    """Somebody with an empty cache and a common screen."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(_WATCH)
    return page


def open_page(page: Page, url: str, marker: str) -> float:
    """Seconds from the navigation until the script is done and ``marker`` stands in the page.

    The moment counts from which on nothing changed for QUIET_MS.
    """
    page.goto(url, wait_until="commit")
    since = page.wait_for_function("state => window.bench.settled(state)", arg=[marker, QUIET_MS])
    return float(since.json_value()) / 1000


def rerun(page: Page) -> float:
    """Seconds until the script has said its last word when it is asked to run once more."""
    page.evaluate("window.bench.asked = performance.now()")
    page.keyboard.press("r")
    took = page.wait_for_function("quietMs => window.bench.answered(quietMs)", arg=QUIET_MS)
    return float(took.json_value()) / 1000
