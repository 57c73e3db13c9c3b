"""The best runs of each step, for the cards of the steps."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store

COMPARABLE = RunQuery(states=("finished",), is_measured=True, on_all_digits=True,
                      against_step=("same", "changed"))
"""Runs whose best accuracy may stand beside that of a published step: no quick tries."""


@dataclass(frozen=True, slots=True)
class BestOfStep:
    """Best test accuracies of finished runs in percent: of those of the step's own recipe but for
    seed and device, and of those that changed it but for its network."""

    same: float | None = None
    changed: float | None = None


def best_by_step(store: Store, owner: int | None = None) -> dict[str, BestOfStep]:
    """What the runs of each step came to on the whole test set; quick tries and other
    networks do not count.

    ``owner``: only those of this person.
    """
    with Session(store.engine) as session:
        rows = session.execute(
            select(RunRow.step_id, RunRow.against_step, func.max(RunRow.best_test_accuracy))
            .where(*replace(COMPARABLE, owner=owner, own_network=False).conditions())
            .group_by(RunRow.step_id, RunRow.against_step))
        found: dict[str, dict[str, float]] = {}
        for step_id, against_step, best in rows:
            if step_id and against_step and best is not None:
                found.setdefault(step_id, {})[against_step] = best
    return {step_id: BestOfStep(**best) for step_id, best in found.items()}
