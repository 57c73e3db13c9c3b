"""The columns of the list of runs: what it tells of each run, and what it can be sorted by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import SQLColumnExpression, func, select

from mnist_core.base.format import one_line
from mnist_core.ladders.labels import recipe_name, run_name
from mnist_core.runs.database.run import State
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.run_query import state_now

SORTS: Mapping[str, str] = {
    "run": "id", "step": "step_id", "state": "state", "epochs": "epochs_done",
    "best": "best_test_accuracy", "parameters": "parameters", "time": "seconds",
    "begun": "created", "whose": "owner"}
"""What a list can be sorted by: the name in addresses, and the one in ``COLUMNS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """One run in a list. Accuracy in percent, ``created`` in UNIX seconds.

    ``seconds`` is how long its measured epochs took, all together.
    """

    id: int
    step_id: str | None
    name: str
    note: str
    changes: str
    against_step: str
    own_network: bool
    state: State
    created: float
    seed: int
    num_epochs: int
    epochs_done: int
    best_test_accuracy: float | None
    parameters: int
    device_note: str | None
    is_imported: bool
    owner: int | None
    seconds: float
    seconds_left: float | None

    @property
    def recipe_name(self) -> str:
        return recipe_name(self.step_id, own_network=self.own_network)

    @property
    def title(self) -> str:
        return run_name(self.id, self.recipe_name, one_line(self.name))

    @property
    def is_quick_try(self) -> bool:
        """See ``Run.is_quick_try``."""
        return self.against_step == "shorter"


COLUMNS: Mapping[str, SQLColumnExpression[Any]] = {
    "id": RunRow.id,
    "step_id": RunRow.step_id,
    "name": RunRow.name,
    "note": func.coalesce(RunRow.note, ""),
    "changes": func.coalesce(RunRow.changes, ""),
    "against_step": func.coalesce(RunRow.against_step, "changed"),
    "own_network": RunRow.own_network,
    "state": state_now(),
    "created": RunRow.created,
    "seed": func.coalesce(RunRow.seed, 0),
    "num_epochs": func.coalesce(RunRow.num_epochs, 0),
    "epochs_done": RunRow.epochs_done,
    "best_test_accuracy": RunRow.best_test_accuracy,
    "parameters": RunRow.parameters,
    "device_note": RunRow.device_note,
    "is_imported": RunRow.imported.is_not(None),
    "owner": RunRow.owner,
    "seconds": (select(func.coalesce(func.sum(EpochRow.seconds), 0.0))
                .where(EpochRow.run_id == RunRow.id).correlate(RunRow).scalar_subquery()),
    "seconds_left": RunRow.seconds_left,
}
"""The fields of a ``RunEntry`` as the database tells them."""
