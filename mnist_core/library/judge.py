"""The network that says whether ink on a page is one digit or two, whichever run then reads them.

Always the same one, so that all runs are asked about the same digits, and a run that has learned
little does not also tear them apart.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.source import REFERENCE
from mnist_core.drawn.touching import Judge
from mnist_core.reference.records import reference_runs

JUDGE = "strategy-4@1"


@cache
def page_judge(root: Path = REFERENCE) -> Judge | None:
    """``JUDGE``, with which the reading of pages was measured; None where it is not recorded."""
    run = next((run for run in reference_runs(root) if run.key == JUDGE), None)
    if run is None or not run.moments:
        return None
    from mnist_core.trained.predict import predict

    network, normalisation = run.network(), run.recipe.normalisation

    def judge(digits: NDArray[np.uint8]) -> NDArray[np.float32]:
        return predict(network, digits, normalisation)

    return judge
