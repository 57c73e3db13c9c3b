"""Every control of a recipe, in the order in which they stand."""

from functools import cache
from typing import Any

from dashboard.train.recipe.controls.augmentation import AUGMENTATION
from dashboard.train.recipe.controls.control import Control, Group
from dashboard.train.recipe.controls.optimiser import OPTIMISER, OPTIMISER_NAMES
from dashboard.train.recipe.controls.schedule import SCHEDULE, SCHEDULE_NAMES
from mnist_core.experiments.question import varied_keys

OPTION_NAMES = {
    **OPTIMISER_NAMES, **SCHEDULE_NAMES,
    "nearest": "Nearest", "bilinear": "Bilinear", "auto": "Automatic", "cpu": "CPU", "cuda": "GPU",
    "": "None",
}
LENGTH = "length"
"""The group that stands above Start: how much is trained decides how long it takes."""
GROUPS = (
    Group(LENGTH, "Length", (
        Control(name="epochs", label="Epochs", usual=(1, 30)),
        Control(name="num_train", label="Training digits", usual=(1000, 60_000), step=1000,
              hint="Fewer make a quick try. The published runs use all 60,000."),
        Control(name="class_digits", label="Class digits",
              hint="Digits that the class drew itself are trained on, too. Those of writers who "
                   "are measured on are never among them."),
    )),
    Group("network", "Network", (
        Control(name="layers", label="Layers",
              hint="One token a layer, in the order in which they act. The rate of dropout is set "
                   "under Regularisation."),
        Control(name="normalisation.mean", label="Pixel mean", usual=(0, 1), step=0.01,
              is_detail=True, hint="Subtracted from every pixel, which is 0 to 1."),
        Control(name="normalisation.std", label="Pixel deviation", usual=(0.1, 1), step=0.01,
              is_detail=True, hint="What is left is divided by it."),
    )),
    AUGMENTATION,
    Group("regularisation", "Regularisation", (
        Control(name="dropout", label="Dropout", usual=(0, 0.5), step=0.01,
              hint="The probability in every dropout layer."),
        Control(name="optimiser.weight_decay", label="Weight decay", usual=(0, 0.01), step=0.0001),
        Control(name="label_smoothing", label="Label smoothing", usual=(0, 0.3), step=0.01,
              hint="Takes this share from the right class, so that no answer is wholly certain."),
        Control(name="weight_average", label="Average of weights", usual=(0, 0.999), step=0.001,
              hint="Measures and keeps a moving average of the weights with this decay; 0: none."),
    )),
    OPTIMISER,
    SCHEDULE,
    Group("run", "Run", (
        Control(name="seed", label="Seed", usual=(0, 20),
              hint="First weights, order of digits, augmentation and dropout all follow it."),
        Control(name="held_out", label="Held out, digits", usual=(0, 20_000), step=1000,
              hint="Training digits that are not trained on but choose the best epoch."),
        Control(name="device", label="Device"),
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
CONTROLS = {control.name: control for group in GROUPS for control in group.controls}


@cache
def form_groups() -> list[dict[str, Any]]:
    """The groups and their controls, as the form's script draws them."""
    return [{"key": group.key, "name": group.name,
             "fields": [_described(control) for control in group.controls]}
            for group in GROUPS]


def _described(control: Control) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": control.name, "label": control.label, "kind": control.kind,
        "detail": control.is_detail, "hint": control.hint, "kinds": control.of_kinds,
        "term": TERMS_OF.get(control.name, ""), "varies": control.name in varied_keys(),
        "options": []}
    if control.kind == "number":
        low, high = control.limits
        assert control.usual
        described |= {"min": low, "max": high, "usual": control.usual, "step": control.step,
                      "ratios": control.in_ratios, "whole": control.is_whole}
    if control.kind == "choice":
        described["options"] = [(option, OPTION_NAMES[option]) for option in control.options]
    return described
