"""``GET /api/runs/{id}/batch``: the batch that a run trained by itself, for the page to show."""

import math

from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.errors.wall import COLUMNS, png, sprite_sheet
from dashboard.routes.answers import answering
from dashboard.routes.runs.runs import existing_run
from dashboard.server.resources import store
from mnist_core.training.batch_look import BatchLook


class ReadDigit(TypedDict):
    """``percent`` is how sure the network was of what it ``read``."""

    true: int
    read: int
    percent: float


class Gradient(TypedDict):
    """``norm`` is None where it is infinite."""

    token: str
    norm: float | None


class ShownBatch(TypedDict):
    """A batch: its place, its ``loss`` in nats, its digits, hardest first, their pictures in one
    PNG of so many ``columns``, and each layer's gradient."""

    position: int
    epoch: int
    batch: int
    num_batches: int
    loss: float
    num_digits: int
    num_wrong: int
    columns: int
    sprite: str
    digits: list[ReadDigit]
    gradients: list[Gradient]


class LastBatch(TypedDict):
    look: ShownBatch | None


def one_batch(run: str) -> LastBatch:
    """The batch that a paused run trained by itself; none where the last one was not."""
    found = existing_run(run)
    look = store().batch_look(found)
    return {"look": None if look is None else look_json(look, found.num_batches)}


def look_json(look: BatchLook, num_batches: int) -> ShownBatch:
    answers = look.answers
    epoch, batch = divmod(look.position, num_batches)
    rows = zip(answers.labels.tolist(), answers.predicted.tolist(),
               (100 * answers.probabilities.max(axis=1)).round().tolist(), strict=True)
    return {
        "position": look.position, "epoch": epoch + 1, "batch": batch + 1,
        "num_batches": num_batches, "loss": look.loss, "num_digits": look.num_digits,
        "num_wrong": look.num_digits - look.num_correct, "columns": COLUMNS,
        "sprite": png(sprite_sheet(look.images)),
        "digits": [{"true": true, "read": read, "percent": percent}
                   for true, read, percent in rows],
        # JSON knows no infinity
        "gradients": [{"token": layer.token,
                       "norm": layer.norm if math.isfinite(layer.norm) else None}
                      for layer in look.gradients],
    }


BATCH_ROUTES = [Route("/api/runs/{run}/batch", answering(one_batch, "light"))]
