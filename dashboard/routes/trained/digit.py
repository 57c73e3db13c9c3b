"""``GET /api/trained/{key}/digits/{index}`` and its parts: all that is known of one test digit.

The facts come at once; ``/maps``, ``/neighbours`` and ``/runs``, which have to be computed, are
asked for on their own with POST, so that each is shown when it is ready. ``?weights=last`` asks
for a run as it is now.
"""

from base64 import b64encode
from typing import NotRequired

import numpy as np
import torch
from numpy.typing import NDArray
from starlette.routing import Route
from torch import nn
from typing_extensions import TypedDict

from dashboard.errors.wall import DigitRow, digit_rows
from dashboard.readings.grown_features import grown_features
from dashboard.readings.other_networks import jury, witnesses
from dashboard.readings.readings import disputes
from dashboard.routes.answers import answering
from dashboard.routes.trained.digit_question import (
    AskedWeights,
    Question,
    asked,
    digit_of,
)
from dashboard.server.one_thread import one_thread
from mnist_core.base.not_found import NotFound
from mnist_core.data.normalise import normalise
from mnist_core.insight.class_activation import (
    ActivationMethod,
    ClassActivation,
    class_activation,
)
from mnist_core.insight.features import features
from mnist_core.insight.neighbours import nearest
from mnist_core.ladders import STEPS
from mnist_core.network.layers import Layer
from mnist_core.trained.trained import Moment, Predictions, Trained, with_step
from mnist_core.training.memory import check_values, digits_at_once

NUM_NEIGHBOURS = 8
READ_SECONDS = 0.35
"""Of every request for neighbours, spent on reading further training digits."""
BRIGHTEST = 0.99
"""The share of pixels that integrated gradients are not clipped for."""


class DigitFacts(DigitRow):
    """A test digit: 784 bytes in base64 are its ``pixels``."""

    pixels: str


ClassMap = TypedDict("ClassMap", {"class": int, "pixels": str})


class Maps(TypedDict):
    """Pixels are signed bytes in base64, row by row; those of ``digit`` are unsigned."""

    digit: str
    activation: list[ClassMap]
    method: ActivationMethod
    words: str
    gradients: ClassMap


class Neighbour(TypedDict):
    """A training digit, and how far from the one that is asked about the network puts it."""

    index: int
    true: int
    distance: float
    pixels: str


class Neighbours(TypedDict):
    """``searched`` of ``total`` training digits, of ``available`` that there are; distances lie
    between ``width`` features."""

    searched: int
    total: int
    available: int
    width: int
    neighbours: list[Neighbour]


class Witness(TypedDict):
    """What one network ``read``, with which loss in nats."""

    label: str
    step: str | None
    read: int
    loss: float
    is_this: NotRequired[bool]


class Fate(TypedDict):
    """What networks took a digit for: those of the same ladder step by step, and the others.

    ``num`` counts this network and the others that read well, as "Hard for everyone" does.
    """

    true: int
    ladder: list[Witness]
    others: list[Witness]
    num: int
    num_wrong: int


def facts(key: str, index: str, query: AskedWeights) -> DigitFacts:
    """Class, answer, ten probabilities in percent, loss in nats, people's votes, pixels."""
    question = asked(key, query.weights, index)
    place = digit_of(question, index)
    row, = digit_rows(question.evaluation, [place], disputes(question.dataset))
    return {**row, "pixels": _bytes(question.dataset.test.images[place].numpy())}


def maps(key: str, index: str, query: AskedWeights) -> Maps:
    """Class activation for the class that was read, and for the true one where that is another,
    on one scale; and integrated gradients. Pixels are signed bytes, 127 the ``most``."""
    # captum is slow to import, and nothing else needs it
    from mnist_core.insight.attributions import NUM_STEPS, integrated_gradients

    one_thread()
    question = asked(key, query.weights, index)
    place = digit_of(question, index)
    evaluation, recipe = question.evaluation, question.trained.recipe
    layers = recipe.describe().layers
    check_values(layers, NUM_STEPS)
    at_once = digits_at_once(layers, NUM_STEPS, kept=True)
    network = _network(question)
    digit = question.dataset.test.images[place]
    read, true = int(evaluation.predicted[place]), int(evaluation.labels[place])
    classes = [read] if read == true else [read, true]
    image = normalise(digit[None], recipe.normalisation)
    found = {name: class_activation(network, image, name) for name in classes}
    most = max(float(activation.map.abs().max()) for activation in found.values())
    shares = integrated_gradients(network, digit, recipe.normalisation, read, at_once).map
    # a few pixels outshine all others
    brightest = float(shares.abs().quantile(BRIGHTEST))
    return {
        "digit": _bytes(digit.numpy()),
        "activation": [{"class": name, "pixels": _signed(activation.map, most)}
                       for name, activation in found.items()],
        "method": found[read].method,
        "words": in_words(found[read], recipe.network),
        "gradients": {"class": read, "pixels": _signed(shares, brightest)},
    }


def in_words(activation: ClassActivation, layers: tuple[Layer, ...]) -> str:
    """Which method made the map, and from which layer."""
    size = f"{activation.size} × {activation.size}"
    layer = activation.layer
    source = (f"layer {layer + 1}, {layers[layer].token}" if layer >= 0 else "the digit itself")
    if activation.method == "exact":
        return f"Exact: the {size} map of {source}, whose mean is the logit, but for a constant."
    return (f"Grad-CAM, an approximation: the {size} map of {source}, the last at least 5 × 5 "
            "wide.")


def neighbours(key: str, index: str, query: AskedWeights) -> Neighbours:
    """The training digits that look most alike to the network, of those searched so far."""
    question = asked(key, query.weights, index)
    place = digit_of(question, index)
    network = _network(question)
    grown = grown_features(question.trained, _moment(question), "train")
    grown.advance(READ_SECONDS)
    own = features(network, question.dataset.test.images[place:place + 1],
                     question.trained.recipe.normalisation)[0]
    found = nearest(grown.values, own, NUM_NEIGHBOURS)
    train = question.dataset.train
    return {
        "searched": len(grown.values), "total": grown.total, "available": len(train),
        "width": len(own),
        "neighbours": [
            {"index": near, "true": int(train.labels[near]), "distance": round(distance, 3),
             "pixels": _bytes(train.images[near].numpy())}
            for near, distance in zip(found.indices.tolist(), found.distances.tolist(),
                                       strict=True)],
    }


def runs(key: str, index: str, query: AskedWeights) -> Fate:
    """What every other network took the digit for; those of the same ladder on their own."""
    question = asked(key, query.weights, index)
    place = digit_of(question, index)
    trained, evaluation = question.trained, question.evaluation
    true = int(evaluation.labels[place])
    found = witnesses(trained, question.dataset)
    here: Witness = {
        "label": with_step(trained), "step": trained.step_id, "is_this": True,
        "read": int(evaluation.predicted[place]),
            "loss": round(float(evaluation.losses[place]), 3)}
    judges = [predictions for _, predictions in jury(found)]
    ladder = _ladder(trained)
    rows = [(other, _row(other, predictions, place)) for other, predictions in found]
    same = [row for other, row in rows if ladder and _ladder(other) == ladder]
    return {
        "true": true,
        "ladder": sorted([*same, here], key=_by_step) if ladder else [here],
        "others": [row for other, row in rows if not ladder or _ladder(other) != ladder],
        "num": len(judges) + 1,
        "num_wrong": (here["read"] != true) + sum(not other.correct[place] for other in judges),
    }


def _row(other: Trained, predictions: Predictions, place: int) -> Witness:
    return {"label": with_step(other),
            "step": other.step_id, "read": int(predictions.predicted[place]),
            "loss": round(float(predictions.losses[place]), 3)}


def _ladder(trained: Trained) -> str | None:
    step = STEPS.get(trained.step_id or "")
    return step.ladder_id if step else None


def _by_step(row: Witness) -> int:
    return STEPS[row["step"] or ""].number


def _moment(question: Question) -> Moment:
    """The epoch asked for, or, where only the other has weights, that one."""
    moments = question.trained.moments
    return question.moment if question.moment in moments or not moments else moments[0]


def _network(question: Question) -> nn.Sequential:
    try:
        return question.trained.network(_moment(question))
    except ValueError as error:
        raise NotFound(str(error)) from None


def _signed(values: torch.Tensor, most: float) -> str:
    return _bytes((values * (127 / (most or 1))).clamp(-127, 127).round().to(torch.int8).numpy())


def _bytes(pixels: NDArray[np.generic]) -> str:
    """A byte a pixel, row by row, in base64."""
    return b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


_DIGIT = "/api/trained/{key}/digits/{index}"
DIGIT_ROUTES = [
    Route(_DIGIT, answering(facts, "light", query=AskedWeights)),
    *(Route(f"{_DIGIT}/{part}", answering(work, "heavy", query=AskedWeights),
            methods=["POST"])
      for part, work in (("maps", maps), ("neighbours", neighbours), ("runs", runs))),
]
