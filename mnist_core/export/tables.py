"""The figures of a run as tables, each column with its words; written as CSV and as Parquet.

CSV has one header line and a point as decimal mark; numbers are the shortest text that reads back
as the same float32 or float64. Parquet keeps the types.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import numpy as np
from numpy.typing import NDArray

from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.course_table import COURSE_COLUMNS, cells, course_table
from mnist_core.network.geometry import NUM_CLASSES
from mnist_core.training.epoch_record import EPOCH_COLUMNS

Columns = Mapping[str, Sequence[object] | NDArray[np.generic]]

EPOCHS = "epochs.csv"
PROBABILITIES = tuple(f"probability_{digit}" for digit in range(NUM_CLASSES))


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is called without its ending, what each column is, and its values of a run."""

    name: str
    words: Mapping[str, str]
    columns: Callable[[ExportedRun], Columns]

    def csv(self, run: ExportedRun) -> bytes:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.words)
        rows = zip(*self._of(run).values(), strict=True)
        writer.writerows(["" if value is None else value for value in row] for row in rows)
        return text.getvalue().encode()

    def parquet(self, run: ExportedRun) -> bytes:
        # a quarter of a second to import, which every command that lists files would pay
        import pyarrow
        from pyarrow import parquet

        file = BytesIO()
        parquet.write_table(pyarrow.table(dict(self._of(run))), file)
        return file.getvalue()

    def _of(self, run: ExportedRun) -> Columns:
        columns = self.columns(run)
        assert tuple(columns) == tuple(self.words)
        return columns


def _epochs(run: ExportedRun) -> Columns:
    return {name: [getattr(epoch, name) for epoch in run.epochs] for name in EPOCH_COLUMNS}


def _batches(run: ExportedRun) -> Columns:
    curve = run.curve
    return dict(zip(_BATCH_WORDS, (curve.at, curve.loss, curve.correct, curve.lr), strict=True))


def _predictions(run: ExportedRun) -> Columns:
    evaluation = run.evaluation
    assert evaluation is not None
    probabilities = evaluation.probabilities
    return {"index": np.arange(len(evaluation.labels)), "label": evaluation.labels,
            "read": evaluation.predicted,
            **{name: probabilities[:, digit] for digit, name in enumerate(PROBABILITIES)}}


def _layers(run: ExportedRun) -> Columns:
    rows = [cells(row) for row in course_table(run.described.layers)]
    return {name: [row[index] for row in rows] for index, name in enumerate(COURSE_COLUMNS)}


_BATCH_WORDS = {
    "batch": "counted from 0 over the whole run; of reference runs as many as a chart needs",
    "loss": "mean cross-entropy of its digits, in nats",
    "correct_percent": "percent of its digits read right",
    "lr": "learning rate of its step"}
_PREDICTION_WORDS = {
    "index": "place in MNIST's test set, counted from 0",
    "label": "the published label",
    "read": "the most probable class",
    **{name: f"that it is a {digit}, as a share of 1"
       for digit, name in enumerate(PROBABILITIES)}}

EPOCH_TABLE = Table("epochs", EPOCH_COLUMNS, _epochs)
BATCH_TABLE = Table("batches", _BATCH_WORDS, _batches)
PREDICTION_TABLE = Table("predictions", _PREDICTION_WORDS, _predictions)
LAYER_TABLE = Table("layers", COURSE_COLUMNS, _layers)
TABLES = (EPOCH_TABLE, BATCH_TABLE, PREDICTION_TABLE, LAYER_TABLE)
