"""What a teacher would say about a recipe before time is spent on it: one sentence each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from mnist_core.base.change import figure
from mnist_core.base.format import count_of
from mnist_core.network.geometry import IMAGE_SIZE, describe
from mnist_core.network.layers import (
    BatchNorm,
    Conv,
    Linear,
    Relu,
    dropout_rates,
    has_batch_norm,
)
from mnist_core.network.visibility import unseen_columns
from mnist_core.recipe.recipe import SGD, Recipe
from mnist_core.recipe.schedules import Constant, OneCycle, StepDecay
from mnist_core.training.rates import table

# shares of the highest rate: a run that ends above the first still wanders, and one below the
# second has stopped learning
HIGH_SHARE, DEAD_SHARE = 0.25, 1e-3
# below these a rate that never falls is low enough to settle by itself
LOW_LR = {"sgd": 5e-3, "adam": 5e-4, "adamw": 5e-4}
HIGHEST_ADAM_LR = 0.02
HIGHEST_SGD_LR = 0.5
# of the published steps the strongest augmentation loses 1.3 % (drilldown-3)
MOST_INK_LOST = 0.02
# beyond it a 6 begins to look like a 9
MOST_DEGREES = 60
# pixels around the 20 x 20 that a digit fills
BORDER = 4
HIGHEST_DROPOUT = 0.5
# a square of so many pixels still leaves enough of a stroke to be read
LARGEST_CUTOUT = 14
FEWEST_IN_A_BATCH = 8
FEWEST_BATCHES = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence, and the setting that it is about."""

    setting: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe with what is known of its run: ``num_batches`` an epoch, ``ink_lost`` 0 to 1."""

    recipe: Recipe
    num_batches: int
    ink_lost: float


def advice(recipe: Recipe, num_batches: int, ink_lost: float) -> tuple[Advice, ...]:
    """Everything worth saying about a recipe that can be trained: what is cut short first, since
    that decides what all the rest is worth, then the network."""
    plan = Plan(recipe, num_batches, ink_lost)
    return tuple(found for rule in _RULES for found in rule(plan))


def _after_the_last_layer(plan: Plan) -> Iterator[Advice]:
    layers = plan.recipe.network
    last = max((place for place, layer in enumerate(layers) if isinstance(layer, Conv | Linear)),
               default=-1)
    tail = layers[last + 1:]
    if any(dropout_rates(tail)):
        yield Advice("layers", "Dropout after the last layer switches off answers, not features: "
                               "move it before the last convolution, or remove it.")
    if any(isinstance(layer, Relu) for layer in tail):
        yield Advice("layers", "The ReLU after the last layer lets no class have a score below 0: "
                               "remove it, so that wrong classes can be voted down.")


def _bias_before_batch_norm(plan: Plan) -> Iterator[Advice]:
    layers = plan.recipe.network
    wasted = sum(layer.out_channels for layer, after in pairwise(layers)
                 if isinstance(layer, Conv) and layer.bias and isinstance(after, BatchNorm))
    if wasted:
        yield Advice("layers", f"Batch norm subtracts every bias right before it: without `bias` "
                               f"there the network saves {wasted:,} parameters and does the same.")


def _blind_network(plan: Plan) -> Iterator[Advice]:
    rows = describe(plan.recipe.network).layers
    if rows[-1].receptive_field < 20:
        yield Advice("layers", f"An answer sees only {rows[-1].receptive_field} of the 28 pixels, "
                               "and a digit is 20 wide: add a layer, or pool earlier.")


def _unseen_pixels(plan: Plan) -> Iterator[Advice]:
    unseen = unseen_columns(describe(plan.recipe.network).layers)
    # the border of a digit is black: nothing is lost there
    if not any(BORDER <= column < IMAGE_SIZE - BORDER for column in unseen):
        return
    num = IMAGE_SIZE**2 - (IMAGE_SIZE - len(unseen))**2
    yield Advice("layers", f"No answer depends on {num} of the {IMAGE_SIZE**2} pixels: a stride "
                           "above the kernel skips pixels, and pooling drops the rows that are "
                           "left over; choose a smaller stride, or pool by another size.")


def _strong_dropout(plan: Plan) -> Iterator[Advice]:
    highest = max(dropout_rates(plan.recipe.network), default=0)
    if highest > HIGHEST_DROPOUT:
        yield Advice("dropout", f"Dropout of {figure(highest)} leaves a layer "
                                f"{100 * (1 - highest):.0f} % of its values, and small networks "
                                "then learn little: stay below 0.3.")


def _turned_digits(plan: Plan) -> Iterator[Advice]:
    rotation, affine = plan.recipe.rotation, plan.recipe.affine
    degrees = (rotation.degrees if rotation else 0) + (affine.degrees if affine else 0)
    if degrees > MOST_DEGREES:
        yield Advice("rotation.degrees", f"Turned by up to {figure(degrees)}°, a 6 becomes a 9 and "
                                         "its label is wrong: stay below 30°.")


def _lost_ink(plan: Plan) -> Iterator[Advice]:
    if plan.ink_lost > MOST_INK_LOST:
        yield Advice(_moving_setting(plan.recipe),
                     f"This augmentation moves {100 * plan.ink_lost:.0f} % of the ink out of the "
                     "frame: shift, scale or turn less.")


def _moving_setting(recipe: Recipe) -> str:
    """What most likely moves the ink: a shift, else the main field of what moves it last."""
    moving = [augmentation for augmentation in recipe.augmentations if augmentation.moves_ink]
    if not moving or (recipe.affine and recipe.affine.translate):
        return "affine.translate"
    return f"{moving[-1].name}.{moving[-1].main_field}"


def _blank_digits(plan: Plan) -> Iterator[Advice]:
    colour = plan.recipe.colour
    if not colour:
        return
    for name, value, what in (("brightness", colour.brightness, "black"),
                              ("contrast", colour.contrast, "one flat grey")):
        if value >= 1:
            yield Advice(f"colour.{name}", f"{name.capitalize()} ±{figure(value)} can turn a digit "
                                           f"into {what}: stay below 0.8.")


def _hidden_digits(plan: Plan) -> Iterator[Advice]:
    cutout = plan.recipe.cutout
    if cutout and cutout.probability and cutout.size > LARGEST_CUTOUT:
        yield Advice("cutout.size", f"A square of {cutout.size} pixels can hide most of a digit, "
                                    "which is 20 wide: stay below 12.")


def _tiny_batches(plan: Plan) -> Iterator[Advice]:
    size = plan.recipe.batch_size
    if has_batch_norm(plan.recipe.network) and size < FEWEST_IN_A_BATCH:
        many = "one digit" if size == 1 else f"{size} digits"
        yield Advice("batch_size", f"Batch norm takes its mean over {many}, which is mostly "
                                   "noise: use batches of 32 or more.")


def _few_batches(plan: Plan) -> Iterator[Advice]:
    total = plan.num_batches * plan.recipe.epochs
    if total < FEWEST_BATCHES:
        cut = plan.recipe.num_train is not None
        yield Advice("num_train" if cut else "batch_size",
                     f"The whole run is only {count_of(total, 'batch')}, too few to learn much: "
                     f"{'train on more digits' if cut else 'use smaller batches'}, or for "
                     "more epochs.")


def _rate_too_high(plan: Plan) -> Iterator[Advice]:
    optimiser = plan.recipe.optimiser
    highest = HIGHEST_SGD_LR if isinstance(optimiser, SGD) else HIGHEST_ADAM_LR
    if optimiser.lr > highest:
        name = "SGD" if isinstance(optimiser, SGD) else "Adam"
        yield Advice("optimiser.lr", f"{name} rarely survives a learning rate of "
                                     f"{figure(optimiser.lr)}: begin below {figure(highest)}, or "
                                     "find one.")


def _rate_stays_high(plan: Plan) -> Iterator[Advice]:
    recipe = plan.recipe
    # on a plateau nobody knows beforehand when it falls
    if _never_steps(recipe) or recipe.schedule.reads_history:
        return
    rates = table(recipe, plan.num_batches).lr
    first, last = float(rates.max()), float(rates[-1])
    if last <= HIGH_SHARE * first or last < LOW_LR[recipe.optimiser.kind]:
        return
    if isinstance(recipe.schedule, Constant):
        yield Advice("schedule.kind", f"The learning rate stays at {figure(first)} to the end, so "
                                      "accuracy keeps wandering: let it fall, with one-cycle or "
                                      "cosine.")
    else:
        yield Advice("schedule.kind", f"The learning rate still ends at {last:.2g}, "
                                      f"{100 * last / first:.0f} % of its highest: let it fall "
                                      "further, so that accuracy settles.")


def _rate_is_dead(plan: Plan) -> Iterator[Advice]:
    if isinstance(plan.recipe.schedule, OneCycle):
        return
    rates = table(plan.recipe, plan.num_batches).lr
    alive = int((rates >= DEAD_SHARE * rates.max()).sum()) / plan.num_batches
    idle = plan.recipe.epochs - alive
    if idle >= 1 and idle > 0.2 * plan.recipe.epochs:
        yield Advice("schedule.gamma", f"After epoch {alive:.0f} the rate is below a thousandth of "
                                       f"its highest and the last {idle:.0f} epochs learn nothing: "
                                       "let it fall more slowly, or train for fewer epochs.")


def _step_after_the_end(plan: Plan) -> Iterator[Advice]:
    recipe = plan.recipe
    schedule = recipe.schedule
    if isinstance(schedule, StepDecay) and _never_steps(recipe):
        yield Advice("schedule.every", f"The rate would fall after epoch {schedule.every}, but the "
                                       f"run ends with epoch {recipe.epochs}: step earlier, at "
                                       f"about {max(1, recipe.epochs * 2 // 3)}.")


def _never_steps(recipe: Recipe) -> bool:
    return isinstance(recipe.schedule, StepDecay) and recipe.schedule.every >= recipe.epochs > 1


Rule = Callable[[Plan], Iterator[Advice]]
_RULES: tuple[Rule, ...] = (
    _few_batches, _after_the_last_layer, _bias_before_batch_norm, _blind_network, _unseen_pixels,
    _strong_dropout, _turned_digits, _lost_ink,
    _blank_digits, _hidden_digits, _tiny_batches, _rate_too_high, _rate_stays_high,
    _rate_is_dead, _step_after_the_end)
