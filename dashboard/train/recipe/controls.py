"""Every control of a recipe: its place, its words and how far its slider goes.

What a control is (a number, a switch, a choice), its limits and its choices come from the recipe's
own fields; only what no field can know is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from mnist_core.experiments.question import varied_keys
from mnist_core.recipe.overrides import models_of
from mnist_core.recipe.recipe import OPTIMISERS
from mnist_core.recipe.schedules import SCHEDULES

Kind = Literal["number", "switch", "choice", "text"]

OPTION_NAMES = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "constant": "Constant", "step": "Step",
    "exponential": "Exponential", "one-cycle": "One-cycle", "cosine": "Cosine",
    "plateau": "On a plateau",
    "nearest": "Nearest", "bilinear": "Bilinear", "auto": "Automatic", "cpu": "CPU", "cuda": "GPU",
    "": "None",
}
OPEN_CHOICE = "class_digits"
"""What else it offers is known when the page is made (see ``class_sets``)."""
_KINDS_OF: dict[str, Mapping[str, type[BaseModel]]] = {
    "optimiser": OPTIMISERS, "schedule": SCHEDULES}
KINDS = {f"{group}.kind": tuple(kinds) for group, kinds in _KINDS_OF.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One control. ``usual`` is where its slider goes, ``step`` what an arrow key adds to it.

    ``in_ratios`` lets slider and keys multiply rather than add; ``is_detail`` hides it behind
    "More".
    """

    name: str
    label: str
    usual: tuple[float, float] | None = None
    step: float = 1
    in_ratios: bool = False
    is_detail: bool = False
    hint: str = ""

    @property
    def kind(self) -> Kind:
        if self.options:
            return "choice"
        kinds: dict[object, Kind] = {bool: "switch", str: "text"}
        return kinds.get(self._annotation, "number")

    @property
    def options(self) -> tuple[str, ...]:
        """What a choice offers; empty for everything else."""
        if self.name == OPEN_CHOICE:
            return ("",)
        declared = get_args(self._annotation)
        return KINDS.get(self.name) or tuple(
            option for option in declared if isinstance(option, str))

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value that the recipe takes."""
        return limits(models_of(self.name)[0], self.name.rpartition(".")[2])

    @property
    def is_whole(self) -> bool:
        schema = _schema(models_of(self.name)[0], self.name.rpartition(".")[2])
        return schema.get("type") == "integer"

    @property
    def of_kinds(self) -> tuple[str, ...]:
        """The optimisers or schedules that have it; empty for a field that is always there."""
        group, _, field = self.name.partition(".")
        kinds = _KINDS_OF.get(group, {})
        having = tuple(kind for kind, model in kinds.items() if field in model.model_fields)
        return () if len(having) == len(kinds) else having

    @property
    def _annotation(self) -> Any:
        return models_of(self.name)[0].model_fields[self.name.rpartition(".")[2]].annotation


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    fields: tuple[Field, ...]


def _resampling(group: str) -> tuple[Field, Field]:
    name = group.capitalize()
    return (Field(name=f"{group}.interpolation", label=f"{name}, pixels between", is_detail=True,
                  hint="Nearest copies a pixel, bilinear mixes four."),
            Field(name=f"{group}.fill", label=f"{name}, grey of corners", usual=(0, 255),
                  is_detail=True, hint="What fills the corners that a digit leaves: 0 is black."))


LENGTH = "length"
"""The group that stands above Start: how much is trained decides how long it takes."""
GROUPS = (
    Group(LENGTH, "Length", (
        Field(name="epochs", label="Epochs", usual=(1, 30)),
        Field(name="num_train", label="Training digits", usual=(1000, 60_000), step=1000,
              hint="Fewer make a quick try. The published runs use all 60,000."),
        Field(name="class_digits", label="Class digits",
              hint="Digits that the class drew itself are trained on, too. Those of writers who "
                   "are measured on are never among them."),
    )),
    Group("network", "Network", (
        Field(name="layers", label="Layers",
              hint="One token a layer, in the order in which they act. The rate of dropout is set "
                   "under Regularisation."),
        Field(name="normalisation.mean", label="Pixel mean", usual=(0, 1), step=0.01,
              is_detail=True, hint="Subtracted from every pixel, which is 0 to 1."),
        Field(name="normalisation.std", label="Pixel deviation", usual=(0.1, 1), step=0.01,
              is_detail=True, hint="What is left is divided by it."),
    )),
    Group("augmentation", "Augmentation", (
        Field(name="rotation.degrees", label="Rotation, ± degrees", usual=(0, 45)),
        Field(name="perspective.distortion", label="Perspective", usual=(0, 0.6), step=0.05,
              hint="How far each corner may move inwards, as a share of half the width."),
        Field(name="affine.translate", label="Shift, share of width", usual=(0, 0.4), step=0.01),
        Field(name="affine.scale_min", label="Smallest scale", usual=(0.5, 1), step=0.05),
        Field(name="affine.scale_max", label="Largest scale", usual=(1, 1.6), step=0.05),
        Field(name="affine.shear", label="Shear, ± degrees", usual=(0, 30)),
        Field(name="affine.degrees", label="Affine turn, ± degrees", usual=(0, 45),
              hint="A second rotation, in the same resampling as shift, scale and shear."),
        Field(name="elastic.alpha", label="Elastic, strength", usual=(0, 80),
              hint="How far pixels are pulled about, each with its neighbours."),
        Field(name="cutout.size", label="Cut-out, pixels", usual=(0, 20),
              hint="The side of a square that is painted over."),
        Field(name="colour.brightness", label="Brightness, ±", usual=(0, 1), step=0.05),
        Field(name="colour.contrast", label="Contrast, ±", usual=(0, 1), step=0.05),
        Field(name="perspective.probability", label="Perspective, share of digits", usual=(0, 1),
              step=0.05, is_detail=True),
        Field(name="elastic.sigma", label="Elastic, smoothness", usual=(1, 6.5), step=0.5,
              is_detail=True, hint="Over how many pixels neighbours move alike."),
        Field(name="cutout.probability", label="Cut-out, share of digits", usual=(0, 1),
              step=0.05, is_detail=True),
        Field(name="cutout.fill", label="Cut-out, grey", usual=(0, 255), is_detail=True,
              hint="What the square is painted with: 0 is black."),
        *_resampling("rotation"), *_resampling("affine"), *_resampling("perspective"),
        *_resampling("elastic"),
    )),
    Group("regularisation", "Regularisation", (
        Field(name="dropout", label="Dropout", usual=(0, 0.5), step=0.01,
              hint="The probability in every dropout layer."),
        Field(name="optimiser.weight_decay", label="Weight decay", usual=(0, 0.01), step=0.0001),
        Field(name="label_smoothing", label="Label smoothing", usual=(0, 0.3), step=0.01,
              hint="Takes this share from the right class, so that no answer is wholly certain."),
        Field(name="weight_average", label="Average of weights", usual=(0, 0.999), step=0.001,
              hint="Measures and keeps a moving average of the weights with this decay; 0: none."),
    )),
    Group("optimiser", "Optimiser", (
        Field(name="optimiser.kind", label="Optimiser"),
        Field(name="optimiser.lr", label="Learning rate", usual=(1e-4, 1), in_ratios=True,
              hint="The highest one of the schedule."),
        Field(name="optimiser.momentum", label="Momentum", usual=(0, 0.99), step=0.01),
        Field(name="optimiser.nesterov", label="Nesterov momentum"),
        Field(name="optimiser.beta1", label="Beta 1", usual=(0.5, 0.99), step=0.01),
        Field(name="optimiser.beta2", label="Beta 2", usual=(0.9, 0.9999), step=0.001),
        Field(name="batch_size", label="Batch size", usual=(8, 1024), in_ratios=True),
    )),
    Group("schedule", "Schedule", (
        Field(name="schedule.kind", label="Schedule"),
        Field(name="schedule.patience", label="Patience, epochs", usual=(0, 10),
              hint="After more epochs than this without a lower loss, the rate falls."),
        Field(name="schedule.every", label="Every, epochs", usual=(1, 20)),
        Field(name="schedule.gamma", label="Factor", usual=(0.05, 1), step=0.05),
        Field(name="schedule.warmup", label="Warm-up, share", usual=(0.05, 0.9), step=0.05,
              hint="The share of the run in which the rate rises."),
        Field(name="schedule.div", label="Start: peak divided by", usual=(1, 100),
              in_ratios=True),
        Field(name="schedule.final_div", label="End: start divided by", usual=(1, 1e5),
              in_ratios=True),
        Field(name="schedule.final_lr", label="Final learning rate", usual=(0, 0.05),
              step=0.0005),
        Field(name="schedule.momentum_min", label="Lowest momentum", usual=(0.5, 0.99), step=0.01),
        Field(name="schedule.momentum_max", label="Highest momentum", usual=(0.5, 0.99),
              step=0.01),
    )),
    Group("run", "Run", (
        Field(name="seed", label="Seed", usual=(0, 20),
              hint="First weights, order of digits, augmentation and dropout all follow it."),
        Field(name="held_out", label="Held out, digits", usual=(0, 20_000), step=1000,
              hint="Training digits that are not trained on but choose the best epoch."),
        Field(name="device", label="Device"),
    )),
)
TERMS_OF = {
    "normalisation.mean": "normalisation", "dropout": "dropout",
    "optimiser.weight_decay": "weight-decay", "label_smoothing": "label-smoothing",
    "weight_average": "ema", "optimiser.lr": "learning-rate", "optimiser.momentum": "momentum",
    "batch_size": "batch", "schedule.kind": "schedule", "schedule.patience": "plateau",
    "schedule.warmup": "warm-up", "epochs": "epoch", "seed": "seed", "held_out": "held-out",
}
"""The glossary's word for a control, where it has one."""
FIELDS = {field.name: field for group in GROUPS for field in group.fields}


@cache
def limits(model: type[BaseModel], field: str) -> tuple[float, float]:
    """The lowest and the highest value of a field, as its own declaration has them."""
    declared = _schema(model, field)
    low = declared.get("minimum", declared.get("exclusiveMinimum"))
    high = declared.get("maximum", declared.get("exclusiveMaximum"))
    assert low is not None and high is not None, f"{model.__name__}.{field} declares no limits"
    return low, high


@cache
def _schema(model: type[BaseModel], field: str) -> dict[str, Any]:
    schema = model.model_json_schema()["properties"][field]
    # an optional number says what it is one level down
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return {**schema, **(parts[0] if parts else {})}


@cache
def form_groups() -> list[dict[str, Any]]:
    """The groups and their controls, as the form's script draws them."""
    return [{"key": group.key, "name": group.name,
             "fields": [_described(field) for field in group.fields]}
            for group in GROUPS]


def _described(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name, "label": field.label, "kind": field.kind, "detail": field.is_detail,
        "hint": field.hint, "kinds": field.of_kinds, "term": TERMS_OF.get(field.name, ""),
        "varies": field.name in varied_keys(), "options": []}
    if field.kind == "number":
        low, high = field.limits
        assert field.usual
        described |= {"min": low, "max": high, "usual": field.usual, "step": field.step,
                      "ratios": field.in_ratios, "whole": field.is_whole}
    if field.kind == "choice":
        described["options"] = [(option, OPTION_NAMES[option]) for option in field.options]
    return described

