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


def train(lab: Server, num: int) -> list[int]:
    """Train some short runs to their end; their numbers."""
    runs = []
    for _ in range(num):
        runs.append(lab.start_run("strategy-4", **SHORT))
        lab.wait(runs[-1], lambda run: run["state"] == "finished")
    return runs


def look(lab: Server, runs: list[int], num: int) -> None:
    """Open the pages of all runs in turn, each in a tab of its own that is closed again."""
    with chromium() as browser:
        for number, visit in enumerate(islice(cycle(PAGES), num)):
            page = visitor(browser)
            open_page(page, lab.url + visit.address(runs[number % len(runs)]), visit.marker)
            page.context.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=10)
    arguments.add_argument("--loads", type=int, default=50)
    given = arguments.parse_args()
    measured_on = machine()
    few = len(PAGES)
    moments = ((0, 0), (1, few), (given.runs, few), (given.runs, given.loads // 2),
               (given.runs, given.loads))
    runs: list[int] = []
    loads = 0
    megabytes = []
    with server() as lab:
        for num_runs, num_loads in moments:
            runs += train(lab, num_runs - len(runs))
            look(lab, runs, num_loads - loads)
            loads = num_loads
            megabytes.append(lab.megabytes)
            print(f"{num_runs} runs, {loads} loads: {megabytes[-1]:.0f} MB", file=sys.stderr)
    print(f"Memory of the server's process. {measured_on}\n")
    print(table(("runs", "page loads", "MB"), [
        (str(num_runs), str(num_loads), f"{used:.0f}")
        for (num_runs, num_loads), used in zip(moments, megabytes, strict=True)]))
    print(f"\nGrown since the first run: {megabytes[-1] - megabytes[1]:.0f} MB")


if __name__ == "__main__":
    main()
