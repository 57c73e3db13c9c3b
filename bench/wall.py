"""How fast the wall of misread digits follows, and what it keeps: ``python -m bench.wall``.

The real server and a real Chromium (without a GPU: it draws on the processor), on a reference run
that misreads more than five hundred digits. A time runs from the click on a cell of the confusion
matrix to the second frame after the digits stood in the page.
"""

import argparse

import numpy as np
from playwright.sync_api import Page

from bench.browser import chromium, open_page, visitor
from bench.report import machine, table
from bench.server import MEGABYTE, server

RUN = "models-1@0"
TRUE, READ = 4, 9
NUM_FRAMES = 150
PIXELS_A_FRAME = 60
# resolves with the milliseconds from the click until that many digits are painted
_FOLLOW = """([matrix, grid, row, column, isEnough]) => new Promise((done) => {
  const began = performance.now();
  const enough = new Function("num", `return ${isEnough}`);
  const watcher = new MutationObserver(() => {
    if (!enough(grid.children.length)) return;
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  });
  watcher.observe(grid, { childList: true });
  matrix.querySelector(`button[data-row="${row}"][data-column="${column}"]`).click();
})"""
_SCROLL = """([main, frames, pixels]) => new Promise((done) => {
  const times = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    main.scrollTop += pixels;
    if (times.length < frames) requestAnimationFrame(next);
    else done(times);
  };
  requestAnimationFrame(next);
})"""


def click_cell(page: Page, is_enough: str) -> float:
    """Milliseconds until the wall has followed."""
    matrix = page.locator(".matrix").element_handle()
    grid = page.locator(".digits").first.element_handle()
    return float(page.evaluate(_FOLLOW, [matrix, grid, TRUE, READ, is_enough]))


def frames(page: Page) -> list[float]:
    """Milliseconds of each frame while the wall scrolls."""
    main = page.locator("[data-testid=stMain]").element_handle()
    return list(page.evaluate(_SCROLL, [main, NUM_FRAMES, PIXELS_A_FRAME]))


def open_digits(page: Page, num: int) -> tuple[float, float]:
    """JavaScript's memory in MB before and after so many digits were opened, one by one."""
    session = page.context.new_cdp_session(page)

    def megabytes() -> float:
        session.send("HeapProfiler.collectGarbage")
        return float(session.send("Runtime.getHeapUsage")["usedSize"]) / MEGABYTE

    page.locator(".digits .digit").first.click()
    page.wait_for_timeout(2000)
    before = megabytes()
    for _ in range(num):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    page.wait_for_timeout(2000)
    return before, megabytes()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=20, help="how often a cell is clicked")
    num = arguments.parse_args().turns
    measured_on = machine()
    with server() as lab, chromium() as browser:
        page = visitor(browser)
        open_page(page, f"{lab.url}/errors?run={RUN}", ".digits .digit")
        size = page.locator(".digits .digit").count()
        times: dict[str, list[float]] = {"one cell": [], f"all {size} digits": []}
        for _ in range(num):
            times["one cell"].append(click_cell(page, f"num > 0 && num < {size}"))
            page.wait_for_timeout(1000)
            times[f"all {size} digits"].append(click_cell(page, f"num === {size}"))
            page.wait_for_timeout(1000)
        times["a frame while it scrolls"] = frames(page)
        before, after = open_digits(page, 50)
    print(f"{RUN}. {measured_on}\n")
    print(table(("what", "n", "median, ms", "p95, ms"), (
        (what, str(len(values)), f"{np.median(values):.0f}", f"{np.percentile(values, 95):.0f}")
        for what, values in times.items())))
    print(f"\nJavaScript's memory: {before:.1f} MB, after 50 digits were opened {after:.1f} MB.")


if __name__ == "__main__":
    main()
