"""What a network makes of a split, against scikit-learn's metrics."""

import math

import numpy as np
import pytest
import torch
from sklearn import metrics
from torch import nn

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.network.build import build
from mnist_core.network.notation import parse
from mnist_core.recipe.recipe import Normalisation
from mnist_core.training.evaluate import (
    CHUNK,
    ChunkedEvaluation,
    Evaluation,
    evaluate,
    evaluation_from_bytes,
)

NUM = 2345  # not a whole number of chunks
NORMALISATION = Normalisation(mean=0.2, std=0.4)


@pytest.fixture(scope="module")
def model() -> nn.Sequential:
    """An untrained network, sharpened so that it is sure of itself and mostly wrong."""
    torch.manual_seed(1)
    network = build(parse("conv5x5(8) relu bn drop(.5) maxpool2 flatten linear(10)"))
    with torch.no_grad():
        for parameter in network[-1].parameters():
            parameter.mul_(20)
    return network


@pytest.fixture(scope="module")
def evaluation(model: nn.Sequential, dataset: Dataset) -> Evaluation:
    return evaluate(model, dataset.train.images[:NUM], dataset.train.labels[:NUM], NORMALISATION)


def test_the_figures_are_those_of_scikit_learn(evaluation: Evaluation) -> None:
    labels, predicted = evaluation.labels, evaluation.predicted
    assert evaluation.accuracy == pytest.approx(100 * metrics.accuracy_score(labels, predicted))
    assert np.array_equal(evaluation.confusion,
                          metrics.confusion_matrix(labels, predicted, labels=range(10)))
    probabilities = np.exp(evaluation.log_probabilities.astype(np.float64))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    # scikit-learn clips probabilities at the smallest float, we do not
    assert evaluation.loss == pytest.approx(
        metrics.log_loss(labels, probabilities, labels=range(10)), rel=1e-4)
    assert 0 < evaluation.accuracy < 50
    assert evaluation.confusion.sum() == NUM


def test_every_digit_has_its_own_loss_and_correctness(evaluation: Evaluation) -> None:
    assert evaluation.losses.shape == evaluation.correct.shape == (NUM,)
    assert evaluation.loss == pytest.approx(float(evaluation.losses.astype(np.float64).mean()))
    assert evaluation.accuracy == pytest.approx(100 * float(evaluation.correct.mean()))
    assert np.allclose(evaluation.probabilities.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(evaluation.predicted, evaluation.probabilities.argmax(axis=1))


def test_reading_in_chunks_changes_nothing(model: nn.Sequential, dataset: Dataset,
                                           evaluation: Evaluation) -> None:
    assert 2 * CHUNK["cpu"] < NUM
    model.eval()
    with torch.no_grad():
        logits = model(normalise(dataset.train.images[:NUM], NORMALISATION))
    assert np.allclose(evaluation.log_probabilities, logits.log_softmax(dim=1), atol=1e-4)


def test_what_happens_between_chunks_changes_no_bit(model: nn.Sequential, dataset: Dataset,
                                                    evaluation: Evaluation) -> None:
    reading = ChunkedEvaluation(model, dataset.train.images[:NUM], dataset.train.labels[:NUM],
                                NORMALISATION)
    num_chunks = 0
    while not reading.is_done:
        reading.read_chunk()
        num_chunks += 1
        model.train(num_chunks % 2 == 0)
        torch.rand(num_chunks)
    assert num_chunks == math.ceil(NUM / CHUNK["cpu"])
    assert np.array_equal(reading.evaluation().log_probabilities, evaluation.log_probabilities)


@pytest.mark.parametrize("training", [True, False])
def test_measuring_leaves_the_model_as_it_was(model: nn.Sequential, dataset: Dataset,
                                              training: bool) -> None:
    model.train(training)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    evaluate(model, dataset.test.images[:50], dataset.test.labels[:50], NORMALISATION)
    assert model.training is training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_a_loss_of_forty_nats_survives_being_stored() -> None:
    log_probabilities = np.full((2, 10), -40, np.float32)
    log_probabilities[:, 3] = 0
    again = evaluation_from_bytes(Evaluation(log_probabilities, np.array([3, 8])).to_bytes())
    assert again.losses.tolist() == [0, 40]
    assert again.predicted.tolist() == [3, 3]
    assert again.labels.dtype == np.int64


def test_an_evaluation_comes_back_from_its_bytes(evaluation: Evaluation) -> None:
    again = evaluation_from_bytes(evaluation.to_bytes())
    assert np.array_equal(again.log_probabilities, evaluation.log_probabilities)
    assert np.array_equal(again.labels, evaluation.labels)


def test_pixels_are_normalised_as_the_recipe_says(dataset: Dataset) -> None:
    images = dataset.test.images[:5]
    before = images.clone()
    pixels = normalise(images, NORMALISATION)
    assert pixels.shape == (5, 1, 28, 28)
    assert pixels.dtype == torch.float32
    assert torch.allclose(pixels[:, 0], (images / 255 - 0.2) / 0.4)
    assert torch.equal(images, before)
