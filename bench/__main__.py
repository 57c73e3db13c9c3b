"""Measure and write down: ``python -m bench [SECTION ...]`` renews those of docs/PERFORMANCE.md."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from mnist_core.fast.waiting_threads import SPINS

PAGE = Path(__file__).parents[1] / "docs" / "PERFORMANCE.md"
HEAD = """# What was measured

`make bench` writes this page; each section says what it was measured on, and
`python -m bench training` renews one of them. Machines are shared and noisy: read the ratios, which
were taken within one run. [SPEED.md](SPEED.md) says where the time goes.
"""
SECTIONS = {
    "training": "Training against the loop everyone copies",
    "gpu": "On a GPU",
    "seeds": "Seeds together against one by one",
    "pages": "How long a person waits for a page",
    "network": "How fast the Network page follows",
    "wall": "How fast the wall of misread digits follows",
    "streaming": "From a batch to its point on the screen",
    "audience": "What it costs to be watched",
    "commands": "How soon a run obeys",
    "drawing": "From the pen to the bars",
    "demos": "From a touch to its picture",
    "network_page": "A drawing in network.html",
    "siege": "A pen and a run under siege",
    "classroom": "A class in one room",
    "pictures": "Memory of a picture",
    "reading": "How well pages of digits are read",
    "scale": "Ten thousand runs",
    "experiments": "An experiment of a thousand trials",
    "claims": "A thousand workers at one database",
    "cluster": "A cluster that loses machines",
    "export": "A result that leaves the lab",
    "memory": "Memory of the server's process",
    "clocks": "What wall clocks can do to runs",
    "worker_memory": "Memory of a training worker",
}


def read_sections(text: str) -> dict[str, str]:
    """Title to content of every section."""
    parts = text.split("\n## ")[1:]
    return {title: content for title, _, content in (part.partition("\n") for part in parts)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all unless named")
    names = parser.parse_args().sections or list(SECTIONS)
    for name in names:
        # threads wait as those of our workers do
        measured = subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True, text=True,
                                  stdout=subprocess.PIPE, env={**SPINS, **os.environ}).stdout
        # read again for each: a section may take many minutes
        sections = read_sections(PAGE.read_text() if PAGE.exists() else "")
        sections[SECTIONS[name]] = f"\n`python -m bench.{name}`\n\n{measured.strip()}\n"
        PAGE.write_text("\n".join([HEAD, *(
            f"## {title}\n{sections[title]}" for title in SECTIONS.values() if title in sections)]))


if __name__ == "__main__":
    main()
