"""A trained network in a notebook: its figures as pandas tables, its weights as a module."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mnist_core.base.format import count_of
from mnist_core.export.tables import PROBABILITIES
from mnist_core.ladders import STEPS
from mnist_core.ladders.step import Step
from mnist_core.network.course_table import COURSE_COLUMNS, cells, course_table
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.evidence import Evidence
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.epoch_record import EPOCH_COLUMNS

if TYPE_CHECKING:
    from torch import nn

# a notebook's line about a run shows how it ended
_ROWS_SHOWN = 5


@dataclass(frozen=True, repr=False)
class LabRun:
    """One run, own or reference. Accuracies in percent, losses in nats; "best" is the best epoch.

    What is asked of a run that still trains is answered as it stands at that moment.
    """

    trained: Trained

    @property
    def key(self) -> str:
        """``12`` or ``strategy-4@1``, as every command takes it."""
        return self.trained.key

    @property
    def title(self) -> str:
        return self.trained.title

    @property
    def step(self) -> Step | None:
        """The published step that it is a run of; None for a recipe of its own."""
        return STEPS.get(self.trained.step_id or "")

    @property
    def recipe(self) -> Recipe:
        return self.trained.recipe

    @property
    def evidence(self) -> Evidence | None:
        """On what, with which versions and when it was trained; None where nobody wrote it down."""
        return self.trained.evidence

    @property
    def best_test_accuracy(self) -> float | None:
        return self.trained.best_test_accuracy

    @property
    def history(self) -> pd.DataFrame:
        """A row an epoch: train_loss, train_accuracy, test_loss, test_accuracy, held_out_loss,
        held_out_accuracy, seconds.
        """
        table = pd.DataFrame(map(astuple, self.trained.epochs()), columns=list(EPOCH_COLUMNS))
        # where nothing is held out a column is empty, and still one of numbers
        return table.set_index("epoch").astype("float64")

    @property
    def batches(self) -> pd.DataFrame:
        """A row a trained batch: loss, correct_percent, lr. Of reference runs as many as a chart
        needs.
        """
        curve = self.trained.curve()
        return pd.DataFrame({"loss": curve.loss, "correct_percent": curve.correct,
                             "lr": curve.lr}, index=pd.Index(curve.at, name="batch"))

    @property
    def layers(self) -> pd.DataFrame:
        """The receptive-field table in the columns of the steps' authors; see ``CourseRow``."""
        rows = map(cells, course_table(self.recipe.describe().layers))
        return pd.DataFrame(rows, columns=list(COURSE_COLUMNS)).set_index("layer")

    def model(self, moment: Moment = "best") -> "nn.Sequential":
        """A copy of the network in eval mode, on the CPU. It takes (pixel / 255 - mean) / std with
        ``recipe.normalisation``, float32 [N, 1, 28, 28], and gives logits [N, 10].

        Raises:
            ValueError: there are no weights (yet).
        """
        from copy import deepcopy

        return deepcopy(self.trained.network(moment))

    def predictions(self, moment: Moment = "best") -> pd.DataFrame:
        """A row a test digit, in the order of MNIST's test set: label, what was read, and the
        probability of each class.

        Raises:
            ValueError: they are not known here.
        """
        from mnist_core.lab.digits import digits

        trained, data = self.trained, digits()
        same = data is not None and data.source.description == trained.source
        evaluation = trained.evaluation(data if same else None, moment)
        if evaluation is None:
            raise ValueError(f"What {trained.short_label} read is not known here: "
                             + ("its epoch is not measured, or it has no weights." if same else
                                f"it was tested on {trained.source or 'other digits'}; name a "
                                "folder that holds them in MNIST_DATA_DIR."))
        table = pd.DataFrame(evaluation.probabilities, columns=list(PROBABILITIES))
        table.insert(0, "label", evaluation.labels)
        table.insert(1, "read", evaluation.predicted)
        table.index.name = "index"
        return table

    def mistakes(self, moment: Moment = "best") -> pd.DataFrame:
        """The rows of ``predictions`` that were read wrong, the worst first: those with the least
        probability for their label.
        """
        table = self.predictions(moment)
        wrong = table[table["read"] != table["label"]]
        probabilities = wrong[list(PROBABILITIES)].to_numpy()
        of_label = probabilities[np.arange(len(wrong)), wrong["label"].to_numpy()]
        return wrong.iloc[np.argsort(of_label, kind="stable")]

    def export(self, path: str | Path, only: Collection[str] = (),
               extra: Collection[str] = ()) -> Path:
        """Write its bundle, or ``only`` some of its files, to a new folder, or to a new file that
        ends in ``.zip``; the path. ``extra`` brings "tensorboard" and "mlflow" along.

        Raises:
            ValueError: something is there already, or a file cannot be written of this run.
            OSError: nothing can be written there.
        """
        from mnist_core.base.settings import read_settings
        from mnist_core.export.archive import write_files
        from mnist_core.export.bundle import bundle
        from mnist_core.export.exported_run import exported_run
        from mnist_core.lab.digits import digits
        from mnist_core.library.lesson_records import lesson_records

        target = Path(path)
        told = lesson_records(self.trained, read_settings().home)
        write_files(bundle(exported_run(self.trained, digits(), told), only, extra), target)
        return target

    def __repr__(self) -> str:
        return f"<{self.trained.label}: {self._words}>"

    def _repr_html_(self) -> str:
        table = self.history.tail(_ROWS_SHOWN).to_html(float_format="{:.4f}".format, border=0)
        return f"<p><b>{escape(self.trained.label)}</b><br>{escape(self._words)}</p>{table}"

    @property
    def _words(self) -> str:
        size = (f"{count_of(self.trained.parameters, 'parameter')}, "
                f"{count_of(len(self.trained.epochs()), 'epoch')} measured")
        changed = self.step and diff_text(self.step.recipe, self.recipe)
        return f"{size}, {changed}" if changed else size
