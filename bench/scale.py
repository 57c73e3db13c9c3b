"""What 10,000 runs of as many recipes cost: ``python -m bench.scale``.

The real server on SQLite and on a real PostgreSQL, a real Chromium, and a pen that asks the route
that the Draw page asks. One run is trained; the others are written beside it.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Browser, Page, Response, WebSocket

from bench.browser import chromium, open_page, visitor
from bench.many_runs import add_runs
from bench.pages import CHART, Visit
from bench.report import machine, table
from bench.server import Server, server
from mnist_core.base.settings import Settings
from mnist_core.runs.records.store import open_store
from tests.integration.drawing_lab import SEVEN
from tests.servers.postgres import postgres_programs, running_postgres

STEP = "strategy-4"
PAGES = (
    Visit("/", CHART), Visit("/train", CHART),
    Visit("/train?run=RUN", ".live .chart .main-svg"),
    Visit("/runs", ".runs tbody tr[data-key]"), Visit("/network", ".layers tbody tr"),
    Visit("/errors?run=RUN", ".wall .digits > *"), Visit("/draw?run=RUN", "canvas.ink"),
    Visit("/compare", CHART),
)
NUM_TABS = 5
PEN_SECONDS = 0.06
WARM_UP = 5


@dataclass
class Opened:
    """Seconds until the page had settled, and the bytes of its script and of run routes."""

    seconds: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The address of a database of each kind, by its name."""
    programs = postgres_programs()
    if programs is None:
        print("PostgreSQL is not installed: not measured.", file=sys.stderr)
        yield {"SQLite": ""}
        return
    with running_postgres(programs) as postgres:
        yield {"SQLite": "", "PostgreSQL": postgres.url(postgres.create_database())}


def prepare(home: Path, url: str, num: int) -> int:
    """Train one run and write the others; the number of the newest with weights."""
    subprocess.run(
        [sys.executable, "-m", "mnist_core", "train", STEP, "--epochs", "1", "--set",
         "num_train=2000", "--json"], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MNIST_HOME": str(home), "MNIST_DATABASE_URL": url})
    store = open_store(Settings(home=home, database_url=url or f"sqlite:///{home}/lab.db"))
    if num > 1:
        add_runs(home, store, num - 1, trained=1)
    newest = next(run.id for run in store.newest() if run.step_id == STEP)
    store.close()
    return newest


def timed(ask: Callable[[], object], num: int) -> list[float]:
    """Milliseconds of each of ``num`` times, after some that warm up."""
    took = []
    for _ in range(WARM_UP + num):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return took[WARM_UP:]


def routes(lab: Server, num: int) -> dict[str, list[float]]:
    """Milliseconds of what lists ask, by what it is."""
    version = {"If-None-Match": lab.client.get("/api/run-list").headers["etag"]}

    def get(path: str) -> Callable[[], object]:
        return lambda: lab.client.get(path).raise_for_status()

    def poll() -> None:
        assert lab.client.get("/api/run-list", headers=version).status_code == 304
    return {
        "first page of the list": timed(get("/api/run-list?sort=-run"), num),
        "the same, the best first": timed(get("/api/run-list?sort=-best"), num),
        "the same, found by two words": timed(get("/api/run-list?q=anna+0.01"), num),
        "`GET runs`": timed(get("/api/runs"), num),
        "an unchanged poll": timed(poll, 10 * num)}


def pages(browser: Browser, lab: Server, run_id: int, num: int) -> dict[str, Opened]:
    found = {}
    for visit in PAGES:
        print(f"Opening {visit.path}", file=sys.stderr)
        page = visitor(browser)
        received: list[int] = []
        _count(page, received)
        open_page(page, lab.url + visit.address(run_id), visit.marker)
        opened = found[visit.path] = Opened()
        for _ in range(num):
            received.clear()
            opened.seconds.append(open_page(page, lab.url + visit.address(run_id), visit.marker))
            opened.received.append(sum(received))
        page.context.close()
    return found


def _count(page: Page, received: list[int]) -> None:
    """Note the size of whatever may tell of runs: the script's messages, and our own routes."""
    def heard(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: received.append(len(payload)))

    def answered(response: Response) -> None:
        if "/api/run" in response.url and "/events" not in response.url and response.ok:
            received.append(int(response.headers.get("content-length", 0)))
    page.on("websocket", heard)
    page.on("response", answered)


def pen(lab: Server, num: int) -> list[float]:
    """Milliseconds of what a moving pen asks."""
    def ask() -> None:
        lab.client.post("/api/predict", json={"run": "strategy-4@1", "strokes": SEVEN}
                        ).raise_for_status()
        time.sleep(PEN_SECONDS)
    return [took - 1000 * PEN_SECONDS for took in timed(ask, num)]


def with_tabs(browser: Browser, lab: Server, num: int) -> list[float]:
    """``pen`` with five lists of runs open."""
    tabs = [visitor(browser) for _ in range(NUM_TABS)]
    for tab in tabs:
        open_page(tab, f"{lab.url}/runs", ".runs tbody tr[data-key]")
    took = pen(lab, num)
    for tab in tabs:
        tab.context.close()
    return took


def row(name: str, values: list[float], form: str = ".1f") -> tuple[str, ...]:
    return name, *(f"{np.percentile(values, share):{form}}" for share in (50, 95, 100))


def measure(home: Path, url: str, num_runs: int, loads: int, asked: int) -> None:
    began = time.perf_counter()
    run_id = prepare(home / "many", url, num_runs)
    print(f"Made {num_runs:,} runs in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    with server(home / "many", url) as lab, chromium() as browser:
        found = routes(lab, asked)
        alone = pen(lab, 3 * asked)
        crowded = with_tabs(browser, lab, 3 * asked)
        opened = pages(browser, lab, run_id, loads)
    few_id = prepare(home / "few", "", 1)
    with server(home / "few") as lab, chromium() as browser:
        few = pages(browser, lab, few_id, loads)
    columns = ("milliseconds", "median", "p95", "longest")
    print(table(columns, [*(row(name, values) for name, values in found.items()),
                          row("a pen", alone), row("a pen beside five lists", crowded)]))
    print()
    print(table(("page", "settled, median s", "p95", "longest", "median with one run",
                 "kB sent", "kB with one run"), [
        (*row(f"`{path}`", one.seconds, ".2f"), f"{np.median(few[path].seconds):.2f}",
         f"{np.median(one.received) / 1000:.0f}", f"{np.median(few[path].received) / 1000:.0f}")
        for path, one in opened.items()]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=10_000)
    arguments.add_argument("--loads", type=int, default=10, help="how often each page is opened")
    arguments.add_argument("--asked", type=int, default=50, help="how often each route is asked")
    given = arguments.parse_args()
    print(f"{given.runs:,} runs of as many recipes; each page opened {given.loads} times, each "
          f"route asked {given.asked} times, a poll ten times as often. {machine()}")
    with databases() as found:
        for name, url in found.items():
            with TemporaryDirectory(prefix="mnist-bench-") as home:
                print(f"\n{name}:\n", flush=True)
                measure(Path(home), url, given.runs, given.loads, given.asked)


if __name__ == "__main__":
    main()
