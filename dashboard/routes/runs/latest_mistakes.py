"""The worst mistakes that a run makes on the test set after its last measured epoch."""

import numpy as np
from typing_extensions import TypedDict

from dashboard.errors.wall import sprite_sheet
from dashboard.readings.readings import why_nothing
from mnist_core.base.files.png import png_base64
from mnist_core.base.not_found import NotFound
from mnist_core.data.mnist import Dataset
from mnist_core.trained.trained import Moment, Trained

NUM_SHOWN = 10


class Mistake(TypedDict):
    """``percent`` is how sure the network was of what it ``read``."""

    index: int
    true: int
    read: int
    percent: int


class LatestMistakes(TypedDict):
    """``sprite`` holds the digits' pictures, a PNG as a ``data:`` address."""

    key: str
    epoch: int | None
    moment: Moment
    wrong: int
    digits: list[Mistake]
    sprite: str


def latest_mistakes(trained: Trained, dataset: Dataset | None) -> LatestMistakes:
    """Counts, the digits with the highest losses (percent: how sure it was), and their pictures.

    No digits where none is measured yet, or where other test digits are loaded than it was
    measured on. Of a reference run, whose weights are those of its best epoch, that epoch counts.

    Raises:
        NotFound: they were measured, and their file is damaged or gone.
    """
    moment: Moment = "best" if trained.is_reference else "last"
    predictions = trained.predictions(moment)
    epoch = trained.best_epoch if trained.is_reference else len(trained.epochs())
    if predictions is None and epoch:
        raise NotFound(why_nothing(trained, best=moment == "best"))
    if predictions is None or dataset is None or not np.array_equal(
            predictions.labels, dataset.test.labels.numpy()):
        return {"key": trained.key, "epoch": epoch, "moment": moment, "wrong": 0, "digits": [],
                "sprite": png_base64(sprite_sheet(_none()))}
    wrong = np.flatnonzero(~predictions.correct)
    worst = wrong[np.argsort(-predictions.losses[wrong], kind="stable")][:NUM_SHOWN]
    percent = np.rint(100 * predictions.confidence[worst]).astype(int)
    columns = (worst, predictions.labels[worst], predictions.predicted[worst], percent)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {"key": trained.key, "epoch": epoch, "moment": moment, "wrong": len(wrong),
            "digits": [{"index": index, "true": true, "read": read, "percent": sure}
                       for index, true, read, sure in rows],
            "sprite": png_base64(sprite_sheet(dataset.test.images.numpy()[worst]))}


def _none() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.empty((0, 28, 28), np.uint8)
