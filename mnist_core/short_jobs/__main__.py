"""One process, one short job beside the runs: ``python -m mnist_core.short_jobs lr|speed``.

The recipe comes in as JSON on stdin; what happens goes out as lines of JSON on stdout, the last
one a ``found``, a ``speed`` or an ``error``. Nothing is recorded. Whoever reads may leave: the
next line then ends the process.
"""

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from mnist_core.base.log import start_logging
from mnist_core.base.machine.devices import device_state
from mnist_core.base.machine.process_priority import NICENESS as OF_RUNS
from mnist_core.base.machine.process_priority import step_back
from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mnist import load
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.short_jobs.lr_finder import NUM_BATCHES, Point, find_lr
from mnist_core.short_jobs.probe import measure_speed

# behind the pages, but before the runs: somebody sits and waits for the curve. The speed of a run
# is measured behind whatever that would stand behind, else a busy machine promises too much
NICENESS = {"lr": 5, "speed": OF_RUNS}
Line = dict[str, Any]
_log = logging.getLogger(__name__)


def lines(job: str, recipe: Recipe, settings: Settings) -> Iterator[Line]:
    """What a job has to say, line by line.

    Raises:
        ValueError: the recipe cannot be trained here.
    """
    device = device_state(recipe.device, settings.device).device
    data = load(settings)
    if job == "speed":
        yield {"speed": asdict(measure_speed(recipe, data, device))}
        return
    for event in find_lr(recipe, data, device):
        if isinstance(event, Point):
            yield {"point": [event.lr, event.loss, event.smoothed], "of": NUM_BATCHES}
        else:
            found = asdict(event)
            found.pop("points")
            yield {"found": {**found, "recommended": event.recommended, "method": event.method}}


def main(job: str) -> int:
    step_back(NICENESS[job])
    settings = read_settings()
    start_logging(f"short-job-{job}", settings.log_level)
    recipe = read_recipe(sys.stdin.read())
    try:
        for line in lines(job, recipe, settings):
            print(json.dumps(line), flush=True)
    except ValueError as error:
        _log.info("refused: %s", error)
        print(json.dumps({"error": str(error)}), flush=True)
    except BrokenPipeError:
        # the reader is gone; Python would complain about the flush at its end
        sys.stderr.close()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
