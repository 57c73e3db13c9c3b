"""Exported notebooks that were run in full, as it was measured: ``reference/notebooks.json``."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from mnist_core.base.source import REFERENCE

FILE = "notebooks.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRun:
    """One notebook, run from top to bottom; accuracies are of the test digits, in percent.

    Attributes:
        step_id: the step whose first reference run it was exported from.
        best: of its best epoch.
        last_five: the mean of its last five epochs.
        own_best: what the lab's own runs of this recipe came to, a value a seed.
        own_last_five: the same of their last five epochs.
        own_seeds: which seeds these are.
        minutes: by the clock, beside other work.
        commit: of the lab that wrote it.
    """

    step_id: str
    best: float
    last_five: float
    own_seeds: tuple[int, ...]
    own_best: tuple[float, ...]
    own_last_five: tuple[float, ...]
    minutes: float
    device: str
    date: str
    commit: str


def notebook_runs(root: Path = REFERENCE) -> tuple[NotebookRun, ...]:
    """In the order in which they were run; empty where nobody has."""
    file = root / FILE
    if not file.exists():
        return ()
    return TypeAdapter(tuple[NotebookRun, ...]).validate_json(file.read_bytes())
