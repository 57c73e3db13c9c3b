"""What the figures of a run make worth changing, and the figures that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from mnist_core.base.format import count_of
from mnist_core.findings.advice import LOW_LR
from mnist_core.findings.analysis import signs
from mnist_core.findings.report import NUM_LAST, num_reaching
from mnist_core.ladders import Goal
from mnist_core.network.layers import dropout_rates
from mnist_core.recipe.overrides import Scalar, apply
from mnist_core.recipe.recipe import NUM_TRAIN, Recipe
from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.rates import table

HIGH_SHARE = 0.25
"""A learning rate that ends above this share of its highest still wanders about the minimum."""
HELD_BACK_POINTS = 0.1
"""Test less running train accuracy: more than rounding, with dropout and augmentation on."""
APART_POINTS = 0.3
"""Running train less test accuracy: the training digits are known too well."""
THROWN_LOSS = 1.05 * log(10)
"""Mean loss of training, in nats: guessing gives ln 10; above it the steps are too long, and no
more epochs mend that."""
SOME_DEGREES, SOME_DROPOUT = 7, 0.05


@dataclass(frozen=True, slots=True)
class Try:
    """``text`` says what was seen and what to change; ``recipe`` is the run's with that change."""

    text: str
    recipe: Recipe


def worth_trying(recipe: Recipe, epochs: Sequence[EpochRecord], num_batches: int,
                 goal: Goal) -> Try:
    """What the strongest of the signs suggests; where there is none, another seed.

    ``epochs`` are those measured, at least one; ``num_batches`` is that of one epoch.
    """
    text, overrides = next(_found(recipe, epochs, num_batches, goal))
    return Try(text, apply(recipe, overrides))


def _cut_short(recipe: Recipe, goal: Goal) -> dict[str, str]:
    """The overrides that make it a quick try, and what they say."""
    cut = {}
    if recipe.num_train is not None and recipe.num_train <= NUM_TRAIN // 2:
        cut["num_train"] = f"{recipe.num_train:,} of {NUM_TRAIN:,} digits"
    if recipe.epochs <= goal.max_epochs // 2:
        cut["epochs"] = f"{count_of(recipe.epochs, 'epoch')} of the {goal.max_epochs} allowed"
    return cut


def _at_another_rate(recipe: Recipe, lr: float, words: str) -> tuple[str, dict[str, Scalar]]:
    return (f"Nothing was learned at a learning rate of {recipe.optimiser.lr:g}: take {words}.",
            {"lr": lr})


def _found(recipe: Recipe, epochs: Sequence[EpochRecord], num_batches: int,
           goal: Goal) -> Iterator[tuple[str, dict[str, Scalar]]]:
    last, lr = epochs[-1], recipe.optimiser.lr
    best = max(epoch.test_accuracy for epoch in epochs)
    other_seed: dict[str, Scalar] = {"seed": recipe.seed + 1}
    if num_reaching(epochs, goal) == NUM_LAST:
        yield ("The target is held, by one run: another seed tells whether that was luck.",
               other_seed)
    has_learned_nothing = signs(epochs, goal).has_learned_nothing
    if has_learned_nothing and last.train_loss > THROWN_LOSS:
        yield _at_another_rate(recipe, lr / 10, "a tenth of it")
    # of a run that was cut short every other sign may only say so
    if cut := _cut_short(recipe, goal):
        yield (f"It was trained with {' and '.join(cut.values())}: train it in full before you "
               "change anything else.",
               {name: {"num_train": None, "epochs": goal.max_epochs}[name] for name in cut})
    if has_learned_nothing and lr < LOW_LR[recipe.optimiser.kind]:
        yield _at_another_rate(recipe, lr * 10, "ten times as much")
    if has_learned_nothing:
        yield _at_another_rate(recipe, lr / 10, "a tenth of it")
    rates = table(recipe, num_batches).lr
    # on a plateau nobody knows beforehand when it falls
    if rates[-1] > HIGH_SHARE * rates.max() and not recipe.schedule.reads_history:
        yield (f"The learning rate ends at {rates[-1]:.2g}, {100 * rates[-1] / rates.max():.0f} % "
               "of its highest: let it fall to nearly nothing.", {"schedule": "one-cycle"})
    dropout = max(dropout_rates(recipe.network), default=0.0)
    both = f"{last.test_accuracy:.2f} % of the test and {last.train_accuracy:.2f} % of the training"
    if dropout and last.test_accuracy - last.train_accuracy >= HELD_BACK_POINTS:
        yield (f"It reads {both} digits right: what makes training hard still holds it back. "
               "Halve the dropout.", {"dropout": round(dropout / 2, 4)})
    if last.gap >= APART_POINTS:
        known = f"It reads {both} digits right: it knows the training digits too well."
        if not any(augmentation.moves_ink for augmentation in recipe.augmentations):
            yield f"{known} Turn them a little.", {"rotation": SOME_DEGREES}
        if recipe.has_dropout and not dropout:
            yield f"{known} Drop some values.", {"dropout": SOME_DROPOUT}
    if last.test_accuracy == best and recipe.epochs < goal.max_epochs:
        yield (f"The last epoch was the best, and {goal.max_epochs} are allowed: train longer.",
               {"epochs": goal.max_epochs})
    yield (f"One run is one draw: another seed tells how much of {best:.2f} % is luck.",
           other_seed)
