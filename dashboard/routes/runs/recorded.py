"""What was recorded of a training, in the form in which a live run tells of itself."""

from typing_extensions import TypedDict

from dashboard.display.curve import CurvePoints, Floats, smooth, smoothing_window, thin
from mnist_core.runs.run_list.contract_json import EpochJson, epoch_json
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.trained import Trained


class CurvePart(TypedDict):
    """Some batches of a curve, thinned."""

    batches: CurvePoints


class Recorded(CurvePart):
    """A whole training; ``position`` and ``total`` in batches."""

    key: str
    label: str
    position: int
    num_batches: int
    epochs_total: int
    total: int
    epochs: list[EpochJson]


def recorded_json(trained: Trained) -> Recorded:
    """The whole curve, thinned, and every measured epoch with the seconds that it took.

    Raises:
        ValueError: no batch was trained yet.
    """
    curve = trained.curve()
    return {
        "key": trained.key, "label": trained.label, "position": _position(trained, curve),
        "num_batches": trained.num_batches, "epochs_total": trained.recipe.epochs,
        "total": trained.num_batches * trained.recipe.epochs,
        "batches": thin(curve.at, curve.loss, _smoothed(trained, curve), curve.lr),
        "epochs": [epoch_json(epoch) for epoch in trained.epochs()],
    }


def part_json(trained: Trained, first: int, last: int) -> CurvePart:
    """The batches ``first`` to ``last``, thinned for this part alone, where it is zoomed into.

    Raises:
        ValueError: no batch was trained yet.
    """
    curve = trained.curve()
    smoothed = _smoothed(trained, curve)
    inside = (first <= curve.at) & (curve.at <= last)
    return {"batches": thin(curve.at[inside], curve.loss[inside], smoothed[inside],
                            curve.lr[inside])}


def _position(trained: Trained, curve: BatchCurve) -> int:
    if not len(curve.at):
        raise ValueError(f"{trained.short_label} has not trained a batch yet; there is nothing to "
                         "show.")
    return int(curve.at[-1]) + 1


def _smoothed(trained: Trained, curve: BatchCurve) -> Floats:
    # a reference run keeps a part of its batches: as many fewer are averaged
    share = len(curve.at) / _position(trained, curve)
    return smooth(curve.loss, max(1, round(smoothing_window(trained.num_batches) * share)), None)
