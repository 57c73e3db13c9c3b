"""The recipe's controls: one widget a setting, with the limits of the recipe's own fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import streamlit as st
from pydantic import BaseModel

from mnist_core.edits import Scalar, flatten
from mnist_core.layers import Drop
from mnist_core.recipe import (
    OPTIMISERS,
    SCHEDULES,
    Affine,
    Colour,
    Perspective,
    Recipe,
    Rotation,
)

OPTIMISER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}
SCHEDULE_NAMES = {"constant": "Constant", "step": "Step", "exponential": "Exponential",
                  "one-cycle": "One-cycle", "cosine": "Cosine"}
NO_SHIFT = {"affine.degrees": 0, "affine.translate": 0, "affine.scale_min": 1,
            "affine.scale_max": 1, "affine.shear": 0}


@dataclass(frozen=True, slots=True)
class Controls:
    """Draws widgets that begin at the values of ``start``; ``place`` keeps their keys apart."""

    start: Mapping[str, Scalar]
    place: str

    def number(self, label: str, name: str, model: type[BaseModel], *, step: float,
               default: float, form: str | None = None, help_text: str | None = None) -> float:
        """One number, within the limits that its field declares."""
        field = name.rpartition(".")[2]
        low, high = limits(model, field)
        value = self.start.get(name)
        value = default if value is None else value
        assert isinstance(value, int | float)
        whole = isinstance(step, int)
        kind = int if whole else float
        result = st.number_input(
            label, min_value=kind(low), max_value=kind(high), value=kind(value), step=kind(step),
            format=form or ("%d" if whole else "%g"), key=self._key(name),
            persist_state="session", help=help_text)
        return kind(result)

    def choice(self, label: str, name: str, options: Mapping[str, str]) -> str:
        """One of a few kinds, all in sight."""
        names = list(options)
        start = str(self.start[name])
        return st.selectbox(label, names, index=names.index(start), key=self._key(name),
                            format_func=options.__getitem__, persist_state="session")

    def switch(self, label: str, name: str) -> bool:
        return st.toggle(label, value=bool(self.start.get(name)), key=self._key(name),
                         persist_state="session")

    def of_kind(self, group: str, kind: str) -> "Controls":
        """The controls inside one optimiser or schedule: each kind remembers its own values."""
        same = self.start[f"{group}.kind"] == kind
        return Controls(self.start if same else {}, f"{self.place}/{kind}")

    def _key(self, name: str) -> str:
        return f"{self.place}/{name}"


def recipe_controls(base: Recipe, start: Recipe, place: str) -> dict[str, object]:
    """Draw every control, beginning at ``start``, and return the settings that they say.

    ``base`` is the step's recipe: what a control leaves alone keeps its value from there.
    """
    controls = Controls(flatten(start), place)
    settings: dict[str, object] = {}
    with st.expander("Augmentation", icon=":material/rotate_right:", expanded=True):
        _augmentation(controls, base, settings)
    with st.expander("Regularisation", icon=":material/water_drop:", expanded=True):
        _regularisation(controls, base, settings)
    with st.expander("Optimiser and schedule", icon=":material/trending_down:", expanded=True):
        _optimiser(controls, settings)
        _schedule(controls, settings)
    with st.expander("Run", icon=":material/timer:", expanded=True):
        _run(controls, settings)
    with st.expander("Network", icon=":material/layers:"):
        settings["layers"] = st.text_area(
            "Layers", value=start.layers, key=f"{place}/layers", height=200,
            persist_state="session", help="One token a layer, in the order in which they act.")
    return settings


def _augmentation(controls: Controls, base: Recipe, settings: dict[str, object]) -> None:
    left, right = st.columns(2)
    with left:
        rotation = controls.number("Rotation, ± degrees", "rotation.degrees", Rotation,
                                   step=1.0, default=0)
        affine = {
            "affine.degrees": controls.number("Affine turn, ± degrees", "affine.degrees", Affine,
                                              step=1.0, default=0),
            "affine.translate": controls.number("Shift, share of width", "affine.translate",
                                                Affine, step=0.05, default=0),
        }
        scale_min = controls.number("Smallest scale", "affine.scale_min", Affine, step=0.05,
                                    default=1)
        brightness = controls.number("Brightness, ±", "colour.brightness", Colour, step=0.1,
                                     default=0)
    with right:
        perspective = controls.number("Perspective", "perspective.distortion", Perspective,
                                      step=0.05, default=0)
        affine["affine.shear"] = controls.number("Shear, ± degrees", "affine.shear", Affine,
                                                 step=1.0, default=0)
        fill = controls.number("Grey of the corners", "rotation.fill", Rotation, step=1,
                               default=0)
        affine |= {"affine.scale_min": scale_min,
                   "affine.scale_max": controls.number("Largest scale", "affine.scale_max", Affine,
                                                       step=0.05, default=1)}
        contrast = controls.number("Contrast, ±", "colour.contrast", Colour, step=0.1, default=0)
    _group(settings, "rotation", {"rotation.degrees": rotation, "rotation.fill": fill},
           base.rotation, absent=rotation == 0)
    _group(settings, "affine", affine, base.affine, absent=affine == NO_SHIFT)
    _group(settings, "perspective", {"perspective.distortion": perspective}, base.perspective,
           absent=perspective == 0)
    _group(settings, "colour", {"colour.brightness": brightness, "colour.contrast": contrast},
           base.colour, absent=not brightness and not contrast)


def _group(settings: dict[str, object], name: str, values: Mapping[str, object],
           base: BaseModel | None, *, absent: bool) -> None:
    """An augmentation whose numbers all say "nothing" is none, unless the step itself has it."""
    if not absent:
        settings |= values
    elif base is not None:
        settings[name] = None


def _regularisation(controls: Controls, base: Recipe, settings: dict[str, object]) -> None:
    if not base.has_dropout:
        st.caption("This network has no dropout layer. Add `drop(.1)` under Network.")
        return
    rate = max(layer.p for layer in base.network if isinstance(layer, Drop))
    chosen = controls.number("Dropout", "dropout", Recipe, step=0.01, default=rate,
                             help_text="The probability in every dropout layer.")
    if chosen != rate:
        settings["dropout"] = chosen


def _optimiser(controls: Controls, settings: dict[str, object]) -> None:
    kind = controls.choice("Optimiser", "optimiser.kind", OPTIMISER_NAMES)
    settings["optimiser"] = kind
    model, inner = OPTIMISERS[kind], controls.of_kind("optimiser", kind)
    left, right = st.columns(2)
    with left:
        settings["lr"] = inner.number("Learning rate", "optimiser.lr", model, step=0.005,
                                      default=model().lr, form="%.4g")
        settings["weight_decay"] = inner.number(
            "Weight decay", "optimiser.weight_decay", model, step=0.0001,
            default=model().weight_decay)
    with right:
        settings["batch_size"] = controls.number("Batch size", "batch_size", Recipe, step=1,
                                                 default=128)
        if kind == "sgd":
            settings["momentum"] = inner.number("Momentum", "optimiser.momentum", model,
                                                step=0.05, default=0.9)
    if kind == "sgd":
        settings["nesterov"] = inner.switch("Nesterov momentum", "optimiser.nesterov")


def _schedule(controls: Controls, settings: dict[str, object]) -> None:
    kind = controls.choice("Schedule", "schedule.kind", SCHEDULE_NAMES)
    settings["schedule"] = kind
    model = SCHEDULES[kind]
    inner = controls.of_kind("schedule", kind)
    shown = [(name, label, step) for name, label, step in (
        ("every", "Every, epochs", 1), ("gamma", "Factor", 0.05),
        ("warmup", "Warm-up, share", 0.05),
        ("div", "Start: peak divided by", 5.0), ("final_div", "End: start divided by", 1000.0),
        ("final_lr", "Final learning rate", 0.001)) if name in model.model_fields]
    columns = st.columns(2)
    for place, (name, label, step) in enumerate(shown):
        with columns[place % 2]:
            settings[f"schedule.{name}"] = inner.number(
                label, f"schedule.{name}", model, step=step, default=getattr(model(), name),
                form=None if isinstance(step, int) else "%.5g")


def _run(controls: Controls, settings: dict[str, object]) -> None:
    left, right = st.columns(2)
    with left:
        settings["epochs"] = controls.number("Epochs", "epochs", Recipe, step=1, default=15)
        settings["num_train"] = controls.number(
            "Training digits", "num_train", Recipe, step=1000, default=60_000,
            help_text="Fewer make a quick trial. The published runs use all 60,000.")
        settings["device"] = controls.choice("Device", "device", {
            "auto": "Automatic", "cpu": "CPU", "cuda": "GPU"})
    with right:
        settings["seed"] = controls.number("Seed", "seed", Recipe, step=1, default=1)
        settings["held_out"] = controls.number(
            "Held out, digits", "held_out", Recipe, step=1000, default=0,
            help_text="Training digits that are not trained on but choose the best epoch.")
    if settings["num_train"] == 60_000:
        settings["num_train"] = None


@cache
def limits(model: type[BaseModel], field: str) -> tuple[float, float]:
    """The lowest and the highest value of a field, as its own declaration has them."""
    schema = model.model_json_schema()["properties"][field]
    # an optional number keeps its limits one level down
    declared = {name: value for part in (*schema.get("anyOf", ()), schema)
                for name, value in part.items()}
    low = declared.get("minimum", declared.get("exclusiveMinimum"))
    high = declared.get("maximum", declared.get("exclusiveMaximum"))
    assert low is not None and high is not None, f"{model.__name__}.{field} declares no limits"
    return low, high
