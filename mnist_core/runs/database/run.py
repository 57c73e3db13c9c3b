"""What readers get of a run: frozen values, with the state that is true at this moment."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from sqlalchemy import ColumnElement, and_

from mnist_core.ladders.labels import recipe_name
from mnist_core.recipe.recipe import NewerVersion, Recipe, read_recipe
from mnist_core.runs.database.machine import Machine, machine_from_json
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import Now
from mnist_core.runs.lease.lease import Lease, is_held, lease_is_held

State = Literal["queued", "running", "paused", "stopped", "interrupted", "finished", "failed"]

Phase = Literal["starting", "training", "testing"]

DELETED = "deleted"
ACTIVE = ("queued", "running")
"""States of runs to which something may still happen by itself."""
GOING_ON = ("running", "paused", "queued")
"""States in which it is known how long a run still takes, if it was known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as it stands. Accuracies in percent, times in UNIX seconds.

    ``is_attached`` says that a living worker holds it, so that commands are heard at once;
    ``lease`` is that worker's, or the last one's.
    """

    id: int
    step_id: str | None
    name: str
    note: str = ""
    recipe_json: str
    against_step: str
    """How it stands against its step, one of ``run_words.AgainstStep``."""
    own_network: bool = False
    """Its layers are another network than those of its step."""
    state: State
    created: float
    started: float | None
    finished: float | None
    spent: float
    """Seconds that workers had it, start and pauses included; the present one is not counted."""
    seconds_left: float | None
    """Until it is finished, without further pauses; None where nobody can know yet."""
    lease: Lease
    generation: int
    position: int
    num_batches: int
    num_train: int
    epochs_done: int
    best_epoch: int | None
    best_test_accuracy: float | None
    parameters: int
    device: str | None
    device_note: str = ""
    path: str | None
    threads: int | None
    source: str | None
    machine: Machine | None
    kept_at: str | None = None
    """``machine:/folder``, where its files are; None until it began."""
    error: str | None
    imported: float | None = None
    """When it was imported from another lab; None for one of this lab."""
    is_attached: bool
    ended_with_lab: bool = False
    """It is interrupted because its server was ended, which saved it."""
    owner: int | None = None
    """The person whose run it is; None where the lab knows no people."""
    node: str | None = None
    """The machine of a cluster that trains it, or did last; "" until that is known; None for one
    of no cluster."""
    moved_from: str | None = None
    """The machine that it moved from when that died; None if it never moved."""
    made_for: str | None = None
    """What had it made: ``experiment/3``, ``lesson/en/dropout``; None if a person did by hand."""

    @property
    def recipe_name(self) -> str:
        return recipe_name(self.step_id, own_network=self.own_network)

    @property
    def is_imported(self) -> bool:
        return self.imported is not None

    @property
    def recipe(self) -> Recipe:
        """Read when it is asked for: most of those who look at many runs need none.

        Raises:
            NewerVersion: this version of the lab does not know all that it says.
        """
        try:
            return recipe_from(self.recipe_json)
        except ValueError as error:
            raise NewerVersion(f"run {self.id}", error) from None

    @property
    def seed(self) -> int:
        return self.recipe.seed

    @property
    def num_epochs(self) -> int:
        """How many the recipe asks for."""
        return self.recipe.epochs

    @property
    def epoch_in_progress(self) -> int:
        """Counted from 1; of a run that is over the last one."""
        return min(self.epochs_done + 1, self.num_epochs)

    @property
    def total_batches(self) -> int:
        """0 until the worker has seen the data."""
        return self.num_batches * self.recipe.epochs

    @property
    def is_quick_try(self) -> bool:
        """Fewer epochs or digits than its step has: its figures are not the step's."""
        return self.against_step == "shorter"

    @property
    def phase(self) -> Phase | None:
        """What the worker of a running one is at; None of any other."""
        if self.state != "running":
            return None
        if not self.num_batches or self.started is None:
            return "starting"
        # once the last epoch is measured nothing is trained any more
        last = min(self.epochs_done + 1, self.num_epochs)
        return "testing" if self.position >= last * self.num_batches else "training"

    @property
    def is_active(self) -> bool:
        """Something may still happen to it by itself."""
        return self.state in ACTIVE


def run_from(row: RunRow, now: Now) -> Run:
    """The record of a row, with "interrupted" for a run whose worker died or fell silent."""
    attached = is_held(row.worker, row.heartbeat, now)
    # of a deleted run: as it stood
    state = row.state_before or row.state
    if state == "running" and not attached:
        state = "interrupted"
    return Run(
        id=row.id, step_id=row.step_id, name=row.name, note=row.note or "",
        recipe_json=row.recipe, against_step=row.against_step or "changed",
        own_network=row.own_network,
        state=cast(State, state), created=row.created, started=row.started,
        finished=row.finished, spent=row.spent,
        seconds_left=row.seconds_left if state in GOING_ON else None,
        lease=Lease(row.id, row.lease), generation=row.generation, position=row.position,
        num_batches=row.num_batches, num_train=row.num_train, epochs_done=row.epochs_done,
        best_epoch=row.best_epoch, best_test_accuracy=row.best_test_accuracy,
        parameters=row.parameters, device=row.device,
        device_note=row.device_note or "", path=row.path,
        threads=row.threads, source=row.source, machine=machine_from_json(row.machine),
        kept_at=row.kept_at, error=row.error, imported=row.imported, is_attached=attached,
        ended_with_lab=row.state == "interrupted" and row.error is None,
        owner=row.owner, node=row.node,
        moved_from=row.moved_from, made_for=row.made_for,
    )


def held() -> ColumnElement[bool]:
    """A living worker has the run: ``Run.is_attached``, decided within the database."""
    # in this order, so that the function is not asked for the many rows that nobody has
    return and_(RunRow.worker.is_not(None), lease_is_held(RunRow.worker, RunRow.heartbeat))


@lru_cache(maxsize=2048)
def recipe_from(text: str) -> Recipe:
    """What a row says; many rows say the same, and ask again from look to look.

    Raises:
        ValueError: this version of the lab does not know all that it says.
    """
    return read_recipe(text)
