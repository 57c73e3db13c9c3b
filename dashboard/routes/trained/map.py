"""``POST /api/trained/{key}/map``: the test set in a network's features, laid out in a plane.

``?method=pca`` (all digits) or ``tsne`` (a sample). Until a map is ready the answer says how far
it is; whoever asks again moves it on.
"""

from functools import cache
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.readings.grown_features import grown_features
from dashboard.routes.answers import answering
from dashboard.routes.trained.digit_question import AskedWeights, Question, asked
from dashboard.routes.trained.tsne_jobs import TsneJobs
from mnist_core.base.not_found import NotFound
from mnist_core.insight.features import GrowingFeatures
from mnist_core.insight.projection import pca
from mnist_core.training.evaluate import Evaluation

READ_SECONDS = 0.5
NUM_SAMPLED = 3_000
"""Digits of a t-SNE: half a minute on one core; all would take several."""
# weak: features that nobody asks about any more are not kept for their plane
_planes: WeakKeyDictionary[GrowingFeatures, tuple[NDArray[np.float32], float]] = (
    WeakKeyDictionary())


class MapWish(AskedWeights):
    method: Literal["pca", "tsne"] = "pca"
    """All digits on two axes, or a sample of them with t-SNE."""


class MapProgress(TypedDict):
    """What is done for a map, and what ``share`` of it; asking again moves it on."""

    doing: str
    share: float


class FeatureMap(TypedDict):
    """By test digit: its ``index``, place, class and what it was ``read`` as."""

    words: str
    index: list[int]
    x: list[float]
    y: list[float]
    true: list[int]
    read: list[int]


def feature_map(key: str, query: MapWish) -> FeatureMap | MapProgress:
    """The test set in a network's features, laid out in a plane, or how far its making is."""
    question = asked(key, query.weights)
    moments = question.trained.moments
    if not moments:
        raise NotFound(f"{question.trained.short_label} has no weights to read digits with.")
    moment = question.moment if question.moment in moments else moments[0]
    grown = grown_features(question.trained, moment, "test")
    grown.advance(READ_SECONDS)
    if not grown.is_whole:
        return {"doing": f"Reading {grown.total:,} test digits",
                "share": len(grown.values) / grown.total}
    return _pca(question, grown) if query.method == "pca" else _tsne(question, moment, grown)


def sample(evaluation: Evaluation, num: int, num_digits: int) -> NDArray[np.int64]:
    """Indices of at most ``num`` of the first ``num_digits``: every error, as far as they go, and
    the first of the others; in order."""
    correct = evaluation.correct[:num_digits]
    errors = np.flatnonzero(~correct)[:num]
    return np.sort(np.concatenate([errors, np.flatnonzero(correct)[:num - len(errors)]]))


def _pca(question: Question, grown: GrowingFeatures) -> FeatureMap:
    plane, share = _plane(grown)
    return _points(question, np.arange(grown.total), plane,
                   f"The {grown.values.shape[1]} features of {_how_many(question, grown.total)}, "
                   f"on the two axes along which they differ most: {100 * share:.0f} % of their "
                   "variance.")


def _plane(grown: GrowingFeatures) -> tuple[NDArray[np.float32], float]:
    if grown not in _planes:
        _planes[grown] = pca(grown.values)
    return _planes[grown]


def _tsne(question: Question, moment: str, grown: GrowingFeatures) -> FeatureMap | MapProgress:
    indices = sample(question.evaluation, NUM_SAMPLED, grown.total)
    name = f"{question.trained.key}/{moment}/{question.trained.version}"
    plane = _jobs().plane(name, grown.values[indices])
    if isinstance(plane, float):
        return {"doing": f"t-SNE of {len(indices):,} digits", "share": plane}
    return _points(question, indices, plane,
                   f"t-SNE of {_how_many(question, len(indices))}, "
                   f"{errors_among(question.evaluation, indices)}: who is near whom is meant, "
                   "distances between groups are not.")


def errors_among(evaluation: Evaluation, indices: NDArray[np.int64]) -> str:
    """What a sample holds of the digits that are read wrong, as a part of a sentence."""
    total = int((~evaluation.correct).sum())
    num = int((~evaluation.correct[indices]).sum())
    if num < total:
        return f"{num:,} of the {total:,} errors and nothing else"
    return "all errors among them" if total else "none of them an error"


def _points(question: Question, indices: NDArray[np.int64], plane: NDArray[np.float32],
            words: str) -> FeatureMap:
    evaluation = question.evaluation
    columns = plane.round(3).T.tolist()
    return {"words": words, "index": indices.tolist(), "x": columns[0], "y": columns[1],
            "true": evaluation.labels[indices].tolist(),
            "read": evaluation.predicted[indices].tolist()}


def _how_many(question: Question, num: int) -> str:
    total = len(question.dataset.test)
    return f"all {total:,} test digits" if num == total else f"{num:,} of {total:,} test digits"


@cache
def _jobs() -> TsneJobs:
    return TsneJobs()


MAP_ROUTES = [Route("/api/trained/{key}/map", answering(feature_map, "heavy", query=MapWish),
                    methods=["POST"])]
