"""From stroke to bars: ``python -m bench.drawing``.

The real server, a real Chromium and a real mouse that draws sevens. Each time runs from the moment
at which the browser says that the pen moved to the moment at which bars stand in the page that
were read of a drawing with that movement in it; at rest, and while strategy-4 trains beside it.
"""

import argparse
import sys

import numpy as np
from playwright.sync_api import Page

from bench.browser import chromium, open_page, visitor
from bench.report import machine, table
from bench.server import server
from tests.browser.strokes import SEVEN, Stroke

# a hand moves on between two events of the mouse
EVENT_MS = 16
POINTS_A_SIDE = 12
REST_MS = 400
# recorded reference runs, so that nothing need be trained first
READ_BY = {
    "one network": "/draw?run=strategy-4@1",
    "four networks": "/draw?run=strategy-4@1&beside=strategy-3@1,strategy-2@1,finetune-6@1",
}

# what is in a request is what had moved when it was sent; what it brought shows in the bars
_WATCH = """
window.strokes = { moved: [], took: [] };
const ask = window.fetch;
window.fetch = async (...words) => {
  if (!String(words[0]).includes("/api/predict")) return ask(...words);
  const waiting = window.strokes.moved.splice(0);
  const reply = await ask(...words);
  const read = reply.json.bind(reply);
  reply.json = async () => {
    const answer = await read();
    // the bars are set in the microtask that follows, and painted in the next frame
    requestAnimationFrame((now) => {
      for (const at of waiting) window.strokes.took.push(performance.now() - at);
    });
    return answer;
  };
  return reply;
};
const note = (event) => { if (event.buttons) window.strokes.moved.push(event.timeStamp); };
for (const kind of ["pointerdown", "pointermove"]) addEventListener(kind, note, true);
"""


def fine(stroke: Stroke) -> Stroke:
    """The stroke with as many points as a hand would make of it."""
    shares = np.linspace(0, 1, POINTS_A_SIDE, endpoint=False)
    return [(float(x0 + share * (x1 - x0)), float(y0 + share * (y1 - y0)))
            for (x0, y0), (x1, y1) in zip(stroke[::5], stroke[5::5], strict=False)
            for share in shares]


def draw(page: Page) -> None:
    box = page.locator("canvas.ink").bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in fine(SEVEN)]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
        page.wait_for_timeout(EVENT_MS)
    page.mouse.up()
    page.wait_for_timeout(REST_MS)


def measure(url: str, num: int) -> list[float]:
    """Milliseconds of every movement of ``num`` strokes; a stroke before them warms up."""
    with chromium() as browser:
        page = visitor(browser)
        page.add_init_script(_WATCH)
        open_page(page, url, "canvas.ink")
        draw(page)
        page.evaluate("window.strokes.took = []")
        for _ in range(num):
            page.get_by_role("button", name="Clear", exact=True).click()
            draw(page)
        took: list[float] = page.evaluate("window.strokes.took")
    return took


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--strokes", type=int, default=20)
    num = arguments.parse_args().strokes
    measured_on = machine()
    rows = []
    with server() as lab:
        addresses = [lab.url + address for address in READ_BY.values()]
        for moment in ("at rest", "while strategy-4 trains"):
            training = lab.start_run("strategy-4", epochs=100) if moment != "at rest" else None
            if training:
                lab.wait(training, lambda run: run["position"] > 0)
            for models, address in zip(READ_BY, addresses, strict=True):
                print(f"Drawing for {models}, {moment}", file=sys.stderr)
                took = measure(address, num)
                rows.append((f"{models}, {moment}", str(len(took)), *(
                    f"{value:.0f}" for value in (*np.percentile(took, (50, 95)), max(took)))))
            if training:
                lab.stop_run(training)
    print(f"Milliseconds from the pen to the bars, {num} strokes each. {measured_on}\n")
    print(table(("read by", "movements", "median", "p95", "slowest"), rows))


if __name__ == "__main__":
    main()
