"""One row a run for the list of all runs: what tells it from the others, in few words."""

import time
from collections.abc import Sequence
from functools import cache, cmp_to_key
from typing import Any, cast

from typing_extensions import TypedDict

from dashboard.people.identity import is_allowed
from dashboard.people.mode import knows_people
from dashboard.people.shown_name import shown_names
from mnist_core.findings.report import goal_of
from mnist_core.ladders.labels import OWN_RECIPE, run_name
from mnist_core.reference.records import ReferenceRun, reference_runs
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.run_words import against_step, changes_in_words
from mnist_core.runs.records.store import Store
from mnist_core.runs.run_list.columns import SORTS, RunEntry
from mnist_core.runs.run_list.listing import num_runs, run_entries, step_rank, steps_with_runs

REFERENCE = "reference"
"""The state of every reference run, which the lab's database does not know."""


class Row(TypedDict):
    """A run as the list of all runs shows it. What it is sorted by is called as in ``RunEntry``.

    Accuracies are in percent, ``created`` in UNIX seconds, 0 where it is not known; ``key`` is
    ``12`` for an own run and ``strategy-4@1`` for a reference run, whose ``id`` is 0;
    ``reached``: whether the best is what the ladder aims at; ``against_step``: see ``run_words``;
    ``recipe_name``: its ``step``, or what it made of that; ``imported``: whether it was trained in
    another lab; ``ends``: when one that trains will be over, as far as anybody knows, as
    ``created``. ``owner`` is a person's number and ``whose`` the nickname, where people are known;
    ``changeable``: whether whoever asks may change it.
    """

    key: str
    id: int
    title: str
    name: str
    note: str
    state: str
    step: str
    recipe_name: str
    changes: str
    against_step: str
    imported: bool
    epochs: int
    epochs_done: int
    best_test_accuracy: float | None
    seconds: float | None
    ends: float | None
    created: float
    parameters: int
    reached: bool
    owner: int | None
    whose: str
    changeable: bool


def run_rows(store: Store, query: RunQuery | None, references: Sequence[Row], *, sort: str,
             first: int, limit: int) -> list[Row]:
    """Some rows of own runs and reference runs in one order.

    Own runs are those of ``query``, or none.
    """
    if query is None:
        return in_order(references, sort)[first:first + limit]
    # of the own runs before this one none can come after all reference runs and ``first``
    skipped = max(0, first - len(references))
    own = [_own(entry) for entry in run_entries(store, query, sort=sort, first=skipped,
                                                limit=limit + len(references))]
    if skipped and own:
        before = [row for row in references if in_order([row, own[0]], sort)[0] is row]
        references = [row for row in references if row not in before]
        skipped += len(before)
    return _with_owners(
        in_order([*own, *references], sort)[first - skipped:first - skipped + limit])


def _with_owners(rows: list[Row]) -> list[Row]:
    """``rows`` with whose each is, and whether one may change it, where people are known."""
    if knows_people():
        names = shown_names({row["owner"] for row in rows if row["owner"] is not None})
        for row in rows:
            if row["state"] != REFERENCE:
                owner = row["owner"]
                row["whose"] = names.get(owner, "") if owner is not None else ""
                row["changeable"] = is_allowed("describe a run", owner)
    return rows


def reference_rows(query: RunQuery) -> list[Row]:
    """The reference runs that are like this, by step and seed."""
    words = query.text.casefold().split()
    return [row for row in _references() if query.step in ("", row["step"])
            and all(word in _text(row) for word in words)]


def known_steps(store: Store, query: RunQuery) -> list[str]:
    """What a list of these runs can be narrowed down to."""
    steps = {*steps_with_runs(store, query), *(row["step"] for row in _references())}
    return sorted(steps, key=step_rank)


def num_rows(store: Store, query: RunQuery | None, references: Sequence[Row]) -> int:
    return (num_runs(store, query) if query else 0) + len(references)


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """As the database orders own runs: without a figure last, among equals the newest first."""
    figure, sign = SORTS[sort.removeprefix("-")], -1 if sort.startswith("-") else 1

    def compare(one: Row, other: Row) -> int:
        a, b = (step_rank(row["step"]) if figure == "step_id" else cast(Any, row)[figure]
                for row in (one, other))
        if a == b:
            return int(other["id"] - one["id"])
        if a is None or b is None:
            return 1 if a is None else -1
        return sign if a > b else -sign
    return sorted(rows, key=cmp_to_key(compare))


def _own(entry: RunEntry) -> Row:
    return {
        "key": str(entry.id), "id": entry.id, "title": run_name(entry.id), "name": entry.name,
        "note": entry.note, "state": entry.state, "step": entry.step_id or OWN_RECIPE,
        "recipe_name": entry.recipe_name, "changes": entry.changes,
        "against_step": entry.against_step, "imported": entry.is_imported,
        "epochs": entry.num_epochs, "epochs_done": entry.epochs_done,
        "best_test_accuracy": entry.best_test_accuracy, "seconds": entry.seconds,
        "ends": _ends(entry), "created": entry.created, "parameters": entry.parameters,
        "reached": _has_reached(entry.step_id, entry.best_test_accuracy),
        "owner": entry.owner, "whose": "", "changeable": True,
    }


def _ends(entry: RunEntry) -> float | None:
    # a moment stays true while a list is not read again
    is_training = entry.state == "running" and entry.seconds_left is not None
    return round(time.time() + (entry.seconds_left or 0)) if is_training else None


@cache
def _references() -> tuple[Row, ...]:
    return tuple(_reference(run) for run in reference_runs())


def _reference(run: ReferenceRun) -> Row:
    return {
        "key": run.key, "id": 0, "title": run.short_label, "name": "", "note": "",
        "state": REFERENCE, "step": run.step_id, "recipe_name": run.recipe_name,
        "changes": changes_in_words(run.step_id, run.recipe),
        "against_step": against_step(run.step_id, run.recipe), "imported": False,
        "epochs": run.recipe.epochs, "epochs_done": len(run.epochs()),
        "best_test_accuracy": run.best_test_accuracy, "seconds": run.seconds, "ends": None,
        "created": 0, "parameters": run.parameters,
        "reached": _has_reached(run.step_id, run.best_test_accuracy),
        "owner": None, "whose": "", "changeable": False,
    }


def _has_reached(step_id: str | None, best: float | None) -> bool:
    return best is not None and goal_of(step_id).is_reached(best)


def _text(row: Row) -> str:
    return f"{row['title']} {row['step']} {row['changes']} {row['state']}".casefold()
