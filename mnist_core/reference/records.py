"""Reading a reference run from its folder.

A folder is named by its key, ``strategy-4@1``: step, a variant if any (``drilldown-1-stepped@1``),
and seed. ``record.json`` is a ``Record``; ``arrays.npz`` holds the thinned curve and the answers
for the test digits; ``weights.safetensors`` the network at its best epoch, where it is small.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mnist_core.base.source import REFERENCE
from mnist_core.ladders.labels import reference_name, scored
from mnist_core.network.notation import parse
from mnist_core.recipe.recipe import Recipe
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.trained.trained import Moment, Predictions
from mnist_core.training.epoch_record import EpochRecord, Percent

if TYPE_CHECKING:
    from torch import nn

    from mnist_core.data.mnist import Dataset
    from mnist_core.training.evaluate import Evaluation

RECORD, ARRAYS, WEIGHTS = "record.json", "arrays.npz", "weights.safetensors"


def reference_id(step_id: str, variant: str | None) -> str:
    """``drilldown-1``, ``drilldown-1-stepped``: what the seeds of a step or variant share."""
    return f"{step_id}-{variant}" if variant else step_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The figures of one reference run. Accuracies in percent, losses in nats.

    ``train_*_in_eval_mode`` are those of the best epoch's weights on the training digits, without
    augmentation or dropout; ``test_accuracy_of_weights`` is what these weights reach in float32
    (training may have measured in bfloat16).
    """

    step_id: str
    variant: str | None
    seed: int
    recipe: Recipe
    parameters: int
    num_batches: int
    best_epoch: int
    verdict: str
    evidence: Evidence
    epochs: tuple[EpochRecord, ...]
    train_accuracy_in_eval_mode: Percent
    train_loss_in_eval_mode: float
    test_accuracy_of_weights: Percent

    @property
    def reference_id(self) -> str:
        """The step, or a variant of it: what several seeds have in common."""
        return reference_id(self.step_id, self.variant)

    @property
    def key(self) -> str:
        return f"{self.reference_id}@{self.seed}"


RECORDS = TypeAdapter(Record)


@dataclass(frozen=True)
class ReferenceRun:
    """See ``trained.Trained``. Equal by folder and record; arrays are read when asked for."""

    folder: Path
    record: Record
    is_reference: ClassVar[bool] = True
    is_active: ClassVar[bool] = False
    is_quick_try: ClassVar[bool] = False
    is_imported: ClassVar[bool] = False
    name: ClassVar[str] = ""
    note: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def label(self) -> str:
        """``strategy-4 · reference 1 · best 99.43 %``."""
        return scored(self.short_label, self.best_test_accuracy)

    @property
    def title(self) -> str:
        return self.label

    @property
    def short_label(self) -> str:
        return reference_name(self.record.reference_id, self.record.seed)

    @property
    def step_id(self) -> str:
        return self.record.step_id

    @property
    def recipe_name(self) -> str:
        return self.record.step_id

    @property
    def recipe(self) -> Recipe:
        return self.record.recipe

    @property
    def parameters(self) -> int:
        return self.record.parameters

    @property
    def num_batches(self) -> int:
        return self.record.num_batches

    @property
    def best_epoch(self) -> int:
        return self.record.best_epoch

    @property
    def best_test_accuracy(self) -> float:
        return self.record.epochs[self.record.best_epoch - 1].test_accuracy

    @property
    def train_accuracy_in_eval_mode(self) -> float:
        return self.record.train_accuracy_in_eval_mode

    @property
    def seconds(self) -> float:
        return self.record.evidence.seconds

    @property
    def source(self) -> str:
        return self.record.evidence.source

    @property
    def moments(self) -> tuple[Moment, ...]:
        return ("best",) if (self.folder / WEIGHTS).exists() else ()

    @property
    def version(self) -> str:
        return self.record.evidence.date

    @property
    def evidence(self) -> Evidence:
        return self.record.evidence

    def epochs(self) -> tuple[EpochRecord, ...]:
        return self.record.epochs

    def curve(self) -> BatchCurve:
        arrays = self._arrays
        return BatchCurve(arrays["at"].astype(np.int64),
                          *(arrays[name].astype(np.float32) for name in ("loss", "correct", "lr")))

    def predictions(self, moment: Moment = "best") -> Predictions:
        arrays = self._arrays
        return Predictions(arrays[f"{moment}_predicted"].astype(np.int64),
                           arrays[f"{moment}_confidence"].astype(np.float32),
                           arrays[f"{moment}_losses"].astype(np.float32),
                           arrays["labels"].astype(np.int64))

    def evaluation(self, data: "Dataset | None",
                   moment: Moment = "best") -> "Evaluation | None":
        """See ``trained.Trained``; read anew with the kept weights, so any digits will do."""
        return _evaluation(self, data) if data and moment in self.moments else None

    def network(self, moment: Moment = "best") -> "nn.Sequential":
        if moment not in self.moments:
            raise ValueError(f"Of {self.short_label} there are no weights"
                             + (": only those of the best epoch are kept." if self.moments else
                                ": with 6.4 million parameters they are too large to keep."))
        return _network(self)

    @cached_property
    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        with np.load(self.folder / ARRAYS, allow_pickle=False) as arrays:
            return dict(arrays)


def reference_run(folder: Path) -> ReferenceRun:
    """The run in this folder.

    Raises:
        ValueError: its record cannot be read.
    """
    try:
        return ReferenceRun(folder, RECORDS.validate_json((folder / RECORD).read_bytes()))
    except (OSError, ValidationError) as error:
        raise ValueError(f"The reference run in {folder} is damaged; fetch it again. "
                         f"({type(error).__name__})") from None


@lru_cache(maxsize=4)
def reference_runs(root: Path = REFERENCE) -> tuple[ReferenceRun, ...]:
    """All that are recorded, by step, variant and seed; read once a process."""
    runs = [reference_run(file.parent) for file in root.glob(f"*@*/{RECORD}")]
    return tuple(sorted(runs, key=lambda run: (run.record.reference_id, run.record.seed)))


def runs_of_step(step_id: str, root: Path = REFERENCE) -> tuple[ReferenceRun, ...]:
    """The seeds of a step as published, without its variants."""
    return tuple(run for run in reference_runs(root)
                 if run.step_id == step_id and run.record.variant is None)


def typical_run(step_id: str, root: Path = REFERENCE) -> ReferenceRun | None:
    """The one run that stands for the step as published; None where it was not measured.

    It is the middle one of its seeds by best test accuracy, the better of the two middle ones
    where their number is even. The first seed would be chance: that of drilldown-1 never learned
    anything, which happens to one seed in two there. The best would promise too much. Whoever
    shows it says so, in the words of ``standing``.
    """
    ranked = sorted(runs_of_step(step_id, root), key=lambda run: run.best_test_accuracy)
    return ranked[len(ranked) // 2] if ranked else None


def rank_words(step_id: str, root: Path = REFERENCE) -> str:
    """How the typical run stands among its seeds: ``the middle of 3 seeds``; empty for one."""
    num_seeds = len(runs_of_step(step_id, root))
    if num_seeds < 2:
        return ""
    return "the better of 2 seeds" if num_seeds == 2 else f"the middle of {num_seeds} seeds"


def record_json(record: Record) -> bytes:
    """The bytes of ``record.json``."""
    return RECORDS.dump_json(record, indent=1)


@lru_cache(maxsize=32)
def _network(run: ReferenceRun) -> "nn.Sequential":
    from safetensors.torch import load_file

    from mnist_core.network.build import build

    network = build(parse(run.recipe.layers))
    network.load_state_dict(load_file(run.folder / WEIGHTS))
    return network.eval().requires_grad_(False)


@lru_cache(maxsize=32)
def _evaluation(run: ReferenceRun, data: "Dataset") -> "Evaluation":
    from mnist_core.training.evaluate import evaluate

    return evaluate(_network(run), data.test.images, data.test.labels, run.recipe.normalisation)
