"""What was recorded of a training, in the form in which a live run tells of itself."""

from dashboard.thinning import smooth, smoothing_window, thin
from mnist_core.runs.as_json import epoch_json
from mnist_core.trained import Trained


def recorded_json(trained: Trained) -> dict[str, object]:
    """The whole curve, thinned, and every measured epoch with the seconds that it took.

    Raises:
        ValueError: no batch was trained yet.
    """
    curve = trained.curve()
    if not len(curve.at):
        raise ValueError(f"{trained.short_label} has not trained a batch yet; there is nothing to "
                         "replay.")
    position = int(curve.at[-1]) + 1
    # a reference run keeps a part of its batches: as many fewer are averaged
    share = len(curve.at) / position
    window = max(1, round(smoothing_window(trained.num_batches) * share))
    return {
        "key": trained.key, "label": trained.label, "position": position,
        "num_batches": trained.num_batches, "epochs_total": trained.recipe.epochs,
        "total": trained.num_batches * trained.recipe.epochs,
        "batches": thin(curve.at, curve.loss, smooth(curve.loss, window, None), curve.lr),
        "epochs": [epoch_json(epoch) for epoch in trained.epochs()],
    }
