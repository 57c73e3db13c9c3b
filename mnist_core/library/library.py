"""Every trained network by its key: the runs of this lab and the reference runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mnist_core.base.format import shortened
from mnist_core.base.source import REFERENCE
from mnist_core.ladders import find_step
from mnist_core.reference.records import ReferenceRun, reference_runs, typical_run
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import ALL_RUNS, Store
from mnist_core.trained.trained import Trained

DEFAULT_STEP = "strategy-4"


@dataclass(frozen=True, slots=True)
class Library:
    """Reads only; own runs are as they stand at each call. ``root`` holds the reference runs."""

    store: Store
    root: Path = REFERENCE

    def own(self, query: RunQuery = ALL_RUNS) -> Iterator[OwnRun]:
        """Own runs that are meant, the newest first, read page by page as they are asked for."""
        return (OwnRun(self.store, run) for run in self.store.newest(query))

    def references(self) -> tuple[ReferenceRun, ...]:
        """By step, variant and seed."""
        return reference_runs(self.root)

    def find(self, text: str | None = None) -> Trained:
        """Whom somebody means by ``12``, ``strategy-4@1``, ``strategy-4`` or nothing at all.

        A step means its newest own run that has weights and the step's network, else its reference
        run; nothing means the newest of all own runs that has weights, else the reference run of
        ``DEFAULT_STEP``.

        Raises:
            ValueError: one sentence: there is no such run or step, or it has no weights.
        """
        if text is not None and text.isascii() and text.isdecimal():
            number = row_number(text)
            if number is None:
                raise ValueError(f"There is no run {shortened(text)}.")
            return OwnRun(self.store, self.store.run(number))
        if text is not None and "@" in text:
            return self._reference(text)
        step_id = None if text is None else find_step(text).id
        # a run that waits has no weights, and ten thousand of them may be the newest
        begun = self.own(RunQuery(step=step_id or "", has_begun=True,
                                  own_network=False if step_id else None))
        candidates = chain(begun, [typical_run(step_id or DEFAULT_STEP, self.root)])
        found = next((trained for trained in candidates if trained and trained.moments), None)
        if found is None:
            raise ValueError(_nothing(step_id))
        return found

    def _reference(self, key: str) -> ReferenceRun:
        for run in self.references():
            if run.key == key:
                return run
        raise ValueError(f"There is no reference run {shortened(key)}; "
                         "`python -m mnist_core reproduce --list` lists them all.")


def _nothing(step_id: str | None) -> str:
    if step_id is None:
        return ("Nothing is trained here yet; train a step first, for example "
                f"`python -m mnist_core train {DEFAULT_STEP}`.")
    return (f"{step_id} has not been trained here yet; train it first: "
            f"`python -m mnist_core train {step_id}`.")
