"""From a touch to its picture: ``python -m bench.demos``.

The real server, a real Chromium and real keys, on each of the things to touch. How long the server
takes to answer: at first, when a network is read or measured, and when it has kept the answer. And
how long the browser takes: from the key to the next picture that is drawn, with all that it
computes for it. Nothing is asked of the server for that.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from functools import partial

import numpy as np
from playwright.sync_api import Page

from bench.browser import chromium, visitor
from bench.report import machine, table
from bench.server import Server, server
from mnist_core.demos.demos import DEMOS

PROMISED_MS = 100
WARM_UP = 4
WAIT_MS = 600
PAUSE_SECONDS = 0.25
# what has the keyboard first: the picture itself, a slider, a list, else a choice
TOUCHED = ("canvas.demo-touch", "input[type=range]", "select", "input[type=radio]")
KEYS = ("ArrowRight", "ArrowLeft")
WHOLE = {"dropout": "50 of 50"}
"""What stands in a demo that draws more in the frames that follow, once all is there."""

# the last of what is told in a frame comes after it was painted
_WATCH = """
window.touch = { whole: "", changes: 0, took: [], took_whole: [] };
const after = (done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(null);
});
const isWhole = (root) => [...root.querySelectorAll("*")].some((element) =>
  (element.shadowRoot && isWhole(element.shadowRoot))
  || (element.className === "demo-note" && element.textContent.startsWith(window.touch.whole)));
addEventListener("keydown", ({ timeStamp }) => {
  const before = window.touch.changes;
  after(() => {
    // a key that moved nothing says nothing
    if (window.touch.changes > before) window.touch.took.push(performance.now() - timeStamp);
  });
  if (!window.touch.whole) return;
  const look = () => after(() => {
    if (isWhole(document)) window.touch.took_whole.push(performance.now() - timeStamp);
    else look();
  });
  look();
}, true);
"""


@dataclass(frozen=True)
class Times:
    """Of one demo, in milliseconds; ``whole`` where more is drawn in later frames."""

    first: float
    kept: list[float]
    touched: list[float]
    whole: list[float]


def answered(lab: Server, kind: str) -> float:
    """Milliseconds until the data are whole, with pauses as the page makes them."""
    begin = time.perf_counter()
    while True:
        answer = lab.client.post(f"/api/demos/{kind}", json={}).raise_for_status().json()
        if "share" not in answer:
            return 1000 * (time.perf_counter() - begin)
        time.sleep(PAUSE_SECONDS)


def focus(page: Page, kind: str) -> None:
    """On what is touched; what changes in the demo is counted from here on."""
    demo = page.locator(f'.demo[data-kind="{kind}"][data-ready]')
    demo.wait_for()
    demo.evaluate("""demo => new MutationObserver(() => { window.touch.changes += 1; }).observe(
        demo, { subtree: true, childList: true, attributes: true, characterData: true })""")
    next(part for part in map(demo.locator, TOUCHED) if part.count()).first.focus()


def touched(page: Page, lab: Server, kind: str, num: int) -> tuple[list[float], list[float]]:
    """Milliseconds from a key to its picture, and until all of it is there."""
    page.goto(f"{lab.url}/touch?demo={kind}")
    focus(page, kind)
    page.evaluate("whole => { window.touch.whole = whole; }", WHOLE.get(kind, ""))
    for number in range(WARM_UP + num):
        if number == WARM_UP:
            page.evaluate("() => { window.touch.took = []; window.touch.took_whole = []; }")
        page.keyboard.press(KEYS[number % 2])
        page.wait_for_timeout(WAIT_MS if kind in WHOLE else 50)
    took: list[float] = page.evaluate("window.touch.took")
    whole: list[float] = page.evaluate("window.touch.took_whole")
    return took, whole


def measure(lab: Server, page: Page, kind: str, num: int) -> Times:
    first = answered(lab, kind)
    kept = [answered(lab, kind) for _ in range(num)]
    return Times(first, kept, *touched(page, lab, kind, num))


def row(kind: str, times: Times) -> tuple[str, ...]:
    shown = partial("{:.0f}".format)
    return (kind, shown(times.first), *map(shown, np.percentile(times.kept, (50, 95))),
            str(len(times.touched)), *map(shown, np.percentile(times.touched, (50, 95))),
            shown(max(times.touched)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--touches", type=int, default=40)
    arguments.add_argument("--only", choices=list(DEMOS), nargs="+", default=list(DEMOS))
    asked = arguments.parse_args()
    measured_on = machine()
    found: dict[str, Times] = {}
    with server() as lab, chromium() as browser:
        page = visitor(browser)
        page.add_init_script(_WATCH)
        for kind in asked.only:
            print(f"Touching {kind}", file=sys.stderr)
            found[kind] = measure(lab, page, kind, asked.touches)
    print(f"Milliseconds. {asked.touches} answers of the server and {asked.touches} touches each; "
          f"the promise is {PROMISED_MS} a touch. A first answer reads networks, and measures "
          f"where there is something to measure; it is kept. {measured_on}\n")
    print(table(("demo", "first answer", "kept, median", "p95", "touches", "touch, median", "p95",
                 "slowest"), [row(kind, times) for kind, times in found.items()]))
    late = [kind for kind, times in found.items()
            if np.percentile(times.touched, 95) > PROMISED_MS]
    print("\nAll of them keep the promise in 95 of 100 touches." if not late
          else f"\nAbove the promise at p95: {', '.join(late)}.")
    for kind, times in found.items():
        if times.whole:
            median, late_ms = np.percentile(times.whole, (50, 95))
            print(f"{kind} draws what it has in the first frame; all of it is there after "
                  f"{median:.0f} ms (median; p95 {late_ms:.0f}).")


if __name__ == "__main__":
    main()
