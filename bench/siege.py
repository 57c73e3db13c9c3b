"""Whether one pen can draw and one run train while many others press: ``python -m bench.siege``.

The real server, one run of strategy-4, a pen that asks as a hand draws, somebody who looks at
health, and the attackers of ``bench.attackers``, who are processes of their own on the same cores.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import numpy as np

from bench.attackers import (
    NUM_FIELDS,
    NUM_HALF_SENT,
    NUM_PICTURES,
    NUM_PROBES,
    NUM_STREAMS,
)
from bench.drawing import fine
from bench.report import machine, table
from bench.server import MEGABYTE, Server, server
from tests.browser.strokes import SEVEN

HEALTH_MS, PEN_MS, PEAK_MEGABYTES, SPEED_PERCENT = 100, 150, 2_000, 70
# a hand's events come every 16 ms, and the page asks for one drawing after the other
PEN_PAUSE_SECONDS, HEALTH_PAUSE_SECONDS, MEMORY_PAUSE_SECONDS = 0.03, 0.1, 0.02
SIDE = 280
WARM_UP_SECONDS = 10.0


@dataclass
class Heard:
    """What one who asks again and again hears: milliseconds of each answer, and failures."""

    took: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    def percentile(self, percent: float) -> float:
        return float(np.percentile(self.took, percent))


@contextmanager
def again_and_again(deed: Callable[[], None], pause: float) -> Iterator[None]:
    """Do it in a thread of its own, for as long as the block lasts."""
    is_over = threading.Event()

    def work() -> None:
        while not is_over.wait(pause):
            deed()
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def asking(url: str, heard: Heard, path: str, bodies: list[object] | None) -> Callable[[], None]:
    """One question after the other over one connection, as a browser keeps it."""
    client = httpx.Client(base_url=url, timeout=60, trust_env=False)
    turn = 0

    def ask() -> None:
        nonlocal turn
        began = time.perf_counter()
        answer = client.get(path) if bodies is None else client.post(
            path, json=bodies[turn % len(bodies)])
        turn += 1
        heard.took.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            heard.wrong.append(answer.status_code)
    return ask


def growing_seven() -> list[object]:
    """What a page asks while a seven is drawn: more of the stroke each time."""
    places = [[SIDE * x, SIDE * y] for x, y in fine(SEVEN)]
    return [{"strokes": [places[:end]], "run": "strategy-4@1"}
            for end in range(3, len(places), 2)]


@dataclass
class Phase:
    """What was measured while something lasted."""

    health: Heard = field(default_factory=Heard)
    pen: Heard = field(default_factory=Heard)
    peak_megabytes: float = 0.0
    batches_a_second: float = 0.0


@contextmanager
def measured(lab: Server, run_id: int) -> Iterator[Phase]:
    """Ask and watch for as long as the block lasts."""
    phase = Phase()

    def look() -> None:
        phase.peak_megabytes = max(phase.peak_megabytes,
                                   lab.process.memory_info().rss / MEGABYTE)
    before, began = lab.run(run_id)["position"], time.monotonic()
    with (again_and_again(asking(lab.url, phase.health, "/api/health", None),
                          HEALTH_PAUSE_SECONDS),
          again_and_again(asking(lab.url, phase.pen, "/api/predict", growing_seven()),
                          PEN_PAUSE_SECONDS),
          again_and_again(look, MEMORY_PAUSE_SECONDS)):
        yield phase
        after, took = lab.run(run_id)["position"], time.monotonic() - began
    phase.batches_a_second = (after - before) / took


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60.0, help="how long the siege lasts")
    seconds = arguments.parse_args().seconds
    measured_on = machine()
    with server() as lab:
        run_id = lab.start_run("strategy-4", epochs=200)
        lab.wait(run_id, lambda run: run["position"] > 10)
        print("At peace", file=sys.stderr)
        # the first answers load what later ones have
        lab.client.post("/api/predict", json=growing_seven()[0])
        time.sleep(WARM_UP_SECONDS)
        with measured(lab, run_id) as peace:
            time.sleep(seconds / 2)
        print("Under siege", file=sys.stderr)
        attackers = subprocess.Popen(
            [sys.executable, "-m", "bench.attackers", lab.url, str(run_id), str(seconds)],
            stdout=subprocess.PIPE, text=True)
        try:
            with measured(lab, run_id) as siege:
                output, _ = attackers.communicate(timeout=seconds + 120)
        finally:
            attackers.kill()
        lab.stop_run(run_id)
    report(measured_on, seconds, peace, siege, json.loads(output))


def report(measured_on: str, seconds: float, peace: Phase, siege: Phase,
           attack: dict[str, object]) -> None:
    answers = attack["answers"]
    assert isinstance(answers, dict)
    speed = 100 * siege.batches_a_second / peace.batches_a_second
    broken = sum(num for by_status in answers.values() for status, num in by_status.items()
                 if status.startswith("5"))
    broken += sum(status >= 500 for heard in (siege.health, siege.pen) for status in heard.wrong)
    print(f"For {seconds:.0f} s {NUM_FIELDS} people ask for fields, {NUM_PICTURES} send pictures "
          f"of 7,000 × 7,000 pixels, {NUM_PROBES} have recipes measured, {NUM_STREAMS:,} open "
          f"event streams and {NUM_HALF_SENT} send half a body, each again and again, while one "
          f"pen draws and strategy-4 trains. {measured_on}\n")
    print(table(("", "at peace", "under siege", "goal"), [
        ("health, p95", f"{peace.health.percentile(95):.0f} ms",
         f"**{siege.health.percentile(95):.0f} ms**", f"at most {HEALTH_MS} ms"),
        ("the pen's reading, p95", f"{peace.pen.percentile(95):.0f} ms",
         f"**{siege.pen.percentile(95):.0f} ms**", f"at most {PEN_MS} ms"),
        ("server's memory, peak", f"{peace.peak_megabytes:,.0f} MB",
         f"**{siege.peak_megabytes:,.0f} MB**", f"at most {PEAK_MEGABYTES:,} MB"),
        ("speed of the run", f"{peace.batches_a_second:.1f} batches/s",
         f"**{speed:.0f} %**", f"at least {SPEED_PERCENT} %"),
        ("answers of 500 and more", "", f"**{broken}**", "0"),
        ("refusals of health and pen", f"{len(peace.health.wrong + peace.pen.wrong)}",
         f"{len(siege.health.wrong + siege.pen.wrong)}", ""),
    ]))
    print(f"\nn = {len(siege.health.took)} looks at health and {len(siege.pen.took)} readings "
          f"under siege. The attackers took {attack['cpu_seconds']:.0f} s of the same cores. "
          "What they were answered:\n")
    print(table(("asked for", "answers"), [
        (kind, ", ".join(f"{num:,} × {status}" for status, num in sorted(by_status.items())))
        for kind, by_status in answers.items()]))


if __name__ == "__main__":
    main()
