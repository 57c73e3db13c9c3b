"""Every control of a recipe, in the order in which they stand."""

from functools import cache
from typing import Any

from dashboard.train.recipe.controls.augmentation import AUGMENTATION
from dashboard.train.recipe.controls.control import Control
from dashboard.train.recipe.controls.length import LENGTH
from dashboard.train.recipe.controls.network import NETWORK
from dashboard.train.recipe.controls.optimiser import OPTIMISER
from dashboard.train.recipe.controls.regularisation import REGULARISATION
from dashboard.train.recipe.controls.run import RUN
from dashboard.train.recipe.controls.schedule import SCHEDULE, SCHEDULE_NAMES
from mnist_core.experiments.question import varied_keys
from mnist_core.recipe.words import OPTIMISER_NAMES

OPTION_NAMES = {
    **OPTIMISER_NAMES, **SCHEDULE_NAMES,
    "nearest": "Nearest", "bilinear": "Bilinear", "auto": "Automatic", "cpu": "CPU", "cuda": "GPU",
    "": "None",
}
GROUPS = (LENGTH, NETWORK, AUGMENTATION, REGULARISATION, OPTIMISER, SCHEDULE, RUN)
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
