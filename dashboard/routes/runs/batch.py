"""``GET /api/runs/{id}/batch``: the batch that a run trained by itself, for the page to show."""

import math

import numpy as np
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.errors.wall import COLUMNS, sprite_sheet
from dashboard.routes.answers import answering
from dashboard.routes.runs.runs import existing_run
from dashboard.server.resources import store
from mnist_core.base.files.png import png_base64
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.step.batch_look import BatchLook


class BatchDigit(TypedDict):
    """``true`` is its label; before and after the step, what it was ``read`` as, and how probable
    the right answer was, in ``percent``."""

    true: int
    read: tuple[int, int]
    percent: tuple[int, int]


class LayerStep(TypedDict):
    """A layer's ``gradient`` norm, and how far its weights ``moved``, in percent of their own norm;
    None where that is not a number."""

    token: str
    gradient: float | None
    moved: float | None


class ShownBatch(TypedDict):
    """A batch: its place, how often each digit stands in it, its ``loss`` in nats and the number
    of its digits read wrong before and after the step, the digits that were hardest before it,
    their pictures in one PNG, ``columns`` in a row, and what the step did to each layer."""

    position: int
    epoch: int
    batch: int
    num_batches: int
    counts: list[int]
    loss: tuple[float, float]
    num_wrong: tuple[int, int]
    columns: int
    sprite: str
    digits: list[BatchDigit]
    layers: list[LayerStep]


class LastBatch(TypedDict):
    look: ShownBatch | None


def one_batch(run: str) -> LastBatch:
    """The batch that a paused run trained by itself; none where the last one was not."""
    found = existing_run(run)
    look = store().batch_look(found)
    return {"look": None if look is None else look_json(look, found.num_batches)}


def look_json(look: BatchLook, num_batches: int) -> ShownBatch:
    before, after = look.before, look.after
    epoch, batch = divmod(look.position, num_batches)
    rows = zip(before.evaluation.labels.tolist(), before.evaluation.predicted.tolist(),
               after.evaluation.predicted.tolist(), _percent(before.evaluation),
               _percent(after.evaluation), strict=True)
    return {
        "position": look.position, "epoch": epoch + 1, "batch": batch + 1,
        "num_batches": num_batches, "counts": look.counts.tolist(),
        "loss": (before.loss, after.loss),
        "num_wrong": (look.num_digits - before.num_correct, look.num_digits - after.num_correct),
        "columns": COLUMNS, "sprite": png_base64(sprite_sheet(look.images)),
        "digits": [{"true": true, "read": (read, then), "percent": (sure, surer)}
                   for true, read, then, sure, surer in rows],
        "layers": [{"token": layer.token, "gradient": _finite(layer.norm),
                    "moved": _finite(100 * layer.moved)} for layer in look.moves],
    }


def _percent(answers: Evaluation) -> list[int]:
    """How probable the right answer of each digit was."""
    shares = answers.probabilities[np.arange(len(answers.labels)), answers.labels]
    return [round(100 * share) for share in shares.tolist()]


def _finite(value: float) -> float | None:
    # JSON knows no infinity
    return value if math.isfinite(value) else None


BATCH_ROUTES = [Route("/api/runs/{run}/batch", answering(one_batch, "light"))]
