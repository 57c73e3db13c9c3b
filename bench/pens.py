"""How well drawings are read: ``python -m bench.pens``.

600 digits of real pens (see tests/pen_digits.py), each drawn with a size, place and brush of its
own (fixed seed), through the drawing pipeline and, for comparison, through a raw resize.
"""

import numpy as np
import torch

from bench.report import machine, table
from mnist_core.drawn.drawing import raw_resize, stages_from_strokes
from mnist_core.findings.ladder_on_digits import Score, networks_of, scores
from mnist_core.ladders import LADDERS
from mnist_core.library import Library
from mnist_core.runs.store import open_store
from mnist_core.settings import read_settings
from tests.pen_digits import CANVAS, WHY_NOT, pen_digits


def misread(score: Score) -> str:
    """The most frequent errors as ``7 as 1 (3)``."""
    pairs = list(zip(score.labels[score.wrong].tolist(), score.read[score.wrong].tolist(),
                     strict=True))
    often = sorted(set(pairs), key=lambda pair: (-pairs.count(pair), pair))[:3]
    return ", ".join(f"{true} as {read} ({pairs.count((true, read))})" for true, read in often)


def main() -> None:
    torch.set_num_threads(1)
    pens = pen_digits()
    if pens is None:
        print(f"Not measured: {WHY_NOT}.")
        return
    stages = [stages_from_strokes(pen.strokes, width=CANVAS, height=CANVAS, brush=pen.brush)
              for pen in pens]
    labels = np.array([pen.digit for pen in pens], np.int64)
    centred = np.stack([stage.digit for stage in stages])
    raw = np.stack([raw_resize(stage.canvas) for stage in stages])
    library = Library(open_store(read_settings()))
    networks = [trained for ladder in LADDERS for trained in networks_of(ladder, library)]
    rows = [(good.trained.short_label, good.trained.step_id or "", f"{good.accuracy:.2f}",
             f"{bad.accuracy:.2f}", misread(good))
            for good, bad in zip(scores(networks, centred, labels), scores(networks, raw, labels),
                                 strict=True)]
    print(f"Percent of {len(pens)} digits read right. {machine()}\n")
    print(table(("network", "step", "centred", "raw resize", "most misread"), rows))


if __name__ == "__main__":
    main()
