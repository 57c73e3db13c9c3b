"""The keys in which recipes differ, as rows: one key, and what each recipe has for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.augment.words import augmentation_words
from mnist_core.base.change import figure
from mnist_core.network.layers import Layer, dropout_rates, with_dropout
from mnist_core.network.notation import to_text
from mnist_core.recipe.recipe import Recipe
from mnist_core.recipe.schedules import OneCycle
from mnist_core.recipe.words import OPTIMISER_NAMES, SWITCHED

NONE = "none"
NETWORK = "network"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of the recipe; ``texts`` are in the order of the recipes."""

    name: str
    texts: tuple[str, ...]


def differing_rows(recipes: Sequence[Recipe]) -> tuple[KeyRow, ...]:
    """Only the rows in which not all recipes say the same, network first.

    As in ``diff``, only what acts counts: not the device, and not a momentum that one-cycle
    replaces by its own.
    """
    columns = [recipe_words(recipe) for recipe in recipes]
    rows = (KeyRow(name, tuple(column[name] or NONE for column in columns))
            for name in (columns[0] if columns else ()))
    # how much dropout there is has a row of its own
    has_one_network = len({with_dropout(recipe.network, 0) for recipe in recipes}) <= 1
    return tuple(row for row in rows if len(set(row.texts)) > 1
                 and not (row.name == NETWORK and has_one_network))


def recipe_words(recipe: Recipe) -> dict[str, str]:
    """Every key in words, by the same names for all; empty where it does nothing. The network is
    as it is trained, with the dropout that is set."""
    return {NETWORK: to_text(recipe.network), "dropout": _dropout_words(recipe.network),
             "normalisation": f"{figure(recipe.normalisation.mean)}/"
                              f"{figure(recipe.normalisation.std)}",
             **augmentation_words(recipe), "batch size": figure(recipe.batch_size),
             **_optimiser_words(recipe), "schedule": recipe.schedule.words,
             **{word: figure(value) if (value := getattr(recipe, field)) else ""
                for field, word in SWITCHED.items()},
             "epochs": figure(recipe.epochs), "seed": str(recipe.seed),
             "training digits": figure(recipe.num_train_or_all),
             "class digits": figure(recipe.num_class_digits) if recipe.class_digits else "",
             "held out": figure(recipe.held_out) if recipe.held_out else ""}


def _dropout_words(layers: tuple[Layer, ...]) -> str:
    """``0.1 ×6``, or ``0.1 ×2, 0.05``; empty where nothing is dropped."""
    counts = Counter(filter(None, dropout_rates(layers)))
    return ", ".join(figure(p) + (f" ×{count}" if count > 1 else "")
                     for p, count in sorted(counts.items(), reverse=True))


def _optimiser_words(recipe: Recipe) -> dict[str, str]:
    optimiser, is_cycled = recipe.optimiser, isinstance(recipe.schedule, OneCycle)
    words = {"optimiser": OPTIMISER_NAMES[optimiser.kind] + (
                 ", nesterov" if getattr(optimiser, "nesterov", False) else ""),
             "learning rate": figure(optimiser.lr) + (" at its peak" if is_cycled else "")}
    for name in ("momentum", "beta1", "beta2"):
        value = getattr(optimiser, name, None)
        is_replaced = is_cycled and name != "beta2"
        words[name.replace("beta", "beta ")] = (
            "" if value is None or is_replaced else figure(value))
    return {**words,
            "weight decay": figure(optimiser.weight_decay) if optimiser.weight_decay else ""}
