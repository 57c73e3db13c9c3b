"""How well drawings are read: ``python -m bench.pens`` writes ``reference/pens.json``.

600 digits of real pens (see tests/pen_digits.py), each drawn with a size, place and brush of its
own (fixed seed), through the drawing pipeline and, for comparison, through a raw resize.
"""

from datetime import date

import numpy as np
import torch

from mnist_core.drawn.drawing import raw_resize, stages_from_strokes
from mnist_core.library.ladder_on_digits import Score, scores
from mnist_core.reference.pens import PenScore, PenScores, write_pen_scores
from mnist_core.reference.records import reference_runs
from mnist_core.reference.results import pens_table
from mnist_core.runs.database.machine import commit
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
    references = [run for run in reference_runs() if run.moments]
    found = tuple(
        PenScore(run.key, round(good.accuracy, 2), round(bad.accuracy, 2), misread(good))
        for run, good, bad in zip(references, scores(references, centred, labels),
                                  scores(references, raw, labels), strict=True))
    write_pen_scores(PenScores(len(pens), date.today().isoformat(), commit(), found))
    print(pens_table(found))


if __name__ == "__main__":
    main()
