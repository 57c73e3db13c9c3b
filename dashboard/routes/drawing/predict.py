"""``POST /api/predict``: a drawing or a picture in; the answer, and how it came to be 28 x 28, out.

With ``runs``, or with ``several``, the answer is a list ``digits`` in reading order, each with its
``readings``, one a run: the preprocessing is done once for all. A run that cannot be asked says
why in its own ``error``.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import NotRequired, cast

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.looking import library
from dashboard.routes.answers import answering
from dashboard.routes.drawing.predict_question import (
    MOST,
    PredictQuestion,
    RunName,
    is_drawn,
)
from dashboard.server.one_thread import one_thread
from mnist_core.base.not_found import NotFound
from mnist_core.data.normalise import normalise
from mnist_core.drawn.digits import DrawnDigit, Page
from mnist_core.drawn.drawing import raw_resize
from mnist_core.insight.class_activation import ActivationMethod, class_activation
from mnist_core.trained.predict import predict
from mnist_core.trained.trained import Moment, Trained

# the crop is drawn 16 times finer than the digit; the page shows it as large as a stamp
SHOWN_SIDE = 96
INK_SIDE = 280

Digits = NDArray[np.uint8]


class Pixels(TypedDict):
    """Rows from the top, a byte a pixel, white ink 255; in base64."""

    width: int
    height: int
    pixels: str


class Stages(TypedDict):
    """How a drawing came to be 28 x 28."""

    cropped: Pixels
    scaled: Pixels
    digit: Pixels


class ReadAs(TypedDict):
    """``confidence`` is the probability of the ``digit``, a share of 1."""

    digit: int
    confidence: float


class EvidenceMap(Pixels):
    """Where the network saw its answer: ``exact``, or by its ``gradient`` (Grad-CAM)."""

    method: ActivationMethod


class RunReading(ReadAs):
    """What one run makes of a drawing: ten probabilities, shares of 1.

    ``centred`` is what the same drawing is when it is not resized raw.
    """

    run: int | str
    probabilities: list[float]
    centred: NotRequired[ReadAs]
    map: NotRequired[EvidenceMap]


class NoReading(TypedDict):
    """A run that cannot be asked, and why."""

    run: int | str | None
    error: str


class OneReading(RunReading):
    stages: Stages


class ReadDrawing(TypedDict):
    """``box`` is left, top, right and bottom as shares of the canvas' sides."""

    box: list[float]
    stages: Stages
    readings: list[RunReading | NoReading]


class ReadDrawings(TypedDict):
    """Digits in reading order.

    ``rows`` has the places in ``digits`` of those of each row, from the top; ``warnings`` are
    sentences: what could not be told apart with certainty.
    """

    digits: list[ReadDrawing]
    rows: list[list[int]]
    warnings: list[str]
    ink: NotRequired[Pixels]


def answer(body: PredictQuestion) -> OneReading | ReadDrawings:
    """What networks read in a drawing or a picture, and how it came to be 28 x 28."""
    one_thread()
    # a raw resize takes the whole area, whatever is drawn on it
    page = body.page(several=body.several and not body.raw)
    drawn = page.digits
    centred = np.stack([digit.stages.digit for digit in drawn])
    given = np.stack([raw_resize(drawn[0].stages.canvas)]) if body.raw else centred
    if body.asks_one:
        reading, = _readings(body.run, body, given, centred)
        return cast(OneReading, {**reading, "stages": _stages(drawn[0], given[0])})
    by_run = [_readings_or_error(name, body, given, centred) for name in body.names]
    told: ReadDrawings = {"digits": [
        {"box": [round(side, 4) for side in digit.box], "stages": _stages(digit, given[place]),
         "readings": [readings[place] for readings in by_run]}
        for place, digit in enumerate(drawn)], "rows": _places(page), "warnings": page.warnings}
    if body.ink:
        told["ink"] = _pixels(_small(page.ink, INK_SIDE))
    return told


def trained_named(name: RunName | None) -> Trained:
    """Raises:
        NotFound: there is no such run or step, or it has no weights.
    """
    try:
        return library().find(None if name is None else str(name))
    except ValueError as error:
        raise NotFound(str(error)) from None


def moment_of(trained: Trained, asked: Moment) -> Moment:
    """A reference run has only its best epoch, a run in its first epoch only what is now."""
    return asked if asked in trained.moments or not trained.moments else trained.moments[0]


def _readings_or_error(name: RunName | None, question: PredictQuestion, given: Digits,
                       centred: Digits) -> Sequence[RunReading | NoReading]:
    """One a digit; what is wrong with one run is not a reason to keep the others' answers back."""
    try:
        return _readings(name, question, given, centred)
    except NotFound as error:
        return [NoReading(run=name, error=str(error))] * len(given)


def _readings(name: RunName | None, question: PredictQuestion, given: Digits,
              centred: Digits) -> list[RunReading]:
    """What one run makes of ``given``, uint8 [N, 28, 28]: one reading a digit."""
    trained = trained_named(name)
    moment = moment_of(trained, question.weights)
    try:
        network = trained.network(moment)
    except ValueError as error:
        raise NotFound(str(error)) from None
    normalisation = trained.recipe.normalisation
    shares = predict(network, given, normalisation)
    readings = [_run_reading(trained, row) for row in shares]
    if question.raw:
        # beside the harm of a raw resize, what the same drawing is when it is centred
        readings[0]["centred"] = _reading(predict(network, centred, normalisation)[0])
    if question.maps:
        images = normalise(torch.from_numpy(given), normalisation)
        for reading, image in zip(readings, images, strict=True):
            activation = class_activation(network, image[None], reading["digit"])
            reading["map"] = {"method": activation.method,
                              **_pixels(_evidence(activation.map.numpy()))}
    return readings


def _run_reading(trained: Trained, probabilities: NDArray[np.float32]) -> RunReading:
    read = _reading(probabilities)
    return {"run": _run_name(trained), "digit": read["digit"], "confidence": read["confidence"],
            "probabilities": [round(float(share), 6) for share in probabilities]}


def _run_name(trained: Trained) -> int | str:
    """A number for a run of this lab, as the contract has it, and else the key."""
    return trained.key if trained.is_reference else int(trained.key)


def _reading(probabilities: NDArray[np.float32]) -> ReadAs:
    digit = int(probabilities.argmax())
    return {"digit": digit, "confidence": round(float(probabilities[digit]), 6)}


def _evidence(values: NDArray[np.float32]) -> Digits:
    """What speaks for the class, 255 at its strongest; what speaks against it is 0."""
    strongest = max(float(values.max()), 1e-9)
    return np.asarray(np.rint(np.clip(values / strongest, 0, 1) * 255), np.uint8)


def _stages(drawn: DrawnDigit, given: Digits) -> Stages:
    stages = drawn.stages
    return {"cropped": _pixels(_small(stages.cropped, SHOWN_SIDE)),
            "scaled": _pixels(stages.scaled), "digit": _pixels(given)}


def _places(page: Page) -> list[list[int]]:
    """Which of all digits stand in each row."""
    places = iter(range(len(page.digits)))
    return [[next(places) for _ in row] for row in page.rows]


def _small(grey: Digits, side: int) -> Digits:
    image = Image.fromarray(grey)
    image.thumbnail((side, side), Image.Resampling.BOX)
    return np.asarray(image)


def _pixels(grey: Digits) -> Pixels:
    height, width = grey.shape
    return {"width": width, "height": height,
            "pixels": b64encode(np.ascontiguousarray(grey).tobytes()).decode()}


PREDICT_ROUTES = [
    Route("/api/predict", answering(
        answer, "heavy", body=PredictQuestion, unless=is_drawn, most=MOST), methods=["POST"])]
