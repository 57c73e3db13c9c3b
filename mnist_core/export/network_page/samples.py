"""Test digits that the page has to try, by a rule: chosen digits would not be a test."""

from base64 import b64encode
from typing import Any

from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.geometry import NUM_CLASSES

NUM_MISREAD = 5


def samples(run: ExportedRun) -> list[dict[str, Any]]:
    """Of each class the first test digit that is read right, or the first if none is; then the
    first five that are misread. Empty where digits or answers are not at hand.

    See ``SavedSample`` in ``scripts/page/samples.js``.
    """
    if run.data is None or run.evaluation is None:
        return []
    labels, is_right = run.evaluation.labels, run.evaluation.predicted == run.evaluation.labels
    firsts = []
    for digit in range(NUM_CLASSES):
        of_class = (labels == digit).nonzero()[0]
        right = of_class[is_right[of_class]]
        firsts += [*right[:1], *of_class[:1]][:1]
    misread = [index for index in (~is_right).nonzero()[0] if index not in firsts][:NUM_MISREAD]
    return [{"index": int(index), "label": int(labels[index]), "isMisread": is_misread,
             "pixels": b64encode(run.data.test.images[int(index)].numpy().tobytes()).decode()}
            for chosen, is_misread in ((firsts, False), (misread, True)) for index in chosen]
