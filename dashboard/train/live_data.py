"""The data of the live element: the run that it shows, curves to compare with, and replays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import streamlit as st

from dashboard.components.live_run.live_run import SPEEDS
from dashboard.display.plain_text import with_commands
from dashboard.navigation.address import LIVE_VIEW, asked
from dashboard.navigation.run_in_hand import found
from dashboard.people.identity import is_allowed
from dashboard.people.looking import library
from dashboard.people.whose import whose
from dashboard.server.resources import data_state
from dashboard.train.preview import planned_lr
from mnist_core.base.format import one_line
from mnist_core.charts.palette import DARK, LIGHT
from mnist_core.findings.report import goal_of, verdict
from mnist_core.ladders import Step
from mnist_core.ladders.labels import IMPORTED, QUICK_TRY, run_name, step_name
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import rank_words, typical_run
from mnist_core.runs.database.run import Run
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.trained.trained import Trained
from mnist_core.training.epoch_record import EpochRecord

PROJECTOR = "projector"
DEFAULT_SPEED = 10


def live_data(step: Step, recipe: Recipe, run: Run | None, epochs: Sequence[EpochRecord]
              ) -> dict[str, object]:
    """Everything that the element draws besides what it hears by itself.

    ``run`` is a number or None, ``name`` what it is called in the headline, ``mayCommand`` whether
    whoever looks may pause and stop it, ``named`` what it was called; ``published`` and
    ``reference`` are ghosts (``label``, ``name`` in the legend, ``test_accuracy`` in percent and
    ``test_loss`` by epoch) or None; ``lr`` is the planned schedule (``at`` in epochs, ``value``);
    ``moment`` is the run as this script sees it; ``verdict`` is one sentence, empty while it may
    change; ``replay`` what can be played again (``key``, ``name``, ``epochs``, ``verdict`` and the
    ``words`` of its button) or None; ``link`` how it is looked at. ``target`` is the accuracy that
    the ladder of the run, or of the step, aims at.
    """
    replayed = replayable(step, run)
    link = live_link(replayed)
    is_as_published = run is None or run.step_id == step.id
    shown = link["replay"] or (str(run.id) if run else "")
    return {
        "run": run.id if run else None, "name": _name(run) if run else "",
        "isImported": run is not None and run.is_imported,
        "mayCommand": run is None or is_allowed("command a run", run.owner),
        "title": f"{step.title}: the published curves",
        "step": step.id,
        "stepTitle": run.recipe_name if run and run.own_network else step_name(step),
        "named": one_line(run.name) if run else "",
        "hint": "Start, and your own curves are drawn over them.",
        "epochs": recipe.epochs, "target": goal_of(run.step_id if run else step.id).test_accuracy,
        "published": _published(step) if is_as_published else None,
        "reference": _reference(step, shown) if is_as_published else None,
        "lr": planned_lr(recipe, max(1, _num_train(recipe))),
        "moment": f"{run.id}/{run.state}/{run.epochs_done}" if run else "",
        "verdict": "" if run is None or run.is_active else _judged(run, epochs),
        "replay": replayed and _replay(replayed),
        "link": link,
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def replayable(step: Step, run: Run | None) -> Trained | None:
    """What the link asks for, else the run if it is over, else the step's reference run."""
    linked = st.query_params.get("replay")
    if linked:
        try:
            return library().find(linked)
        except (ValueError, NotAllowed) as error:
            st.error(with_commands(str(error)), icon=":material/error:")
    if run:
        is_over = not run.is_active and not run.is_attached and run.position > 0
        return library().find(str(run.id)) if is_over else None
    return typical_run(step.id)


def replayed_run() -> Trained | None:
    """The training that the link plays again; None for none."""
    return found(asked("replay"))


def live_link(replayed: Trained | None) -> dict[str, str]:
    """``view``, ``replay`` and ``speed`` of the address, as far as they can be obeyed."""
    asked = {name: st.query_params.get(name, "") for name in LIVE_VIEW}
    is_replay = replayed is not None and bool(asked["replay"])
    is_speed = asked["speed"] in map(str, SPEEDS)
    return {
        "view": PROJECTOR if asked["view"] == PROJECTOR else "",
        "replay": replayed.key if replayed and is_replay else "",
        "speed": asked["speed"] if is_speed else str(DEFAULT_SPEED),
    }


def write_link(link: Mapping[str, str]) -> None:
    """Put what a person chose in the element into the address."""
    wanted = {"view": link.get("view"), "replay": link.get("replay"),
              "speed": link.get("speed") if link.get("replay") else None}
    for name, value in wanted.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _name(run: Run) -> str:
    """``Run 12 · Anna · quick try``; its step stands beside it, but for a network of its own."""
    return run_name(run.id, run.recipe_name if run.own_network else "", whose(run.owner),
                    QUICK_TRY if run.is_quick_try else "", IMPORTED if run.is_imported else "")


def _judged(trained: Run | Trained, epochs: Sequence[EpochRecord]) -> str:
    if not epochs:
        return ""
    is_quick_try = isinstance(trained, Run) and trained.is_quick_try
    told = verdict(goal_of(trained.step_id), trained.parameters, epochs).text
    return f"Quick try. {told}" if is_quick_try else told


def _replay(trained: Trained) -> dict[str, object]:
    return {
        "key": trained.key, "name": trained.short_label, "epochs": trained.recipe.epochs,
        "verdict": _judged(trained, trained.epochs()),
        "words": "Replay the reference run" if trained.is_reference else "Replay",
    }


def _published(step: Step) -> dict[str, object]:
    log = step.log
    return {"label": "Published", "name": "published", "test_accuracy": log.test_accuracy,
            "test_loss": log.test_loss}


def _reference(step: Step, shown: str) -> dict[str, object] | None:
    """The step's typical reference run, but not behind itself."""
    run = typical_run(step.id)
    return None if run is None or run.key == shown else {
        "label": run.short_label,
        "name": ", ".join(filter(None, ("reference", rank_words(step.id)))),
        "test_accuracy": [epoch.test_accuracy for epoch in run.epochs()],
        "test_loss": [epoch.test_loss for epoch in run.epochs()]}


def _num_train(recipe: Recipe) -> int:
    dataset = data_state().dataset
    available = len(dataset.train) if dataset else 60_000
    return min(recipe.num_train or available, available) - recipe.held_out
