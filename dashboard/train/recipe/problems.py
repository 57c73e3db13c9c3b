"""What is wrong with the values of the controls: a sentence at each field that it is about."""

import re
from collections.abc import Sequence

from dashboard.train.recipe.controls.all_controls import CONTROLS
from dashboard.train.recipe.values import Values, recipe_of
from mnist_core.base.validation import Mistake
from mnist_core.recipe.recipe import Recipe, RecipeError
from mnist_core.training.setup import check_last_batch, num_trained

Problems = dict[str, str]
"""Sentences by the name of the control; under "" what is about none of them."""

_NAMES = sorted(CONTROLS, key=len, reverse=True)


def tried(values: Values, num_available: int) -> tuple[Recipe | None, Problems]:
    """The recipe that the controls say, or what is wrong with them.

    ``num_available`` is how many training digits there are.
    """
    try:
        recipe = recipe_of(values)
    except RecipeError as error:
        return None, problems_of(error.mistakes)
    name = "held_out"
    try:
        num_train = num_trained(recipe, num_available)
        name = "batch_size"
        check_last_batch(recipe, num_train)
    except ValueError as error:
        return None, {name: in_labels(str(error))}
    return recipe, {}


def problems_of(mistakes: Sequence[Mistake]) -> Problems:
    """Each mistake at its field, in the words that stand there."""
    found: Problems = {}
    for mistake in mistakes:
        name = _field_of(mistake)
        found[name] = " ".join(filter(None, (found.get(name), in_labels(mistake.sentence))))
    return found


def in_labels(sentence: str) -> str:
    """The sentence with the controls' labels in place of their keys."""
    # "optimiser: nesterov needs …" names the group for those who type keys
    _, colon, rest = sentence.partition(": ")
    text = rest if colon and re.fullmatch(r"[a-z_]+", sentence.split(":")[0]) else sentence
    for name in _NAMES:
        field = name.rpartition(".")[2]
        # a bare word is a key only where it cannot be a word of the sentence
        names = [re.escape(name)] if "." in name else []
        names += [rf"(?<![\w.]){field}\b"] if "_" in field else [rf"^{field}\b"]
        text = re.sub("|".join(names), CONTROLS[name].label, text)
    return text[:1].upper() + text[1:]


def _field_of(mistake: Mistake) -> str:
    """The control that a mistake is about: its own, else the first of its group that it names."""
    if mistake.key in CONTROLS:
        return mistake.key
    if f"{mistake.key}.kind" in CONTROLS and "kind" in mistake.sentence:
        return f"{mistake.key}.kind"
    places = {name: found.start() for name in CONTROLS
              if name.startswith(f"{mistake.key}." if mistake.key else "")
              and (found := re.search(rf"\b{name.rpartition('.')[2]}\b", mistake.sentence))}
    return min(places, key=places.__getitem__, default="")
