"""How soon an experiment of 1,000 trials is seen: ``python -m bench.experiments``.

The real server and a real Chromium; the trials are written into the database, none is trained.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Page

from bench.browser import chromium, open_page, visitor
from bench.many_trials import add_experiment, add_trials
from bench.report import machine, table
from bench.server import server
from mnist_core.base.settings import Settings
from mnist_core.runs.records.store import Store, open_store

DRAWN = ".experiments figure .plot[data-drawn]"
_SHOWS = """([trials, drawn]) => {
  const one = document.querySelector(".experiments .one");
  const plot = document.querySelector(".experiments figure .plot");
  return one.dataset.trials === String(trials) && plot.dataset.drawn !== drawn;
}"""


def new_trial(page: Page, store: Store, experiment: int, number: int) -> float:
    """Seconds from the commit of a new trial until its point stands in the pictures."""
    drawn = page.locator(DRAWN).first.get_attribute("data-drawn")
    add_trials(store, experiment, range(number, number + 1))
    began = time.perf_counter()
    page.wait_for_function(_SHOWS, arg=[number, drawn], polling=20)
    return time.perf_counter() - began


def row(name: str, values: list[float]) -> tuple[str, ...]:
    return name, *(f"{np.percentile(values, share):.2f}" for share in (50, 95, 100))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trials", type=int, default=1_000)
    arguments.add_argument("--loads", type=int, default=10, help="how often the page is opened")
    arguments.add_argument("--new", type=int, default=10, help="how many trials come meanwhile")
    given = arguments.parse_args()
    print(f"{given.trials:,} trials in one experiment; its page opened {given.loads} times, then "
          f"{given.new} trials come while somebody looks. {machine()}\n", flush=True)
    with TemporaryDirectory(prefix="mnist-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        store = open_store(Settings(home=home, database_url=f"sqlite:///{home}/lab.db"))
        experiment = add_experiment(store, given.trials)
        print(f"Made experiment {experiment}", file=sys.stderr)
        with server(home) as lab, chromium() as browser:
            page = visitor(browser)
            url = f"{lab.url}/experiments?experiment={experiment}"
            first = open_page(page, url, DRAWN)
            opened = [open_page(page, url, DRAWN) for _ in range(given.loads)]
            seen = [new_trial(page, store, experiment, given.trials + 1 + place)
                    for place in range(given.new)]
        store.close()
    print(table(("seconds", "median", "p95", "longest"), [
        row("the page has settled", opened), row("a new trial stands in the pictures", seen)]))
    print(f"\nThe first visit, with an empty cache: {first:.2f} s.")


if __name__ == "__main__":
    main()
