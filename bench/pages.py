"""How long a person waits for each page: ``python -m bench.pages``.

The real server, a real Chromium and a real run of strategy-4 on all the digits. Every page is
opened while that run trains beside it on the same machine, and again when it is stopped.
"""

import argparse
import sys
from dataclasses import dataclass, field

import numpy as np

from bench.browser import chromium, open_page, rerun, visitor
from bench.report import machine, table
from bench.server import Server, server

CHART = ".js-plotly-plot .main-svg"


@dataclass(frozen=True)
class Visit:
    """A page, and what must stand in it before anybody calls it open."""

    path: str
    marker: str

    def address(self, run_id: int) -> str:
        return self.path.replace("RUN", str(run_id))


PAGES = (
    Visit("/", CHART),
    Visit("/train?run=RUN", ".live .chart .main-svg"),
    Visit("/runs", ".runs tbody tr[data-key]"),
    Visit("/network", ".layers tbody tr"),
    Visit("/network?view=sees", ".explorer[data-at]"),
    Visit("/network?run=RUN&view=activations", ".sheets canvas"),
    Visit("/errors?run=RUN", ".wall .digits > *"),
    Visit("/draw?run=RUN", "canvas.ink"),
)


@dataclass
class Times:
    """Seconds."""

    first: float
    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


def measure(lab: Server, visit: Visit, run_id: int, num: int) -> Times:
    """Open one page ``num`` times after a first visit, and ask for a rerun each time."""
    url = lab.url + visit.address(run_id)
    with chromium() as browser:
        page = visitor(browser)
        times = Times(open_page(page, url, visit.marker))
        for _ in range(num):
            times.opened.append(open_page(page, url, visit.marker))
            times.answered.append(rerun(page))
    return times


def report(measured: dict[str, Times]) -> str:
    def column(values: list[float], share: float) -> str:
        return f"{np.percentile(values, share):.2f}"
    return table(
        ("page", "first visit", "median", "p95", "rerun median", "rerun p95"),
        [(f"`{path}`", f"{times.first:.2f}", column(times.opened, 50), column(times.opened, 95),
          column(times.answered, 50), column(times.answered, 95))
         for path, times in measured.items()])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--loads", type=int, default=20, help="how often each page is opened")
    num = arguments.parse_args().loads
    measured_on = machine()
    with server() as lab:
        run_id = lab.start_run("strategy-4")
        print("Training the first epoch of strategy-4", file=sys.stderr)
        lab.wait(run_id, lambda run: bool(run["epochs"]))
        tables = {}
        for title in ("while strategy-4 trains on the same machine", "at rest"):
            measured = {}
            for visit in PAGES:
                print(f"Opening {visit.path} {title}", file=sys.stderr)
                measured[visit.path] = measure(lab, visit, run_id, num)
            tables[title] = report(measured)
            if lab.run(run_id)["state"] == "running":
                lab.stop_run(run_id)
    print(f"Seconds until a page has settled, {num} loads each. {measured_on}")
    for title, text in tables.items():
        print(f"\n{title.capitalize()}:\n\n{text}")


if __name__ == "__main__":
    main()
