"""A class in one room: ``python -m bench.classroom [--people 100]``.

The real server in the mode "class", on which the teacher made a quick try the evening before, as
docs/TEACHING.md says. Students who are not browsers (``bench.classmates``) join within
20 s, open Train, change the recipe, start a quick try; some draw; all follow the run on the
projector. Beside them a few real Chromium contexts join and open Train, whose figures stand apart,
and the teacher's board asks once a second.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np

from bench.browser import chromium, open_page, visitor
from bench.classmates import QUICK_TRY
from bench.report import machine, table
from bench.server import MEGABYTE, Server
from bench.siege import again_and_again
from mnist_core.base.settings import Settings
from mnist_core.runs.records.store import open_store
from tests.servers.serving import dashboard, process_of

JOIN_MS, PAGE_MS, PEN_MS, MEGABYTES, TOLD_PERCENT = 1500, 3000, 250, 2560, 30
CODE, KEY = "BENCH2026", "a-key-of-the-teacher"
LEAST_SECONDS = 10.0
"""Nobody minds so many, however short a wait was; told beside the goal."""
BOARD_SECONDS, MEMORY_SECONDS = 1.0, 0.2


@contextmanager
def class_server(folder: Path) -> Iterator[Server]:
    """Its client is the teacher's."""
    home = folder / "home"
    with (dashboard(home, is_forked=False, MNIST_DATABASE_URL="", MNIST_MODE="class",
                    MNIST_CLASS_CODE=CODE, MNIST_TEACHER_KEY=KEY) as url,
          httpx.Client(base_url=url, timeout=60, trust_env=False) as client):
        client.post("/api/join", json={"teacher": KEY}).raise_for_status()
        yield Server(url, home, process_of(url), client)


def browsers(url: str, num: int) -> list[float]:
    """Milliseconds until Train has settled in ``num`` real browsers, one after the other."""
    if num == 0:
        return []
    took = []
    with chromium() as browser:
        for number in range(num):
            page = visitor(browser)
            page.context.request.post(f"{url}/api/join", data={
                "code": CODE, "nickname": f"Browser {number + 1}"})
            took.append(1000 * open_page(page, f"{url}/train?step=strategy-4", ".quick"))
    return took


def waits_told(lab: Server, seen: dict[str, Any]) -> list[tuple[float, float]]:
    """Of each run that waited: after how many seconds it should start, and did."""
    store = open_store(Settings(home=lab.home, _env_file=None))
    try:
        found = []
        for run_id, said in seen["said"].items():
            started = store.run(int(run_id)).started
            if started is not None:
                found.append((said, started - seen["asked"][run_id]))
        return found
    finally:
        store.close()


def wait_for_all(lab: Server, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        queue = lab.client.get("/api/queue").json()
        if not queue["waiting"] and not queue["training"]:
            return
        time.sleep(1)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=100)
    arguments.add_argument("--browsers", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=30.0, help="how long each pen draws")
    arguments.add_argument("--patience", type=float, default=3600.0,
                           help="seconds until the last run has to have trained")
    given = arguments.parse_args()
    measured_on, load = machine(), os.getloadavg()[0]
    drawing = round(0.3 * given.people)
    peak, board = [0.0], []

    with TemporaryDirectory(prefix="mnist-bench-") as folder, class_server(Path(folder)) as lab:
        def look() -> None:
            peak[0] = max(peak[0], lab.process.memory_info().rss / MEGABYTE)
        teacher = httpx.Client(base_url=lab.url, timeout=60, cookies=lab.client.cookies,
                               trust_env=False)

        def ask_board() -> None:
            began = time.perf_counter()
            board.append((teacher.get("/api/board").status_code,
                          1000 * (time.perf_counter() - began)))
        tried = lab.start_run("strategy-4", **QUICK_TRY)
        lab.wait(tried, lambda run: run["state"] == "finished")
        watched = lab.start_run("strategy-4", epochs=2, num_train=20_000)
        lab.wait(watched, lambda run: run["position"] > 0)
        with (again_and_again(look, MEMORY_SECONDS), again_and_again(ask_board, BOARD_SECONDS),
              subprocess.Popen([sys.executable, "-m", "bench.classmates", lab.url, CODE,
                                str(given.people - given.browsers), str(drawing),
                                str(given.seconds), str(watched)],
                               stdout=subprocess.PIPE, text=True) as classmates):
            try:
                in_browsers = browsers(lab.url, given.browsers)
                output, _ = classmates.communicate(timeout=given.patience)
            finally:
                classmates.kill()
            print("Waiting until all have trained", file=sys.stderr)
            wait_for_all(lab, given.patience)
        seen = json.loads(output)
        told = waits_told(lab, seen)
    report(given, f"{measured_on}; {load:.1f} at its start", seen, in_browsers, board, peak[0],
           told)


def report(given: argparse.Namespace, measured_on: str, seen: dict[str, Any],
           in_browsers: list[float], board: list[tuple[int, float]], peak: float,
           told: list[tuple[float, float]]) -> None:
    broken = sum(num for status, num in seen["statuses"].items() if status >= "5")
    broken += sum(status >= 500 for status, _ in board)
    held = sum(abs(real - said) <= TOLD_PERCENT / 100 * real for said, real in told)
    near = sum(abs(real - said) <= max(TOLD_PERCENT / 100 * real, LEAST_SECONDS)
               for said, real in told)
    print(f"{given.people} people join within 20 s, open Train, change the recipe and start a "
          f"quick try; {given.browsers} of them, in real Chromium, open Train alone; "
          f"{len(seen['pen']):,} readings of pens; all follow one run; the teacher's board asks "
          f"once a second. {measured_on}\n")
    print(table(("", "n", "median", "p95", "goal"), [
        _row("joining", seen["joined"], f"at most {JOIN_MS:,} ms"),
        _row("Train settled", seen["settled"], f"at most {PAGE_MS:,} ms"),
        _row("Train settled, Chromium", in_browsers, f"at most {PAGE_MS:,} ms"),
        _row("a changed recipe", seen["changed"], ""),
        _row("the pen's reading", seen["pen"], f"at most {PEN_MS} ms"),
        _row("the status line", seen["polls"], ""),
        _row("the board", [took for _, took in board], "")]))
    print()
    print(table(("", "measured", "goal"), [
        ("batches that a feed missed",
         f"**{seen['batches_missed']}** of {seen['batches']:,} × {seen['feeds']} feeds", "0"),
        ("answers of 500 and more", f"**{broken}**", "0"),
        ("students who met a fault", f"**{len(seen['faults'])}**", "0"),
        (f"waits as said, within {TOLD_PERCENT} %",
         f"**{_share(held, told)}** of {len(told)}", "90 %"),
        (f"… or within {LEAST_SECONDS:.0f} s", f"{_share(near, told)} of {len(told)}", ""),
        ("said, of what it was", _told_of_real(told), "100 %"),
        ("server's memory, peak", f"**{peak:,.0f} MB**", f"at most {MEGABYTES:,} MB")]))
    print(f"\nThe students' own process took {seen['cpu_seconds']:.0f} s of the same cores.")
    for fault in sorted(set(seen["faults"])):
        print(f"- {seen['faults'].count(fault)} × {fault}")


def _told_of_real(told: list[tuple[float, float]]) -> str:
    if not told:
        return "–"
    low, middle, high = np.percentile([said / real for said, real in told], (10, 50, 90))
    return f"{middle:.0%} (80 % of them {low:.0%} to {high:.0%})"


def _share(num: int, told: list[tuple[float, float]]) -> str:
    return f"{100 * num / len(told):.0f} %" if told else "–"


def _row(name: str, took: list[float], goal: str) -> tuple[str, ...]:
    if not took:
        return name, "0", "–", "–", goal
    median, high = np.percentile(took, (50, 95))
    return name, f"{len(took):,}", f"{median:,.0f} ms", f"**{high:,.0f} ms**", goal


if __name__ == "__main__":
    main()
