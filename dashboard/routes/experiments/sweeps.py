"""``/api/sweeps``: experiments, and what is asked of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import allow, this_owner
from dashboard.routes.answers import answering
from dashboard.routes.experiments.cost import SweepCost, cost_of
from dashboard.routes.experiments.curves import sweep_curves
from dashboard.routes.experiments.listed import list_sweeps
from dashboard.routes.experiments.shown import (
    ShownSweep,
    SweepJson,
    forget,
    looked_at,
    shown,
    sweep_of,
    version,
)
from dashboard.routes.paging import when_changed
from dashboard.server.conducting import conductor
from dashboard.server.resources import store
from dashboard.server.submission import check_length
from mnist_core.base.frozen import Frozen
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import MAX_SEEDS, Question
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.experiments.experiments import create_experiment
from mnist_core.runs.experiments.more import ask_more, confirm
from mnist_core.runs.experiments.verbs import Verb, ask, delete_experiment, rename, train_trial

_QUESTION: Any = {"settings": [{"key": "dropout", "values": [0, 0.05, 0.1]}], "seeds": [1, 2, 3]}


LENGTHS = {"epochs", "num_train", "layers"}
"""Settings that decide how long a run takes: where one is varied, each run is asked about alone."""


class OfStep(Frozen):
    """A published step with some settings changed, and what is varied of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"step": "strategy-4", "set": {"epochs": 3}, "question": _QUESTION,
         "name": "Is dropout worth it?"}]})

    step: str
    question: Question
    set: Mapping[str, Any] | None = None
    """Settings by their names, such as ``epochs``, ``lr`` or ``rotation.degrees``."""
    name: str = ""

    @property
    def begun(self) -> tuple[str | None, Recipe]:
        step = find_step(self.step)
        return step.id, apply(step.recipe, self.set or {})


class OfRecipe(Frozen):
    """A whole recipe, and what is varied of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"recipe": {"layers": "conv3x3(8,s2) relu gap conv1x1(10) flatten", "epochs": 1},
         "question": {"settings": [{"key": "lr", "low": 0.01, "high": 1, "log": True}],
                      "search": "random", "num_trials": 4}}]})

    recipe: Recipe
    question: Question
    name: str = ""

    @property
    def begun(self) -> tuple[str | None, Recipe]:
        return None, self.recipe


class Asking(Frozen):
    """``pause`` trains what trains to its end, ``stop`` does not; ``again`` trains what failed, was
    interrupted, stopped or deleted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"verb": "resume"}]})

    verb: Verb


class More(Frozen):
    """The question with which it goes on, whole: wider ranges, more values, trials or seeds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": _QUESTION}]})

    question: Question


class Confirming(Frozen):
    """With how many fresh seeds; by default as many as the search had, and three at the least."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": 3}]})

    seeds: Annotated[int, Field(ge=1, le=MAX_SEEDS)] | None = None


class SweepName(Frozen):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Is dropout worth it?"}]})

    name: str


class DeletedSweep(TypedDict):
    """Its number; its runs stay."""

    deleted: int


def begin_sweep(body: OfStep | OfRecipe) -> SweepJson:
    """Begin an experiment: its runs are made a few at a time, and are runs like all others."""
    step_id, recipe = body.begun
    if not LENGTHS & {setting.key for setting in body.question.settings}:
        check_length(recipe, this_owner())
    made = create_experiment(store(), body.question, recipe, step_id=step_id, name=body.name,
                             owner=this_owner())
    conductor().look_now()
    return sweep_of(made)


def price_sweep(body: OfStep | OfRecipe) -> SweepCost:
    """What an experiment would cost, and how small a difference it could show."""
    return cost_of(body.question, body.begun[1])


def show_sweep(sweep: str) -> ShownSweep:
    """An experiment with its trials, what they came to, and what may be said of that."""
    return shown(sweep)


def ask_sweep(sweep: str, body: Asking) -> SweepJson:
    """Pause an experiment, resume it, stop it, or train again what came to nothing."""
    return _changed(ask(store(), _changeable(sweep), body.verb))


def widen_sweep(sweep: str, body: More) -> SweepJson:
    """Go on with a wider question; no trial is made anew."""
    return _changed(ask_more(store(), _changeable(sweep), body.question))


def confirm_sweep(sweep: str, body: Confirming) -> SweepJson:
    """Train the best trial anew with fresh seeds, beside what it is held against; only these are
    measured on the test set."""
    return _changed(confirm(store(), _changeable(sweep), body.seeds))


def train_again(sweep: str, trial: str) -> SweepJson:
    """Train a pruned trial to its end, or again what came to nothing of one."""
    return _changed(train_trial(store(), _changeable(sweep), row_number(trial) or 0))


def name_sweep(sweep: str, body: SweepName) -> SweepJson:
    """Give an experiment a name, at most 80 characters of it."""
    number = _changeable(sweep)
    rename(store(), number, body.name)
    forget(number)
    return sweep_of(looked_at(sweep).experiment)


def delete_sweep(sweep: str) -> DeletedSweep:
    """Delete an experiment and what it has in the queue; its other runs stay."""
    number = _changeable(sweep)
    delete_experiment(store(), number)
    forget(number)
    return {"deleted": number}


def _changeable(sweep: str) -> int:
    """Its number.

    Raises:
        NotFound: there is no such experiment.
        NotAllowed: it is not for whoever asks to change.
    """
    found = looked_at(sweep).experiment
    allow("change an experiment", found.owner)
    return found.id


def _changed(experiment: Experiment) -> SweepJson:
    forget(experiment.id)
    conductor().look_now()
    return sweep_of(experiment)


def _route(path: str, *args: Any, **kwargs: Any) -> Route:
    return Route(path, answering(*args, **kwargs), methods=["POST"])


SWEEP_ROUTES = [
    Route("/api/sweeps", answering(list_sweeps, "light")),
    _route("/api/sweeps", begin_sweep, "light", body=OfStep | OfRecipe),
    _route("/api/sweeps/cost", price_sweep, "light", body=OfStep | OfRecipe),
    Route("/api/sweeps/{sweep}", when_changed(answering(show_sweep, "light"), version)),
    Route("/api/sweeps/{sweep}/curves", when_changed(answering(sweep_curves, "light"), version)),
    _route("/api/sweeps/{sweep}/ask", ask_sweep, "light", body=Asking),
    _route("/api/sweeps/{sweep}/more", widen_sweep, "light", body=More),
    _route("/api/sweeps/{sweep}/confirm", confirm_sweep, "light", body=Confirming),
    _route("/api/sweeps/{sweep}/trials/{trial}/train", train_again, "light"),
    _route("/api/sweeps/{sweep}/name", name_sweep, "light", body=SweepName),
    _route("/api/sweeps/{sweep}/delete", delete_sweep, "light"),
]
