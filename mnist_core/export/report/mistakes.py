"""What was confused with what, and the worst mistakes with their pictures."""

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.files.png import png_base64
from mnist_core.base.markup import Markup, el, joined
from mnist_core.data.label_errors import LABEL_ERRORS
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.report.against import is_on_sample
from mnist_core.findings.analysis import confusion_sentence
from mnist_core.findings.confusion import alt_text, cell_texts, percents, strengths
from mnist_core.network.geometry import NUM_CLASSES
from mnist_core.trained.trained import Predictions
from mnist_core.training.evaluate import confusion

NUM_WORST = 20
STRONG = 0.55
"""From this strength on a cell is dark enough for white figures."""


def matrix_and_mistakes(run: ExportedRun) -> Markup | None:
    """Of the epoch whose weights were kept; None where its answers are not known."""
    predictions = run.predictions(run.moment) or run.predictions("last")
    if predictions is None:
        return None
    num_wrong = int((~predictions.correct).sum())
    epoch = run.best_epoch if predictions is run.predictions("best") else len(run.epochs)
    counts = confusion(predictions.labels, predictions.predicted)
    words = el("div", el("p", f"{num_wrong:,} of {len(predictions.labels):,} test digits were "
                              f"misread after epoch {epoch}."),
               el("p", confusion_sentence(predictions)) if num_wrong else None,
               el("p", "Rows: the label. Columns: what was read; right answers are left out.",
                  class_="quiet"))
    return el("section", el("h2", "Mistakes"),
              el("div", el("div", _matrix(counts), words),
                 _worst(run, predictions, min(num_wrong, NUM_WORST), num_wrong),
                 class_="matrix-and-worst"))


def _matrix(counts: NDArray[np.int64]) -> Markup:
    texts, strong, recall = cell_texts(counts, "errors"), strengths(counts, "errors"), percents(
        counts, 1)
    digits = range(NUM_CLASSES)
    head = el("tr", el("th", "label", scope="col"),
              *(el("th", str(digit), scope="col") for digit in digits),
              el("th", "right, %", scope="col", class_="recall"))
    rows = (el("tr", el("th", str(digit), scope="row"),
               *(el("td", texts[digit][read], class_=_shade(strong[digit][read]))
                 for read in digits), el("td", recall[digit], class_="recall"))
            for digit in digits)
    return el("table", el("caption", alt_text(counts), class_="unseen"), el("thead", head),
              el("tbody", *rows), class_="matrix")


def _shade(strength: float | None) -> str | None:
    if not strength:
        return None
    return f"e{max(1, round(10 * strength))}" + (" strong" if strength >= STRONG else "")


def _worst(run: ExportedRun, predictions: Predictions, num: int, num_wrong: int) -> Markup | None:
    if not num:
        return None
    wrong = np.flatnonzero(~predictions.correct)
    worst = wrong[np.lexsort((wrong, -predictions.losses[wrong]))][:num]
    title = (f"The {num} worst mistakes" if num < num_wrong else
             "The only mistake" if num == 1 else f"All {num} mistakes, the worst first")
    pictures = run.data.test.images.numpy() if run.data else None
    items = []
    for index in worst.tolist():
        # ink as on paper: dark on white
        picture = None if pictures is None else el(
            "img", src=f"data:image/png;base64,{png_base64(255 - pictures[index])}",
            alt=f"Test digit {index}", width=28, height=28)
        disputed = None if is_on_sample(run) else LABEL_ERRORS.get(index)
        share = 100 * float(predictions.confidence[index])
        lines = (f"{share:.0f} % sure", f"no. {index}", *([disputed.badge] if disputed else []))
        label, read = predictions.labels[index], predictions.predicted[index]
        items.append(el("li", picture, el(
            "span", el("strong", f"{label} read as {read}"),
            *(joined((el("br"), line)) for line in lines))))
    return el("div", el("h3", title), el("ol", *items, class_="mistakes"))
