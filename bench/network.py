"""How fast the Network page follows whoever types or walks on it: ``python -m bench.network``.

The real server and a real Chromium. A time runs from the key press to the moment at which what it
asked for is drawn; the editor waits 60 ms after a key for the next one, which counts. The walk
visits every place once, so that no answer is remembered from before.
"""

import argparse

import numpy as np
from playwright.sync_api import Locator, Page

from bench.browser import chromium, open_page, visitor
from bench.report import machine, table
from bench.server import server

STEP = "strategy-4"
# the second half of a network is where most is computed for one place
LAYERS = {"the first convolution": 1, "the sixth convolution": 18, "before the last pooling": 22}
# places in a row and in a column: the smallest of these maps has 4 x 4
WALK = 4
TYPED = " relu bn drop(.1) conv3x3(16)"
_WATCH = """(element, attribute) => {
  const times = element.times = [];
  let pressed = null;
  element.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => {
    if (pressed === null) return;
    times.push([performance.now() - pressed, Number(element.dataset.took)]);
    pressed = null;
  }).observe(element, { attributeFilter: [attribute] });
}"""

Times = list[list[float]]
"""Of each answer: from the key to the picture, and of that the round trip; in ms."""


def press(page: Page, element: Locator, key: str) -> None:
    before = int(element.evaluate("element => element.times.length"))
    page.keyboard.press(key)
    element.evaluate(
        """(element, before) => new Promise((done, fail) => {
             const late = setTimeout(() => fail(new Error("no answer")), 20_000);
             const look = () => element.times.length > before
               ? (clearTimeout(late), done()) : setTimeout(look, 5);
             look();
           })""", before)


def measure_typing(page: Page, url: str) -> Times:
    open_page(page, f"{url}/network?step={STEP}&view=edit", ".editor tbody tr")
    editor = page.locator(".editor")
    editor.evaluate(_WATCH, "data-took")
    area = editor.locator("textarea")
    area.focus()
    area.press("Control+Home")
    # behind the first layer
    for _ in range(len("conv3x3(12)")):
        page.keyboard.press("ArrowRight")
    for character in TYPED:
        press(page, editor, character)
    return list(editor.evaluate("element => element.times"))


def measure_walk(page: Page, url: str, layer: int) -> Times:
    open_page(page, f"{url}/network?step={STEP}&view=sees&layer={layer}&row=1&column=1",
              ".explorer[data-at]")
    explorer = page.locator(".explorer")
    explorer.evaluate(_WATCH, "data-at")
    explorer.locator(".map canvas").focus()
    for row in range(WALK):
        for _ in range(WALK - 1):
            press(page, explorer, "ArrowLeft" if row % 2 else "ArrowRight")
        if row < WALK - 1:
            press(page, explorer, "ArrowDown")
    return list(explorer.evaluate("element => element.times"))


def row(what: str, times: Times) -> tuple[str, ...]:
    seen, asked = np.array(times).T
    return (what, str(len(times)), *(f"{value:.0f}" for value in (
        np.median(asked), np.percentile(asked, 95), np.median(seen), np.percentile(seen, 95))))


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    measured_on = machine()
    with server() as lab, chromium() as browser:
        page = visitor(browser)
        rows = [row("a key in the editor", measure_typing(page, lab.url))]
        rows += [row(f"a step on the map, {name}", measure_walk(page, lab.url, layer))
                 for name, layer in LAYERS.items()]
    print(f"{STEP}, fields before and after training, each the mean of 64 digits. {measured_on}\n")
    print(table(("what", "n", "round trip, ms", "p95", "until it is drawn, ms", "p95"), rows))


if __name__ == "__main__":
    main()
