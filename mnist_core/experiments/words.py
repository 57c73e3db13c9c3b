"""Settings and trials in words: ``dropout 0.05, learning rate 0.1``, ``no rotation``."""

from functools import lru_cache

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.base.change import figure
from mnist_core.base.format import loss_text
from mnist_core.experiments.question import Measure, Overrides
from mnist_core.network.changes import network_changes
from mnist_core.network.layers import dropout_rates
from mnist_core.recipe.diff import diff
from mnist_core.recipe.overrides import SHORT, Scalar, apply, flatten, main_key
from mnist_core.recipe.recipe import Recipe
from mnist_core.recipe.words import OPTIMISER_NAMES, SWITCHED

_NAMES = {
    "optimiser.lr": "learning rate",
    "optimiser.kind": "optimiser",
    "optimiser.beta1": "beta 1",
    "optimiser.beta2": "beta 2",
    "schedule.kind": "schedule",
    "num_train": "training digits",
    **SWITCHED,
    **{f"{name}.{kind.main_field}": name for name, kind in AUGMENTATIONS.items()
       if kind.main_field},
}
_ZERO_IS_OFF = {"dropout", *SWITCHED, "optimiser.weight_decay", "optimiser.momentum",
                *AUGMENTATIONS, *(f"{name}.{field}" for name, kind in AUGMENTATIONS.items()
                                  for field in kind.acting)}
_DIGITS = 4
"""Of a number that a search drew; it has a dozen."""
_UNITS = {"rotation.degrees": "°", "rotation": "°"}


def setting_words(key: str) -> str:
    """``learning rate`` of ``optimiser.lr``; what axes, columns and sentences call a setting."""
    key = SHORT.get(key, key)
    if key in _NAMES:
        return _NAMES[key]
    group, _, field = key.rpartition(".")
    name = field.replace("_", " ")
    return name if group in ("", "optimiser") else f"{group} {name}"


def is_off(key: str, value: Scalar) -> bool:
    """Whether this value switches something off: no dropout, no rotation.

    ``None`` of dropout does not: it leaves the layers as they are written.
    """
    if key in AUGMENTATIONS and value is None:
        return True
    if key == "optimiser.nesterov":
        return value is False
    return key in _ZERO_IS_OFF and value is not None and value == 0


def value_words(key: str, value: Scalar, base: Recipe | None = None) -> str:
    """``0.05``, ``none``, ``Adam``; of layers what they change in the ``base``."""
    if is_off(key, value):
        return "none"
    if value is None:
        return "as it is"
    if isinstance(value, bool):
        return "on" if value else "off"
    if key == "optimiser.kind":
        return OPTIMISER_NAMES.get(str(value), str(value))
    if key == "layers" and base is not None:
        return _layers_words(str(value), base)
    if isinstance(value, float):
        value = float(f"{value:.{_DIGITS}g}")
    return f"{figure(value)}{_UNITS.get(key, '')}" if isinstance(value, int | float) else value


def trial_words(overrides: Overrides, base: Recipe | None = None) -> str:
    """``dropout 0.05, no rotation``; ``the recipe as it is`` where nothing is varied."""
    parts = [_one_setting(key, value, base) for key, value in overrides.items()]
    return ", ".join(parts) or "the recipe as it is"


@lru_cache(maxsize=20_000)
def is_as_base(base: Recipe, key: str, value: Scalar) -> bool:
    """Whether the recipe has this value of the setting by itself."""
    if isinstance(value, float | int) and not is_off(key, value):
        # of a thousand trials of a range nearly none is, which is soon seen
        return value in _own_values(base, SHORT.get(key, key))
    try:
        return not diff(base, apply(base, {key: value}))
    except ValueError:
        return False  # it only goes together with other settings


@lru_cache(maxsize=100)
def _own_values(base: Recipe, key: str) -> frozenset[Scalar]:
    if key == "dropout":
        rates = frozenset(dropout_rates(base.network))
        return rates if len(rates) == 1 else frozenset()
    return frozenset({flatten(base).get(main_key(key))})


def value_text(measure: Measure, value: float) -> str:
    """``99.42 %`` or ``0.0213``."""
    return f"{value:.2f} %" if measure == "held_out_accuracy" else loss_text(value)


def difference_text(measure: Measure, difference: float, *, signed: bool = False) -> str:
    """``0.12`` or ``+0.12`` points; of a loss, nats with four decimals."""
    decimals = 2 if measure == "held_out_accuracy" else 4
    # neither +0.00 nor -0.00
    rounded = round(difference, decimals) or 0.0
    return f"{rounded:{'+' if signed and rounded else ''}.{decimals}f}"


def unit_of(measure: Measure) -> str:
    """What a difference is in."""
    return "points" if measure == "held_out_accuracy" else "nats"


def interval_words(measure: Measure, low: float | None, high: float | None) -> str:
    """``95 % interval -0.02 to +0.26``, of a difference; empty where there is none."""
    if low is None or high is None:
        return ""
    return (f"95 % interval {difference_text(measure, low, signed=True)} to "
            f"{difference_text(measure, high, signed=True)}")


def capitalised(text: str) -> str:
    """The text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _one_setting(key: str, value: Scalar, base: Recipe | None) -> str:
    name = setting_words(key)
    if is_off(key, value):
        return f"no {name}"
    if value is None:
        return f"{name} as it is"
    text = value_words(key, value, base)
    return text if key == "optimiser.kind" else f"{name} {text}"


def _layers_words(layers: str, base: Recipe) -> str:
    try:
        changes = network_changes(base.network, apply(base, {"layers": layers}).network)
    except ValueError:
        return layers
    return ", ".join(change.text for change in changes) or "as they are"
