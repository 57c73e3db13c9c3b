"""Augmentation: how far a digit may be turned, moved and resized before it is read wrong, by a
network that trained on changed digits and by one that did not."""

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor, nn

from mnist_core.augment.warp import Warp, affine_matrices
from mnist_core.base.frozen import Frozen
from mnist_core.data.normalise import normalise
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.growing import Growing, once
from mnist_core.demos.parts import (
    TestDigit,
    augmentation_of,
    check_digit,
    digits,
    kept_network,
    network_up_to,
)
from mnist_core.recipe.recipe import Normalisation
from mnist_core.trained.trained import Trained
from mnist_core.training.memory import check_values, digits_at_once

if TYPE_CHECKING:
    from mnist_core.data.mnist import Split

Axis = Literal["angle", "shift", "scale"]
Accuracies = dict[Axis, list[float]]
AXES: Mapping[Axis, tuple[float, ...]] = {
    "angle": tuple(float(degrees) for degrees in range(-60, 61, 10)),
    "shift": tuple(float(pixels) for pixels in range(-8, 9, 2)),
    "scale": tuple(round(0.5 + 0.1 * step, 1) for step in range(11)),
}
"""Degrees, pixels to the right, and times as large."""
NUM_DIGITS = 200


class AugmentationSettings(Frozen):
    """``digit`` is a test digit; ``change`` is what is done to it."""

    digit: TestDigit | None = None
    change: Axis = "angle"


def _data(given: Given, settings: AugmentationSettings) -> Growing:
    return Growing(_measured(given, settings))


def _measured(given: Given, settings: AugmentationSettings) -> Generator[float, None, Data]:
    check_digit(given.dataset, settings.digit)
    pair = with_and_without(given)
    shown: list[Data] = [{"title": one.short_label, "words": augmentation_of(one),
                          "network": network_up_to(one)} for one in pair]
    num = min(NUM_DIGITS, len(given.dataset.test))
    for place, one in enumerate(pair):
        measure = partial(accuracies, one, given.dataset.test, num)
        shown[place]["accuracy"] = yield from _part(
            place, len(pair), once(("augmentation", *given.source_of(one)), measure))
    return {"axes": {axis: list(at) for axis, at in AXES.items()}, "networks": shown,
            "has_same_layers": pair[0].recipe.network == pair[1].recipe.network,
            "num_digits": num, "digits": digits(given.dataset, settings.digit),
            "change": settings.change}


def with_and_without(given: Given) -> tuple[Trained, Trained]:
    """The network in hand and one to hold it against, of the same layers where there is one: the
    one with augmentation comes first."""
    trained = given.trained
    is_augmented = bool(augmentation_of(trained))
    others = [one for one in given.others if bool(augmentation_of(one)) != is_augmented]
    other = min(others, key=lambda one: one.recipe.network != trained.recipe.network)
    return (trained, other) if is_augmented else (other, trained)


def _part(place: int, num: int, work: Generator[float, None, Accuracies]
          ) -> Generator[float, None, Accuracies]:
    """Work that is one of ``num`` equal parts."""
    while True:
        try:
            share = next(work)
        except StopIteration as done:
            found: Accuracies = done.value
            return found
        yield (place + share) / num


def accuracies(trained: Trained, digits: "Split", num: int) -> Generator[float, None, Accuracies]:
    """Percent of the first ``num`` digits that are read right, for each change of all of them.

    Yields:
        the share of the work that is done.
    """
    check_values(trained.recipe.describe().layers, num)
    images, labels = digits.images[:num], digits.labels[:num]
    network = kept_network(trained)
    at_once = digits_at_once(trained.recipe.describe().layers, len(images), kept=False)
    found: Accuracies = {axis: [] for axis in AXES}
    num_done, total = 0, sum(map(len, AXES.values()))
    for axis, values in AXES.items():
        for value in values:
            read = _read(network, changed(images, axis, value), trained.recipe.normalisation,
                         at_once)
            found[axis].append(round(100 * float((read == labels).float().mean()), 2))
            num_done += 1
            yield num_done / total
    return found


def changed(images: Tensor, axis: Axis, value: float) -> Tensor:
    """uint8 [N, 28, 28] turned (degrees, clockwise), moved to the right or resized, all alike."""
    values = torch.full((len(images),), value)
    degrees = values if axis == "angle" else torch.zeros_like(values)
    matrices = affine_matrices(degrees, shift_x=values if axis == "shift" else None,
                               scale=values if axis == "scale" else None)
    pixels = Warp(matrices, nearest=False, fill=0).apply(images[:, None].float())
    return pixels[:, 0].to(torch.uint8)


@torch.inference_mode()
def _read(network: nn.Sequential, images: Tensor, normalisation: Normalisation,
          at_once: int) -> Tensor:
    answers: Sequence[Tensor] = [network(normalise(chunk, normalisation)).argmax(dim=1)
                                 for chunk in torch.split(images, at_once)]
    return torch.cat(list(answers))


AUGMENTATION = DemoKind(
    name="augmentation", settings=AugmentationSettings, data=_data,
    # pairs of the same layers, first one that trained alike but for its digits
    runs=("finetune-5@1", "finetune-4@1", "finetune-6@1", "strategy-3@1", "strategy-2@1",
          "models-3@1", "models-2@1"),
    terms=("augmentation",), cost="heavy")
