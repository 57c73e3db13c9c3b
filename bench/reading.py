"""How well pages of digits are read, and what a photo takes: ``python -m bench.reading``.

Pages are made of MNIST's test digits (tests/digit_pages.py) by several seeds, and read by the
reference run that also tells touching digits apart. The photo is read by a process of its own,
which has read a small page before.
"""

import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from subprocess import run

import numpy as np
import torch
from PIL import Image

from bench.pictures import MEGABYTE, status
from bench.report import machine, table
from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import load
from mnist_core.drawn.page import page_from_image
from mnist_core.drawn.picture_file import open_picture
from mnist_core.drawn.touching import Judge
from mnist_core.library.judge import page_judge
from tests.digit_pages import DigitPage, Writer, num_common, on_paper, pages

SEEDS, EACH = range(5), 6
PHOTO = (4_000, 3_000)


@dataclass(slots=True)
class Tally:
    right: int = 0
    digits: int = 0
    whole: int = 0
    pages: int = 0
    seconds: float = 0.0

    def add(self, page: DigitPage, judge: Judge) -> None:
        began = time.perf_counter()
        found = page_from_image(page.picture, judge)
        answers = iter(judge(np.stack([digit.stages.digit for digit in found.digits])))
        text = ["".join(str(next(answers).argmax()) for _ in row) for row in found.rows]
        self.seconds += time.perf_counter() - began
        self.right += num_common("".join(text), "".join(page.rows))
        self.digits += max(len("".join(text)), len("".join(page.rows)))
        self.whole += text == page.rows
        self.pages += 1

    def row(self, name: str) -> tuple[str, ...]:
        return (name, f"{self.digits:,}", f"{100 * self.right / self.digits:.1f} %",
                f"{self.pages}", f"{100 * self.whole / self.pages:.0f} %",
                f"{1000 * self.seconds / self.pages:.0f}")


def judge_here() -> Judge:
    torch.set_num_threads(1)
    judge = page_judge()
    if judge is None:
        raise SystemExit("Not measured: no reference run of strategy-4 is recorded.")
    return judge


def photo(writer: Writer) -> bytes:
    """The JPEG file of a page as a phone takes it."""
    ink, _ = writer.ink([5, 6, 4], size=110)
    file = BytesIO()
    page = on_paper(writer, ink).resize(PHOTO, Image.Resampling.BICUBIC)
    page.convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def read_one() -> None:
    """Read the photo on standard input; prints the growth at its highest, and the time."""
    judge = judge_here()
    small = np.full((80, 200), 240, np.uint8)
    small[20:60, 40:46] = small[20:60, 100:106] = 30
    page_from_image(small, judge)  # what is read once for all
    data = sys.stdin.buffer.read()
    Path("/proc/self/clear_refs").write_text("5")
    before, began = status("VmRSS"), time.perf_counter()
    found = page_from_image(open_picture(data), judge)
    judge(np.stack([digit.stages.digit for digit in found.digits]))
    print(status("VmHWM") - before, time.perf_counter() - began)


def main() -> None:
    if sys.argv[1:] == ["read"]:
        read_one()
        return
    judge, test = judge_here(), load(read_settings()).test
    kinds: defaultdict[str, Tally] = defaultdict(Tally)
    everything = Tally()
    for seed in SEEDS:
        for page in pages(test, seed, EACH):
            kinds[page.kind].add(page, judge)
            everything.add(page, judge)
    answer = run([sys.executable, "-m", "bench.reading", "read"],
                 input=photo(Writer(test, np.random.default_rng(0))), capture_output=True,
                 check=True)
    peak, seconds = map(float, answer.stdout.split())
    print(f"Pages of MNIST's test digits, seeds {SEEDS.start} to {SEEDS.stop - 1}, {EACH} of each "
          f"kind and seed, read by strategy-4's reference run. {machine()}\n")
    print(table(("page", "digits", "read right", "pages", "whole", "ms a page"),
                [*(tally.row(kind) for kind, tally in kinds.items()), everything.row("all")]))
    print(f"\nA photo of {PHOTO[0]:,} x {PHOTO[1]:,} pixels (JPEG, n = 1): {seconds:.2f} s, and "
          f"the process grows by {peak / MEGABYTE:.0f} MB at most.")


if __name__ == "__main__":
    main()
