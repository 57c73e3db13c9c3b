"""Everything about a GPU that has to be seen on one, in at most eight minutes: ``bench.gpu``.

A card is often lent for minutes. So each part is a process of its own with a bound of its own, what
it found until then is kept, and nothing waits for anything: ``--keep FOLDER`` holds the results
after every part. ``--rehearse`` runs every part on the CPU with tiny sizes, to see that the script
works before a card is there; its figures mean nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.report import machine, table
from mnist_core.base.machine.devices import device_state

ALL_SECONDS = 470.0
PROGRAM = (sys.executable, "-m", "bench.gpu_parts")
REHEARSAL_FACTOR = 4
# the most important first: what comes last may find no time left
PARTS = {"doctor": 60, "equality": 90, "fifteen_epochs": 60, "kill": 90, "canonical": 100,
         "steps": 90, "seeds": 60, "viewers": 90}
GOALS = {
    "fifteen_epochs": "15 epochs of strategy-4 in at most 3 s after warm-up",
    "canonical": "at least 40 times the loop everyone copies, on the same card",
}


@dataclass
class Part:
    """What a part told until it ended, or until its time did: pairs of what and how much."""

    name: str
    figures: list[tuple[str, str]]
    seconds: float = 0.0
    problem: str = ""


def run_part(name: str, seconds: float, *, rehearse: bool) -> Part:
    """Run a part for so long at most; never raises."""
    began = time.monotonic()
    command = [*PROGRAM, name, *(["--rehearse"] * rehearse)]
    problem = ""
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as complaints:
        try:
            code = subprocess.run(command, stdout=told, stderr=complaints, timeout=seconds
                                  ).returncode
        except subprocess.TimeoutExpired:
            code, problem = 0, f"ended after its {seconds:.0f} s"
        told.seek(0)
        figures = [tuple(json.loads(line)) for line in told if line.endswith("]\n")]
        if code:
            complaints.seek(0)
            *_, last = complaints.read().strip().splitlines() or [""]
            problem = f"broke (exit code {code}): {last}"
    return Part(name, figures, time.monotonic() - began, problem)


def report(parts: list[Part], where: str, *, rehearse: bool) -> str:
    """The section of docs/PERFORMANCE.md."""
    lines = [f"{where}\n"]
    if rehearse:
        lines.append("Rehearsed on the CPU with tiny sizes: these figures mean nothing.\n")
    rows = [(part.name.replace("_", " "), what, how_much)
            for part in parts for what, how_much in part.figures]
    rows += [(part.name.replace("_", " "), "not whole", part.problem)
             for part in parts if part.problem]
    lines.append(table(("part", "what", "measured"), rows))
    lines.append("\nGoals: " + "; ".join(GOALS.values()) + ".")
    return "\n".join(lines)


def not_measured(why: str) -> str:
    return (f"Not measured: {why} `python -m bench.gpu` is prepared for a card and takes at most "
            f"eight minutes.\n\nGoals: {'; '.join(GOALS.values())}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rehearse", action="store_true", help="on the CPU, with tiny sizes")
    parser.add_argument("--keep", type=Path, help="a folder for the results after every part")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    state = device_state("cpu" if given.rehearse else "auto")
    if state.type == "cpu" and not given.rehearse:
        print(not_measured(state.problem or "there was no GPU."))
        return
    # a CPU that others use too takes its time, and nobody waits for it
    patience = REHEARSAL_FACTOR if given.rehearse else 1
    end = time.monotonic() + ALL_SECONDS * patience
    where = f"{state.name or 'no GPU'}; {machine()}"
    parts: list[Part] = []
    for name in given.parts:
        left = end - time.monotonic()
        seconds = min(PARTS[name] * patience, left)
        parts.append(run_part(name, seconds, rehearse=given.rehearse) if seconds > 5
                     else Part(name, [], problem="no time was left"))
        print(f"{name}: {parts[-1].seconds:.0f} s {parts[-1].problem}", file=sys.stderr, flush=True)
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / "gpu.json").write_text(json.dumps([asdict(part) for part in parts],
                                                            indent=1))
            (given.keep / "gpu.md").write_text(report(parts, where, rehearse=given.rehearse))
    print(report(parts, where, rehearse=given.rehearse))
    if given.rehearse and any(part.problem for part in parts):
        sys.exit(1)


if __name__ == "__main__":
    main()
