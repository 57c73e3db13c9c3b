"""``GET /api/runs/{id}/batch``: the batch that a run trained by itself, for the page to show."""

import math
from typing import Any

from starlette.routing import Route

from dashboard.errors.wall import COLUMNS, png, sprite_sheet
from dashboard.routes.answers import answering
from dashboard.routes.runs.runs import existing_run
from dashboard.server.resources import store
from mnist_core.training.batch_look import BatchLook


def one_batch(parameters: dict[str, Any], _: None) -> object:
    """``{"look": null}`` where the last batch was not trained by itself."""
    run = existing_run(parameters["run"])
    look = store().batch_look(run)
    return {"look": look and look_json(look, run.num_batches)}


def look_json(look: BatchLook, num_batches: int) -> dict[str, object]:
    """Digits hardest first; loss in nats, ``percent`` is how sure the network was."""
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
