"""Which runs somebody means: said once, and decided within the database for every list."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, case, cast, or_

from mnist_core.ladders.labels import IMPORTED, OWN_RECIPE
from mnist_core.runs.database.class_rows import of_class_or_nobody
from mnist_core.runs.database.run import DELETED, held
from mnist_core.runs.database.tables.runs import RunRow

STATES = ("running", "queued", "paused", "interrupted", "stopped", "finished", "failed")
_TITLE = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery:
    """Runs that are not deleted; each field that is given leaves fewer of them.

    Attributes:
        text: words, each of which is a part of the number, name, note, step, changes or state, or
            of "imported" for a run of another lab.
        states: one of these, as they are at this moment.
        step: this step's id, or ``own recipe``.
        has_begun: a worker had it, so that there may be weights.
        is_measured: an epoch was measured.
        source: trained and tested on these digits.
        on_all_digits: tested on the whole test set, not on the offline sample.
        min_accuracy: percent, reached at the best epoch.
        against_step: one of these words for how it stands against its step (``run_words``).
        own_network: whether its layers are another network than those of its step.
        parameters, num_epochs, seed: of the recipe.
        owner: of this person.
        classroom: of somebody of this class, or of nobody.
        not_made_for: not what something had made whose ``Run.made_for`` begins with this.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    step: str = ""
    has_begun: bool = False
    is_measured: bool = False
    source: str | None = None
    on_all_digits: bool = False
    min_accuracy: float | None = None
    against_step: tuple[str, ...] = ()
    own_network: bool | None = None
    parameters: int | None = None
    num_epochs: int | None = None
    seed: int | None = None
    owner: int | None = None
    classroom: int | None = None
    not_made_for: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [RunRow.state != DELETED]
        found += [_has_word(word) for word in self.text.casefold().split()
                  if word not in _TITLE]
        if self.states:
            found.append(_in_states(self.states))
        if self.step:
            found.append(RunRow.step_id.is_(None) if self.step == OWN_RECIPE
                         else RunRow.step_id == self.step)
        if self.has_begun:
            found.append(or_(RunRow.position > 0, RunRow.epochs_done > 0,
                             RunRow.started.is_not(None)))
        if self.is_measured:
            found.append(RunRow.best_test_accuracy.is_not(None))
        if self.on_all_digits:
            found.append(or_(RunRow.source.is_(None), ~RunRow.source.icontains("sample")))
        if self.min_accuracy is not None:
            found.append(RunRow.best_test_accuracy >= self.min_accuracy)
        if self.against_step:
            found.append(RunRow.against_step.in_(self.against_step))
        if self.classroom is not None:
            found.append(of_class_or_nobody(RunRow.owner, self.classroom))
        if self.not_made_for:
            found.append(or_(RunRow.made_for.is_(None),
                             ~RunRow.made_for.startswith(self.not_made_for, autoescape=True)))
        if self.own_network is not None:
            found.append(RunRow.own_network == self.own_network)
        for column, value in ((RunRow.source, self.source), (RunRow.parameters, self.parameters),
                              (RunRow.num_epochs, self.num_epochs), (RunRow.seed, self.seed),
                              (RunRow.owner, self.owner)):
            if value is not None:
                found.append(column == value)
        return found


def state_now() -> ColumnElement[str]:
    """The state of a run at this moment: a "running" one whose worker is silent is interrupted."""
    return case((and_(RunRow.state == "running", ~held()), "interrupted"), else_=RunRow.state)


def _in_states(states: tuple[str, ...]) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [RunRow.state.in_(
        [state for state in states if state != "running"])]
    is_running = RunRow.state == "running"
    if "running" in states and "interrupted" in states:
        conditions.append(is_running)
    elif "running" in states:
        conditions.append(and_(is_running, held()))
    elif "interrupted" in states:
        conditions.append(and_(is_running, ~held()))
    return or_(*conditions)


def _has_word(word: str) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [RunRow.search_text.contains(word, autoescape=True)]
    if word.isdecimal():
        conditions.append(cast(RunRow.id, String).contains(word, autoescape=True))
    if word in IMPORTED:
        conditions.append(RunRow.imported.is_not(None))
    states = tuple(state for state in STATES if word in state)
    if states:
        conditions.append(_in_states(states))
    return or_(*conditions)
