"""``POST /api/predict``: a drawing or a picture in; the answer, and how it came to be 28 x 28, out.

The request names ``strokes`` (with the canvas' ``width`` and ``height`` and the ``brush``) or an
``image`` (base64 of a PNG or JPEG file), and may name a ``run`` (a number, or a step for its
newest run), ``weights`` ("best" or "last") and ``raw``, which skips MNIST's crop, scale and
centre to show what they are good for.
"""

from base64 import b64decode, b64encode
from functools import cache
from io import BytesIO
from typing import Annotated, Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from pydantic import Field, ValidationError
from starlette.routing import Route
from torch import nn

from dashboard.answers import answering
from dashboard.lab import library
from mnist_core.drawing import Stages, raw_resize, stages_from_image, stages_from_strokes
from mnist_core.mistakes import sentences
from mnist_core.predict import predict
from mnist_core.recipe import Frozen
from mnist_core.trained import Trained

# the crop is drawn 16 times finer than the digit; the page shows it as large as a stamp
SHOWN_SIDE = 96
CANVAS = 280
BRUSH_SHARE = 1 / 14

Point = tuple[float, float]
# one wrong point is one sentence, not one a point
Stroke = Annotated[list[Point], Field(fail_fast=True)]


class Question(Frozen):
    """What a request may hold."""

    run: int | str | None = None
    strokes: Annotated[list[Stroke], Field(fail_fast=True)] | None = None
    width: int = CANVAS
    height: int = CANVAS
    brush: float | None = None
    image: str | None = None
    raw: bool = False
    weights: Literal["best", "last"] = "best"


def answer(_: dict[str, Any], body: dict[str, Any]) -> object:
    """The response, ready for JSON; probabilities are shares of 1."""
    _one_thread()
    question = _question(body)
    stages = _stages(question)
    trained = _trained(question)
    network = _network(trained, question)
    squeezed = raw_resize(stages.canvas)
    centred, raw = predict(network, np.stack([stages.digit, squeezed]),
                           trained.recipe.normalisation)
    chosen = raw if question.raw else centred
    return {
        "run": _run_name(trained), **_reading(chosen),
        "probabilities": [round(float(share), 6) for share in chosen],
        "stages": {"cropped": _pixels(_small(stages.cropped)), "scaled": _pixels(stages.scaled),
                   "digit": _pixels(squeezed if question.raw else stages.digit)},
        # beside the harm of a raw resize, what the same drawing is when it is centred
        **({"centred": _reading(centred)} if question.raw else {}),
    }


@cache
def _one_thread() -> None:
    """This process trains nothing; beside a training, threads would wait for each other."""
    torch.set_num_threads(1)


def _question(body: dict[str, Any]) -> Question:
    try:
        question = Question.model_validate(body)
    except ValidationError as error:
        raise ValueError(sentences(error)) from None
    if (question.strokes is None) == (question.image is None):
        raise ValueError("Send either `strokes`, a list of lists of [x, y] points, or `image`, a "
                         "PNG or JPEG file in base64.")
    return question


def _stages(question: Question) -> Stages:
    if question.image is not None:
        return stages_from_image(_image(question.image))
    brush = question.width * BRUSH_SHARE if question.brush is None else question.brush
    return stages_from_strokes(question.strokes or [], width=question.width,
                               height=question.height, brush=brush)


def _image(text: str) -> Image.Image:
    # a browser's own spelling of base64: "data:image/png;base64,..."
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        data = b64decode(encoded, validate=True)
    except ValueError:
        raise ValueError("The image is not base64; send the bytes of a PNG or JPEG file in "
                         "base64.") from None
    try:
        return Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValueError("The image cannot be read; send a whole PNG or JPEG file.") from None


def _trained(question: Question) -> Trained:
    try:
        return library().find(None if question.run is None else str(question.run))
    except ValueError as error:
        raise LookupError(str(error)) from None


def _network(trained: Trained, question: Question) -> nn.Sequential:
    # a reference run has only its best epoch, a run in its first epoch only what is now
    is_there = question.weights in trained.moments
    try:
        return trained.network(question.weights if is_there or not trained.moments
                               else trained.moments[0])
    except ValueError as error:
        raise LookupError(str(error)) from None


def _run_name(trained: Trained) -> int | str:
    """A number for a run of this lab, as the contract has it, and else the key."""
    return trained.key if trained.is_reference else int(trained.key)


def _reading(probabilities: NDArray[np.float32]) -> dict[str, object]:
    digit = int(probabilities.argmax())
    return {"digit": digit, "confidence": round(float(probabilities[digit]), 6)}


def _small(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(grey)
    image.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BOX)
    return np.asarray(image)


def _pixels(grey: NDArray[np.uint8]) -> dict[str, object]:
    """Rows from the top, a byte a pixel, white ink 255; in base64."""
    height, width = grey.shape
    return {"width": width, "height": height,
            "pixels": b64encode(np.ascontiguousarray(grey).tobytes()).decode()}


PREDICT_ROUTES = [Route("/api/predict", answering(answer), methods=["POST"])]
