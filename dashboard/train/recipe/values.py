"""A recipe as the values of its controls, and back.

Every control has a value, also those of an augmentation that is not there: its numbers then say
"nothing" (turn by 0 degrees, scale by 1).
"""

from collections.abc import Mapping
from typing import Any

from dashboard.train.recipe.controls.all_controls import CONTROLS
from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.network.layers import dropout_rates
from mnist_core.network.notation import parse
from mnist_core.recipe.overrides import Scalar, flatten, models_of
from mnist_core.recipe.recipe import OPTIMISERS, Recipe, read_recipe
from mnist_core.recipe.schedules import SCHEDULES

Values = Mapping[str, Scalar]

_ACTING = {name: kind.acting for name, kind in AUGMENTATIONS.items()}


def values_of(recipe: Recipe) -> dict[str, Scalar]:
    """What the controls show for a recipe; those of other optimisers and schedules are left out."""
    flat = flatten(recipe)
    return {name: flat.get(name, _nothing(name)) for name in CONTROLS
            if name in flat or name.partition(".")[0] in _ACTING}


def recipe_of(values: Values) -> Recipe:
    """The recipe that the controls say.

    Raises:
        RecipeError: one sentence a mistake.
    """
    data: dict[str, Any] = {}
    for name, value in values.items():
        group, _, field = name.partition(".")
        if field:
            data.setdefault(group, {})[field] = value
        else:
            data[name] = value
    for group, acting in _ACTING.items():
        said = data.get(group, {})
        if all(said.get(field) in (None, _nothing(f"{group}.{field}")) for field in acting):
            data[group] = None
    return read_recipe(data)


def nothing_of_augmentations() -> dict[str, dict[str, Scalar]]:
    """By augmentation: the values of its controls at which it is not there."""
    return {group: {f"{group}.{name}": _nothing(f"{group}.{name}") for name in acting}
            for group, acting in _ACTING.items()}


def defaults_of_kinds() -> dict[str, dict[str, dict[str, Scalar]]]:
    """What every optimiser and schedule begins with: group, kind, control."""
    return {group: {kind: {f"{group}.{name}": value for name, value in model().model_dump().items()}
                    for kind, model in models.items()}
            for group, models in (("optimiser", OPTIMISERS), ("schedule", SCHEDULES))}


def unset(recipe: Recipe, num_available: int) -> dict[str, str]:
    """What an empty control stands for, in words: the network's own dropout, all the digits."""
    rates = set(dropout_rates(parse(recipe.layers)))
    words = {"num_train": f"{num_available:,}"}
    if recipe.has_dropout:
        words["dropout"] = f"{min(rates):g}" if len(rates) == 1 else "mixed"
    return words


def _nothing(name: str) -> Scalar:
    """The value of a control whose augmentation is not there."""
    field = models_of(name)[0].model_fields[name.rpartition(".")[2]]
    default: Scalar = 0 if field.is_required() else field.default
    return default
