"""From the worker's batch to the painted point, and how a long run opens and pans:
``python -m bench.streaming``.

The real server, a real Chromium and a real run of strategy-4. A trigger in the database notes when
the worker wrote each report; its batches are spread evenly over the time since the report before.
"""

import argparse
import sqlite3
import sys
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

from bench.browser import chromium, open_page, visitor
from bench.long_run import NUM_BATCHES, write_long_run
from bench.report import machine, table
from bench.server import Server, server
from mnist_core.training.engine import REPORT_SECONDS

CHART = ".live .chart"
# a report follows on the measuring of an epoch, too; its batches took no longer for that
LONGEST_REPORT = 3 * REPORT_SECONDS
PAN_STEPS = 120
FRAME_SECONDS = 1 / 60

_NOTE_REPORTS = """
CREATE TABLE bench_reports (run_id, first, num, told);
CREATE TRIGGER bench_note AFTER INSERT ON curves BEGIN
  INSERT INTO bench_reports VALUES (NEW.run_id, NEW.first, length(NEW."values") / 12,
                                    (julianday('now') - 2440587.5) * 86400);
END;
"""
# what changed before one frame is on the screen at the next
_NOTE_PAINTS = """() => {
  const chart = document.querySelector(".live .chart");
  const bench = window.bench;
  Object.assign(bench, { paints: [], rebuilds: 0, first: chart.querySelector(".main-svg") });
  for (const name of ["newPlot", "react", "purge"]) {
    const original = Plotly[name];
    Plotly[name] = (...words) => { bench.rebuilds += 1; return original(...words); };
  }
  let drawn = 0, known = 0;
  const frame = () => {
    if (known > drawn) bench.paints.push([drawn = known, Date.now() / 1000]);
    known = Number(chart.dataset.batches ?? 0);
    requestAnimationFrame(frame);
  };
  frame();
}"""
_NOTE_FRAMES = """() => {
  window.bench.frames = [];
  let before = performance.now();
  const frame = (now) => {
    window.bench.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


@dataclass(frozen=True)
class Live:
    """Seconds from each batch to its paint, and how often the chart was built again."""

    delays: NDArray[np.float64]
    rebuilds: int


def watch_a_run(lab: Server, digits: int, epochs: int) -> Live:
    with sqlite3.connect(lab.home / "lab.db") as database:
        database.executescript(_NOTE_REPORTS)
    run_id = lab.start_run("strategy-4", num_train=digits, epochs=epochs)
    with chromium() as browser:
        page = visitor(browser)
        open_page(page, f"{lab.url}/train?run={run_id}", f"{CHART} .main-svg")
        page.evaluate(_NOTE_PAINTS)
        lab.wait(run_id, lambda run: run["state"] == "finished", look_seconds=1)
        total = lab.run(run_id)["total_batches"]
        page.wait_for_function(f"window.bench.paints.at(-1)?.[0] === {total}")
        paints = np.array(page.evaluate("window.bench.paints"))
        rebuilds = page.evaluate(f"""window.bench.rebuilds + Number(
            document.querySelector('{CHART} .main-svg') !== window.bench.first)""")
    with sqlite3.connect(lab.home / "lab.db") as database:
        reports = np.array(database.execute(
            "SELECT first, num, told FROM bench_reports WHERE run_id = ? ORDER BY first",
            (run_id,)).fetchall())
    return Live(delays(reports, paints), rebuilds)


def delays(reports: NDArray[np.float64], paints: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds from each batch to the first paint with it; rows (first, num, told), (drawn, when).

    Batches that were there before the page was open are left out.
    """
    ends = []
    for (first, num, told), before in zip(reports, [0.0, *reports[:-1, 2]], strict=True):
        began = max(before, told - LONGEST_REPORT)
        ends += [(first + place, began + (told - began) * (place + 1) / num)
                 for place in range(int(num))]
    batches, times = np.array(ends).T
    shown = np.searchsorted(paints[:, 0], batches, side="right")
    is_live = (shown > 0) & (shown < len(paints))
    seconds: NDArray[np.float64] = paints[shown[is_live], 1] - times[is_live]
    return seconds


def open_a_long_run(lab: Server, num: int) -> tuple[list[float], NDArray[np.float64]]:
    """Seconds to open it, ``num`` times after a first visit, and between frames of a pan."""
    url = f"{lab.url}/train?run={write_long_run(lab.home)}"
    marker = f'{CHART}[data-batches="{NUM_BATCHES}"]'
    with chromium() as browser:
        page = visitor(browser)
        open_page(page, url, marker)
        opened = [open_page(page, url, marker) for _ in range(num)]
        return opened, pan(page)


def pan(page: Page) -> NDArray[np.float64]:
    """Seconds between frames while a person drags the curves to the left and back."""
    page.evaluate(f"""Plotly.relayout(document.querySelector('{CHART}'),
        {{ dragmode: "pan", "xaxis.range": [4, 8] }})""")
    box = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.evaluate(_NOTE_FRAMES)
    for step in range(PAN_STEPS):
        page.mouse.move(middle[0] - box["width"] / 3 * np.sin(step / PAN_STEPS * np.pi), middle[1])
        time.sleep(FRAME_SECONDS)
    frames = page.evaluate("window.bench.frames")
    page.mouse.up()
    return np.array(frames) / 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--digits", type=int, default=60_000, help="trained on in each epoch")
    arguments.add_argument("--epochs", type=int, default=3)
    arguments.add_argument("--loads", type=int, default=20, help="how often the long run is opened")
    given = arguments.parse_args()
    measured_on = machine()
    with server() as lab:
        print("Watching a run", file=sys.stderr)
        live = watch_a_run(lab, given.digits, given.epochs)
        print(f"Opening a run of {NUM_BATCHES:,} batches", file=sys.stderr)
        opened, frames = open_a_long_run(lab, given.loads)
    print(measured_on + "\n")
    print(table(("what", "n", "median, ms", "p95, ms", "slowest, ms"), [
        (name, str(len(seconds)), *(f"{1000 * value:.0f}" for value in (
            np.median(seconds), np.percentile(seconds, 95), np.max(seconds))))
        for name, seconds in (
            ("from the worker's batch to the painted point, while it trains", live.delays),
            (f"a run of {NUM_BATCHES:,} batches: until its page has settled", opened),
            ("the same, panned: from frame to frame", frames))]))
    print(f"\nOver the whole run the chart was built again {live.rebuilds} times.")


if __name__ == "__main__":
    main()
