"""Whether the server grows: ``python -m bench.memory``.

Its memory after one run and a few page loads, and after ten runs and fifty page loads. The
workers are processes of their own and do not count.
"""

import argparse
import sys
from itertools import cycle, islice

from bench.browser import chromium, open_page, visitor
from bench.pages import PAGES
from bench.report import machine, table
from bench.server import Server, server

SHORT = {"num_train": 3000, "epochs": 1}


def train(lab: Server, num: int) -> int:
    """Train some short runs to their end; the number of the last."""
    run_id = 0
    for _ in range(num):
        run_id = lab.start_run("strategy-4", **SHORT)
        lab.wait(run_id, lambda run: run["state"] == "finished")
    return run_id


def look(lab: Server, run_id: int, num: int) -> None:
    """Open the pages one after the other, each in a tab of its own that is closed again."""
    with chromium() as browser:
        for visit in islice(cycle(PAGES), num):
            page = visitor(browser)
            open_page(page, lab.url + visit.address(run_id), visit.marker)
            page.context.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=10)
    arguments.add_argument("--loads", type=int, default=50)
    given = arguments.parse_args()
    rows = []
    with server() as lab:
        def note(runs: int, loads: int) -> None:
            rows.append((f"{runs} runs, {loads} page loads", f"{lab.megabytes:.0f}"))
            print(" ".join(rows[-1]), "MB", file=sys.stderr)
        note(0, 0)
        look(lab, train(lab, 1), len(PAGES))
        note(1, len(PAGES))
        start = lab.megabytes
        last = train(lab, given.runs - 1)
        note(given.runs, len(PAGES))
        for loads in (given.loads // 2, given.loads - given.loads // 2):
            look(lab, last, loads)
            note(given.runs, len(PAGES) + loads)
        grown = lab.megabytes - start
    print(f"Memory of the server's process. {machine()}\n")
    print(table(("after", "MB"), rows))
    print(f"\nGrown since the first run: {grown:.0f} MB")


if __name__ == "__main__":
    main()
