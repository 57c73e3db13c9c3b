"""The figures of a run as tables: CSV for spreadsheets, one header line, a point as decimal mark.

Numbers are written as the shortest text that reads back as the same float32 or float64.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from io import StringIO

from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.course_table import COURSE_COLUMNS, cells, course_table
from mnist_core.network.geometry import NUM_CLASSES
from mnist_core.training.epoch_record import EpochRecord

EPOCHS = "epochs.csv"
EPOCH_COLUMNS = tuple(field.name for field in fields(EpochRecord))
BATCH_COLUMNS = ("batch", "loss", "correct_percent", "lr")
PREDICTION_COLUMNS = ("index", "label", "read",
                      *(f"probability_{digit}" for digit in range(NUM_CLASSES)))


def epochs_csv(run: ExportedRun) -> bytes:
    """A row an epoch, counted from 1; see ``EpochRecord`` for the units."""
    return _csv(EPOCH_COLUMNS, (astuple(epoch) for epoch in run.epochs))


def batches_csv(run: ExportedRun) -> bytes:
    """A row a batch, counted from 0 over the whole run; of reference runs as many as a chart needs.
    """
    curve = run.curve
    return _csv(BATCH_COLUMNS, zip(curve.at.tolist(), curve.loss, curve.correct, curve.lr,
                                   strict=True))


def predictions_csv(run: ExportedRun) -> bytes:
    """A row a test digit, in the order of MNIST's test set; probabilities are shares of 1."""
    evaluation = run.evaluation
    assert evaluation is not None
    return _csv(PREDICTION_COLUMNS, (
        (index, label, read, *shares) for index, (label, read, shares) in enumerate(zip(
            evaluation.labels.tolist(), evaluation.predicted.tolist(), evaluation.probabilities,
            strict=True))))


def layers_csv(run: ExportedRun) -> bytes:
    """The receptive-field table in the authors' columns; see ``CourseRow``."""
    return _csv(COURSE_COLUMNS, map(cells, course_table(run.described.layers)))


def _csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return text.getvalue().encode()
