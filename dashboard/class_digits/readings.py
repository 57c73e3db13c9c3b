"""What trained networks made of the class's own digits; each digit is read once by a network."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray

from dashboard.admission.pages import heavily
from dashboard.server.resources import library
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.saved.class_digits import ClassDigit, is_training_writer
from mnist_core.runs.saved.drawings_zip import images_of, labels_of
from mnist_core.trained.trained import Trained
from mnist_core.training.evaluate import Evaluation, evaluate

MOST_NETWORKS = 500
"""Whose readings are kept; those that were asked for longest ago are forgotten first."""
MOST_OWN = 100
Row = NDArray[np.float32]

_readings: OrderedDict[tuple[str, str], dict[int, Row]] = OrderedDict()
_lock = threading.Lock()


def networks() -> list[Trained]:
    """All reference runs and the newest finished own runs, those of them that have weights."""
    own = islice((run for run in library().own(RunQuery(states=("finished",))) if run.moments),
                 MOST_OWN)
    return [*(run for run in library().references() if run.moments), *own]


def measured(trained: Trained, digits: Sequence[ClassDigit]) -> Sequence[ClassDigit]:
    """Those that a network may be measured on: no hand that it was trained on."""
    if not trained.recipe.class_digits:
        return digits
    return [digit for digit in digits if not is_training_writer(digit.writer)]


def is_read(trained: Trained, digits: Sequence[ClassDigit]) -> bool:
    """Whether its answers to all of them are known, so that they cost nothing."""
    with _lock:
        known = _readings.get(_key(trained), {})
        return all(digit.id in known for digit in digits)


def reading(trained: Trained, digits: Sequence[ClassDigit]) -> Evaluation:
    """Its answers to these digits, of which there is at least one, with its best weights.

    Raises:
        ValueError: one sentence: its weights cannot be read.
        Busy: there is no room to read them now.
    """
    with _lock:
        known = _readings.setdefault(_key(trained), {})
        _readings.move_to_end(_key(trained))
        if len(_readings) > MOST_NETWORKS:
            _readings.popitem(last=False)
        missing = [digit for digit in digits if digit.id not in known]
    if missing:
        found = heavily(lambda: _read(trained, missing))
        with _lock:
            known.update(found)
    with _lock:
        rows = np.stack([known[digit.id] for digit in digits])
    return Evaluation(rows, labels_of(digits))


def _read(trained: Trained, digits: Sequence[ClassDigit]) -> dict[int, Row]:
    found = evaluate(trained.network(trained.moments[0]), torch.from_numpy(images_of(digits)),
                     torch.from_numpy(labels_of(digits)), trained.recipe.normalisation)
    return {digit.id: row for digit, row in zip(digits, found.log_probabilities, strict=True)}


def _key(trained: Trained) -> tuple[str, str]:
    return trained.key, trained.version
